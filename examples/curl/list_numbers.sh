#!/bin/sh
# List the numbers of a task, page by page, with filters, a timeout and retries. Needs curl and jq.
set -eu
export LC_ALL=C

PER_PAGE=100
TIMEOUT=10 # Seconds, for each request.
ATTEMPTS=5
PATIENCE=60 # Seconds: no longer Retry-After is waited for.
USAGE='usage: list_numbers.sh USER_ID TASK_ID [status=2,5] [start_at=DATE] [end_at=DATE]'

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# Ask once, with these arguments to curl. The answer is left in files; $code is its HTTP status, or 000.
# The token comes through a pipe: the arguments of a program can be read by everybody on the machine.
ask() {
  : >headers
  : >body
  code=$(printf 'Authorization: Bearer %s\n' "$NUMBERS_TOKEN" |
    curl --silent --show-error --max-time "$TIMEOUT" --header @- --header 'Accept: application/json' \
      --dump-header headers --output body --write-out '%{http_code}' --get "$@" 2>fault) || code=000
}

# What the envelope of an error says, or why there is none.
message() {
  if [ "$code" = 000 ]; then
    head -n 1 fault | grep . || echo 'curl understands no such URL'
  else
    jq -ers '.[0] | select(.status == "error" and .message) | "\(.code) \(.message)"' body 2>fault ||
      echo "$code the answer is not the API's JSON"
  fi
}

# The seconds of Retry-After, or 0. More than the shell can count are as good as 9999.
retry_after() {
  tr -d '\r' <headers |
    awk 'tolower($1) == "retry-after:" && $2 ~ /^[0-9]+$/ { seconds = $2 }
      END { print (seconds > 9999 ? 9999 : seconds + 0) }'
}

# Whether the body is a page: an error may travel with HTTP 200 too.
is_page() {
  jq -es '.[0] | .status == "success" and ([.data, .meta.last_page | type] == ["array", "number"])' body >fault 2>&1
}

# Ask until the page comes or hope is lost.
get() {
  attempt=1
  while ask "$@"; do
    case $code in 000 | 429 | 5??) ;; *) break ;; esac
    after=$(retry_after)
    if [ "$attempt" -eq "$ATTEMPTS" ] || [ "$after" -gt "$PATIENCE" ]; then
      fail "error: gave up at attempt $attempt of $ATTEMPTS: $(message)"
    fi
    # About 0.5, 1, 2, 4 seconds more than Retry-After; at random, so that clients do not return at once.
    sleep "$(awk -v after="$after" -v attempt="$attempt" -v seed="$$$attempt" \
      'BEGIN { srand(seed); print after + 2 ^ attempt / 4 * (0.5 + rand() / 2) }')"
    attempt=$((attempt + 1))
  done
  if [ "$code" != 200 ] || ! is_page; then
    fail "error: $(message)"
  fi
}

[ $# -ge 2 ] || fail "$USAGE"
url=${NUMBERS_URL:-http://127.0.0.1:4010}
case $url in http://* | https://*) ;; *) fail 'error: NUMBERS_URL must begin with http:// or https://' ;; esac
case ${NUMBERS_TOKEN:-} in
  '' | *[!!-~]*) fail 'error: NUMBERS_TOKEN is empty or holds a character no token has' ;;
esac
url=${url%/}/agent-api/user/$1/task/$2/number
shift 2

# Each filter becomes arguments for curl, which encodes what follows the first "=".
for filter; do
  shift
  case $filter in
    status=*) # Spelled status[]: of `status=2&status=5` a PHP backend reads only the 5.
      list=${filter#*=},
      while [ -n "$list" ]; do
        set -- "$@" --data-urlencode "status%5B%5D=${list%%,*}"
        list=${list#*,}
      done
      ;;
    start_at=* | end_at=*) set -- "$@" --data-urlencode "$filter" ;;
    *) fail "$USAGE" ;;
  esac
done

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM PIPE
cd "$dir"
rows=0 page=0 last_page=1
while [ "$page" -lt "$last_page" ]; do
  page=$((page + 1))
  get --data "page=$page" --data "per_page=$PER_PAGE" "$@" "$url"
  jq -r '.data[] | [.id, .number, .status, .status_str, .created_at] | @tsv' body
  jq -r '"\(.data | length) \(if .data == [] then 0 else .meta.last_page end)"' body >state
  read -r length last_page <state
  rows=$((rows + length))
done
echo "$rows numbers, $page pages" >&2
