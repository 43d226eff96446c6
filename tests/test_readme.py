"""Both READMEs and the reference: their requests and code run, and their tables match the code."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mockserver.contract import Contract
from mockserver.settings import Settings
from tests.servers import greeting, starting

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
REFERENCES = ("docs/REFERENCE.md", "docs/REFERENCE.zh-CN.md")
SHOWN = "http://127.0.0.1:4010"


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """A mock with default settings on a free port."""
    with starting() as start:
        yield greeting(start("--port", "0"))[0]


@pytest.fixture(params=READMES)
def readme(request: pytest.FixtureRequest) -> str:
    return read(str(request.param))


@pytest.fixture(params=REFERENCES)
def reference(request: pytest.FixtureRequest) -> str:
    return read(str(request.param))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(readme: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", [*READMES, *REFERENCES])
def test_every_request_has_the_response_shown_beneath_it(name: str, base: str) -> None:
    page = read(name)
    requests = [block for block in blocks(page, "sh") if block.startswith("curl")]
    responses = blocks(page, "json")
    assert len(requests) == len(responses) == 1
    for request, shown in zip(requests, responses, strict=True):
        program, silent, flag, header, url = shlex.split(request.replace("\\\n", ""))
        assert (program, silent, flag) == ("curl", "-s", "-H")
        name, _, value = header.partition(": ")
        response = httpx.get(url.replace(SHOWN, base), headers={name: value})
        assert response.json() == json.loads(shown)


def test_every_piece_of_python_in_the_reference_runs(reference: str, base: str) -> None:
    pieces = blocks(reference, "python")
    assert len(pieces) == 2
    for piece in pieces:
        exec(compile(piece.replace(SHOWN, base), "REFERENCE", "exec"), {})  # noqa: S102  # Our own code.


def test_the_test_shown_passes(tmp_path: Path) -> None:
    (piece,) = blocks(read(READMES[0]), "python")
    (tmp_path / "test_shown.py").write_text(piece, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", "."]
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "longlonglong_mock.fixture"}
    run = subprocess.run(
        command, cwd=tmp_path, env=os.environ | alone, capture_output=True, text=True, timeout=60, check=False
    )
    assert "1 passed" in run.stdout, run.stdout + run.stderr


def test_both_readmes_are_short_and_show_the_same(readme: str) -> None:
    assert readme.count("\n") <= 150
    assert [blocks(readme, each) for each in ("sh", "json", "python")] == [
        blocks(read(READMES[0]), each) for each in ("sh", "json", "python")
    ]


def test_every_command_of_make_is_a_target(readme: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"`?make ([a-z-]+)", readme)
    assert {"run", "test"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{target}: ", makefile, re.MULTILINE), target


def test_every_setting_is_listed_with_its_variable_and_default(reference: str) -> None:
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, "") or name == "encryption_key" else f"`{field.default}`"
        row = f"| `--{name.replace('_', '-')}` | `MOCKSERVER_{name.upper()}` | {default}"
        assert row in reference


def test_the_english_table_says_what_the_help_says() -> None:
    reference = read(REFERENCES[0])
    for field in Settings.model_fields.values():
        assert f"| {field.description} |" in reference


def test_the_limits_stated_are_those_of_the_contract(reference: str, contract: Contract) -> None:
    schema = contract.document["components"]["parameters"]["per_page"]["schema"]
    (row,) = re.findall(r"^\| `per_page` \|(.*)\|$", reference, re.MULTILINE)
    assert [int(digits) for digits in re.findall("[0-9]+", row)] == [
        schema["minimum"],
        schema["maximum"],
        schema["default"],
    ]


def test_the_default_key_is_the_one_documented(reference: str) -> None:
    assert f"`{Settings.model_fields['encryption_key'].default.get_secret_value()}`" in reference


PAGES = [
    *(path.name for path in ROOT.glob("*.md")),
    *(
        str(path.relative_to(ROOT))
        for folder in ("docs", "examples", "collections")
        for path in (ROOT / folder).glob("*.md")
    ),
]


@pytest.mark.parametrize("name", PAGES)
def test_every_file_linked_to_exists(name: str) -> None:
    page = ROOT / name
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_module_has_its_line_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    modules = {path.name for path in (ROOT / "mockserver").glob("[!_]*.py")}
    modules |= {f"{path.parent.name}/" for path in (ROOT / "mockserver").glob("*/__init__.py")}
    assert {name for name in modules if f"`{name}" not in text} == set()
