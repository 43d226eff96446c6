"""`make breaking`, run on changes of openapi.yaml (`make test-breaking`; needs Go and git)."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CONTRACT = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
IDENTITY = {
    "GIT_AUTHOR_NAME": "x",
    "GIT_AUTHOR_EMAIL": "x@example.org",
    "GIT_COMMITTER_NAME": "x",
    "GIT_COMMITTER_EMAIL": "x@example.org",
}

Result = tuple[int, str]
"""Exit code and output."""

Compare = Callable[..., Result]


def replaced(old: str, new: str) -> str:
    assert old in CONTRACT, old
    return CONTRACT.replace(old, new, 1)


def cut(pattern: str) -> str:
    text, found = re.subn(pattern, "", CONTRACT, count=1)
    assert found, pattern
    return text


BREAKING = {
    "a field is gone": (
        cut(r"        callid:\n(          .*\n)+").replace("        - callid\n", ""),
        "removed the required property `data/items/callid`",
    ),
    "a field may be missing": (cut("        - callid\n"), "`data/items/callid` became optional"),
    "a field may be null": (
        replaced("          description: 城市", "          nullable: true\n          description: 城市"),
        "`data/items/city` became nullable",
    ),
    "a field has another type": (
        replaced("string\n          description: 城市", "integer\n          description: 城市"),
        "`data/items/city` response's property `type` changed from `string` to `integer`",
    ),
    "a parameter is required": (
        re.sub(r"(name: per_page\n.*\n +required:) false", r"\1 true", CONTRACT),
        "request parameter `per_page` became required",
    ),
    "a parameter is gone": (cut(r" +- \$ref: '#/components/parameters/end_at'\n"), "parameter `end_at`"),
    "a parameter has another name": (replaced("name: status[]\n", "name: status\n"), "parameter `status[]`"),
    "a limit is lower": (replaced("maximum: 1000\n", "maximum: 100\n"), "max was decreased"),
    "a default is another": (replaced("default: 15\n", "default: 20\n"), "default value"),
    "there is another status": (replaced("10, 11, 12]\n", "10, 11, 12, 13]\n"), "added the new `13.00`"),
    "a status is gone": (replaced("10, 11, 12]\n", "10, 11]\n"), "removed the enum value `12.00`"),
    "the path is another": (replaced("/number:\n", "/numbers:\n"), "api path removed"),
    "the operation has another name": (replaced(": list_numbers", ": list_phones"), "`list_numbers` removed"),
    "an error is gone": (cut(r"        '429':\n.*\n"), "`429`"),
}  # fmt: skip

HARMLESS = {
    "nothing": CONTRACT,
    "a description": replaced("城市。The city", "城市。Which city"),
    "an example": replaced("example: 邢台", "example: 保定"),
    "another field": replaced("        city:\n", "        fresh:\n          type: string\n        city:\n"),
    "another parameter": replaced(
        "      parameters:\n", "      parameters:\n        - {name: x, in: query, schema: {type: string}}\n"
    ),
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with this contract committed; oasdiff is built in, and shared with, this checkout."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree(Path(__file__).parent, root / "tools" / "breaking")
    (ROOT / "build" / "bin").mkdir(parents=True, exist_ok=True)
    (root / "build").symlink_to(ROOT / "build")
    (root / "README.md").touch()
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "README.md")
    git(root, "commit", "--quiet", "--message", "Begin")
    (root / "openapi.yaml").write_text(CONTRACT, encoding="utf-8")
    git(root, "add", "openapi.yaml")
    git(root, "commit", "--quiet", "--message", "Add the contract")
    return root


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True, env=os.environ | IDENTITY)


@pytest.fixture
def compare(checkout: Path) -> Compare:
    def compare_one(
        contract: str = CONTRACT, base: str = "", environment: Mapping[str, str] = os.environ
    ) -> Result:
        (checkout / "openapi.yaml").write_text(contract, encoding="utf-8")
        done = subprocess.run(
            ["/bin/sh", "tools/breaking/run.sh"],
            cwd=checkout,
            env={**environment, "BASE": base},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return compare_one


@pytest.mark.parametrize("change", BREAKING)
def test_a_breaking_change_is_listed(compare: Compare, change: str) -> None:
    contract, complaint = BREAKING[change]
    code, output = compare(contract, "HEAD")
    assert code == 1, output
    assert complaint in output


@pytest.mark.parametrize("change", HARMLESS)
def test_a_compatible_change_passes(compare: Compare, change: str) -> None:
    code, output = compare(HARMLESS[change], "HEAD")
    assert code == 0, output


def test_the_default_base_is_the_last_tag_or_else_main(compare: Compare, checkout: Path) -> None:
    assert "compared with main:" in compare()[1]
    git(checkout, "tag", "v9")
    try:
        assert "compared with v9:" in compare()[1]
    finally:
        git(checkout, "tag", "--delete", "v9")


@pytest.mark.parametrize(
    ("base", "complaint"),
    [
        ("nope", "BASE is 'nope', which is not a commit"),
        ("--help", "BASE is '--help', which is not a commit"),
        ("$(touch here)", "BASE is '$(touch here)', which is not a commit"),
        ("HEAD~1", "HEAD~1 has no openapi.yaml"),
        ("HEAD~2", "BASE is 'HEAD~2', which is not a commit"),
    ],
)
def test_a_base_without_a_contract_is_refused(compare: Compare, base: str, complaint: str) -> None:
    code, output = compare(base=base)
    assert code == 2
    assert output.startswith(f"make breaking: {complaint}")


def test_an_invalid_contract_cannot_be_compared(compare: Compare) -> None:
    code, output = compare("openapi: [", "HEAD")
    assert code == 2
    assert output.endswith("make breaking: oasdiff could not compare the two, see above\n")


def test_a_missing_tool_is_named(compare: Compare, checkout: Path, tmp_path: Path) -> None:
    for name in ("git", "dirname"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    (checkout / "build").unlink()
    try:
        code, output = compare(base="HEAD", environment={"PATH": str(tmp_path)})
    finally:
        (checkout / "build").symlink_to(ROOT / "build")
    assert code == 2
    assert output.startswith("make breaking: Go 1.26 or later is needed (https://go.dev/dl)")
