#!/bin/sh
# Check an API with contract_tests. In a job of GitHub Actions it writes annotations and a job summary.
#
#     BASE_URL=http://127.0.0.1:4010 tools/ci/check.sh
#
# Also USER_ID, TASK_ID, SUB_USER_ID, DIALECT (a file), BASELINE (a file to compare with and to write), REPORT and JUNIT
# (files to write), ARGS (further options, one a line), PYTHON. The token is taken from NUMBERS_TOKEN. Exit codes are those of contract_tests: 0 kept, 1 broken, 2 not
# judged, 3 unavailable; in a job of GitHub Actions the output `end` names them.
set -eu

TITLE='Check an API'
CODE=2 # As 1 means that the API breaks the contract.
. "$(dirname "$0")/lib.sh"

# The suite runs in an empty folder, away from the settings of pytest and the packages of the caller.
absolute() {
	case $1 in
	/*) printf %s "$1" ;;
	*) printf %s "$PWD/$1" ;;
	esac
}

[ -n "${BASE_URL:-}" ] || fail 'base-url is empty: it should be such as https://host or http://host:port'
REPORT=$(absolute "${REPORT:-contract-report.html}")
JUNIT=$(absolute "${JUNIT:-contract-junit.xml}")

set -- --quiet "--base-url=$BASE_URL" "--contract-report=$REPORT" "--junitxml=$JUNIT"
[ -z "${USER_ID:-}" ] || set -- "$@" "--user-id=$USER_ID"
[ -z "${TASK_ID:-}" ] || set -- "$@" "--task-id=$TASK_ID"
[ -z "${SUB_USER_ID:-}" ] || set -- "$@" "--sub-user-id=$SUB_USER_ID"
[ -z "${DIALECT:-}" ] || set -- "$@" "--dialect=$(absolute "$DIALECT")"
[ -z "${BASELINE:-}" ] || set -- "$@" "--baseline=$(absolute "$BASELINE")"
set -f
IFS='
'
# shellcheck disable=SC2086 # Each line is a word of its own.
set -- "$@" ${ARGS:-}
unset IFS

install contract
printf 'report=%s\njunit=%s\n' "$REPORT" "$JUNIT" >>"${GITHUB_OUTPUT:-/dev/null}"
mkdir -p "$WORK/empty"
cd "$WORK/empty"
PYTHONSAFEPATH=1 exec "$VENV/bin/python" -m contract_tests.github -p no:cacheprovider "$@"
