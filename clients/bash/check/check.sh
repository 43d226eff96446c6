# Calls the mock through the generated client and prints what it saw, one line per step, for clients/check.py.
. "$(dirname "$0")/../client.sh"

numbers() { list_numbers user_id="$USER_ID" task_id="$TASK_ID" "$@"; }

report() { printf '%s\t%s\n' "$1" "$(jq --compact-output "$2")"; }

report page '{total: .meta.total, last_page: .meta.last_page, ids: [.data[].id]}' < <(numbers page=1 per_page=5)

for ((page = 1, last = 1; page <= last; page++)); do
    answer=$(numbers page=$page per_page=334)
    last=$(jq .meta.last_page <<<"$answer")
    jq '.data[].id' <<<"$answer"
done | jq --slurp | report walk .

report status '[.data[].id]' < <(numbers page=1 per_page=1000 status=2 status=5)
report dates '[.data[].id]' < <(numbers page=1 per_page=1000 start_at='2025/12/2 0:00' end_at='2025/12/2 12:00')
report record .data < <(numbers page=1 per_page=2)

refused() { # STEP, then what to call: the exit status says that it failed, the body why
    local step=$1 body
    shift
    body=$("$@" 2>/dev/null)
    (($? == 22)) && report "$step" '{code, message}' <<<"$body"
}

TOKEN=invalid refused 401 numbers page=1
refused 422 numbers page=1 start_at=2025-12-03 end_at=2025-12-02
BASE_URL=$LIMITED_URL refused 429 numbers page=1
