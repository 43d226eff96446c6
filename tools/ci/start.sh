#!/bin/sh
# Start the mock in the background and wait until it answers.
#
#     MOCKSERVER_PORT=4010 MOCKSERVER_ROWS=200 tools/ci/start.sh
#
# It is configured by the environment, as `mockserver serve` is. Prints its URL, pid and log file; in a job of GitHub
# Actions they are outputs of the step too, and NUMBERS_BASE_URL is set for the steps after it. It ends with the job.
set -eu

TITLE='Start longlonglong-mock'
. "$(dirname "$0")/lib.sh"

answers() {
	url=$(sed -n 's|.*\(http://[^/ ]*:[0-9][0-9]*\).*|\1|p' "$log" | head -n 1)
	[ -n "$url" ] && "$VENV/bin/python" -I -c '
import sys, urllib.request as request
request.build_opener(request.ProxyHandler({})).open(sys.argv[1], timeout=2)
' "$url/_mock/health" 2>/dev/null
}

give_up() {
	echo '::group::Log of the mock'
	cat "$log"
	echo '::endgroup::'
	fail "$1: $(tail -n 1 "$log")"
}

install mock
log=$WORK/mock-$$.log
: >"$log"
nohup "$VENV/bin/mockserver" serve </dev/null >"$log" 2>&1 &
pid=$!

tries=60
until answers; do
	kill -0 "$pid" 2>/dev/null || give_up 'the mock did not start'
	tries=$((tries - 1))
	if [ "$tries" -eq 0 ]; then
		kill "$pid"
		give_up 'the mock did not answer within 30 seconds'
	fi
	sleep 0.5
done

printf 'url=%s\npid=%s\nlog=%s\n' "$url" "$pid" "$log" | tee -a "${GITHUB_OUTPUT:-/dev/null}"
echo "NUMBERS_BASE_URL=$url" >>"${GITHUB_ENV:-/dev/null}"
