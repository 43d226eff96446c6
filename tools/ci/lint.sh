#!/bin/sh
# Lint workflows with actionlint, and the scripts they and make run with shellcheck.
set -eu
cd "$(dirname "$0")/../.."

VERSION=v1.7.12
BIN=$PWD/build/bin/actionlint-$VERSION

fail() {
	echo "make lint-actions: $1" >&2
	exit 2
}

command -v shellcheck >/dev/null || fail 'shellcheck is needed (on Debian and Ubuntu: apt-get install shellcheck)'
if [ ! -x "$BIN/actionlint" ]; then
	command -v go >/dev/null || fail 'Go 1.26 or later is needed (https://go.dev/dl): actionlint is built with it'
	GOBIN=$BIN go install "github.com/rhysd/actionlint/cmd/actionlint@$VERSION" ||
		fail 'actionlint could not be built, see above'
fi

"$BIN/actionlint"
shellcheck --external-sources --source-path=SCRIPTDIR .ci/run tools/*/*.sh
