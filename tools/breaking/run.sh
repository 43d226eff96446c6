#!/bin/sh
# Lists the breaking changes of openapi.yaml since another commit.
#
#     BASE=ref tools/breaking/run.sh
#
# Exit code 0: no breaking changes; 1: the listed ones; 2: the comparison failed.
set -eu
cd "$(dirname "$0")/../.."

VERSION=v1.36.0
BIN=$PWD/build/bin/oasdiff-$VERSION

fail() {
	echo "make breaking: $1" >&2
	exit 2
}

last_known() {
	git describe --tags --abbrev=0 2>/dev/null && return
	for ref in origin/main main; do
		git rev-parse --verify --quiet "$ref" >/dev/null && echo "$ref" && return
	done
}

command -v git >/dev/null || fail 'git is needed to find the contract of another commit'
git rev-parse --git-dir >/dev/null 2>&1 || fail 'this is not a git checkout, so there is no other contract'
BASE=${BASE:-$(last_known)}
[ -n "$BASE" ] || fail 'no tag and no branch main found: name a commit, as in make breaking BASE=HEAD~1'
git rev-parse --verify --quiet --end-of-options "$BASE^{commit}" >/dev/null ||
	fail "BASE is '$BASE', which is not a commit, branch or tag here (git fetch --tags fetches those of the remote)"

git cat-file -e "$BASE:openapi.yaml" 2>/dev/null || fail "$BASE has no openapi.yaml"

if [ ! -x "$BIN/oasdiff" ]; then
	command -v go >/dev/null || fail 'Go 1.26 or later is needed (https://go.dev/dl): oasdiff is built with it'
	GOBIN=$BIN go install "github.com/oasdiff/oasdiff@$VERSION" || fail 'oasdiff could not be built, see above'
fi

echo "openapi.yaml compared with $BASE:"
code=0
"$BIN/oasdiff" breaking "$BASE:openapi.yaml" openapi.yaml --color never \
	--severity-levels tools/breaking/levels.txt --fail-on WARN || code=$?
[ "$code" -le 1 ] || fail 'oasdiff could not compare the two, see above'
exit "$code"
