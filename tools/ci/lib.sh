# shellcheck shell=sh
# What start.sh and check.sh share. They set TITLE first, and CODE, the exit code of a failure, unless it is 1.

ROOT=$(cd "$(dirname "$0")/../.." && pwd)
WORK=${RUNNER_TEMP:-$ROOT/build}/longlonglong-mock
PYTHON=${PYTHON:-python3}
mkdir -p "$WORK"

# fail MESSAGE: one line for people, and an annotation if this is a job of GitHub Actions.
fail() {
	if [ "${GITHUB_ACTIONS:-}" = true ]; then
		printf '::error title=%s::%s\n' "$TITLE" "$(printf %s "$1" | tr '\r\n' '  ' | sed 's/%/%25/g')"
	else
		printf '%s: %s\n' "$TITLE" "$1" >&2
	fi
	exit "${CODE:-1}"
}

# install LAYER: install requirements/LAYER.txt and this checkout into an environment; VENV is its folder. No token is
# in the environment of what installs.
install() {
	VENV=$WORK/$1
	command -v "$PYTHON" >/dev/null || fail "there is no $PYTHON here: Python 3.11 or later is needed"
	(
		unset NUMBERS_TOKEN MOCKSERVER_TOKEN MOCKSERVER_ADMIN_TOKEN
		exec "$PYTHON" "$ROOT/tools/bootstrap.py" --venv "$VENV" "$1"
	) || fail 'installing failed, see above'
	[ -x "$VENV/bin/python" ] || fail 'only Linux and macOS are supported'
}
