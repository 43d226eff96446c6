"""Both READMEs, run: their requests, their code, their tables."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mockserver.contract import Contract
from mockserver.settings import Settings
from tests.servers import greeting, starting

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
SHOWN = "http://127.0.0.1:4010"


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """A mock with default settings, but on a port nobody uses."""
    with starting() as start:
        yield greeting(start("--port", "0"))[0]


@pytest.fixture(params=READMES)
def readme(request: pytest.FixtureRequest) -> str:
    return (ROOT / str(request.param)).read_text(encoding="utf-8")


def blocks(readme: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)


def test_every_request_has_the_answer_shown_beneath_it(readme: str, base: str) -> None:
    requests = [block for block in blocks(readme, "sh") if block.startswith("curl")]
    answers = blocks(readme, "json")
    assert len(requests) == len(answers) == 2
    for request, answer in zip(requests, answers, strict=True):
        program, silent, flag, header, url = shlex.split(request.replace("\\\n", ""))
        assert (program, silent, flag) == ("curl", "-s", "-H")
        name, _, value = header.partition(": ")
        response = httpx.get(url.replace(SHOWN, base), headers={name: value})
        assert response.json() == json.loads(answer)


def test_every_piece_of_python_runs(readme: str, base: str) -> None:
    pieces = blocks(readme, "python")
    assert len(pieces) == 3
    for piece in pieces:
        exec(compile(piece.replace(SHOWN, base), "README", "exec"), {})  # noqa: S102  # It is our own.


def test_every_command_of_make_is_a_target(readme: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"`?make ([a-z-]+)", readme)
    assert {"run", "test"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{target}: ", makefile, re.MULTILINE), target


def test_every_setting_is_told_with_its_variable_and_default(readme: str) -> None:
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, "") or name == "encryption_key" else f"`{field.default}`"
        row = f"| `--{name.replace('_', '-')}` | `MOCKSERVER_{name.upper()}` | {default}"
        assert row in readme


def test_the_english_table_says_what_the_help_says() -> None:
    readme = (ROOT / READMES[0]).read_text(encoding="utf-8")
    for field in Settings.model_fields.values():
        assert f"| {field.description} |" in readme


def test_the_limits_told_are_the_contracts(readme: str, contract: Contract) -> None:
    schema = contract.document["components"]["parameters"]["per_page"]["schema"]
    (row,) = re.findall(r"^\| `per_page` \|(.*)\|$", readme, re.MULTILINE)
    assert [int(digits) for digits in re.findall("[0-9]+", row)] == [
        schema["minimum"],
        schema["maximum"],
        schema["default"],
    ]


def test_the_default_key_is_the_one_documented(readme: str) -> None:
    assert f"`{Settings.model_fields['encryption_key'].default.get_secret_value()}`" in readme


@pytest.mark.parametrize("name", [*READMES, "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_file_linked_to_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ROOT / target).exists(), target


def test_every_module_has_its_line_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    modules = {path.name for path in (ROOT / "mockserver").glob("[!_]*.py")}
    modules |= {f"{path.parent.name}/" for path in (ROOT / "mockserver").glob("*/__init__.py")}
    assert {name for name in modules if f"`{name}`" not in text} == set()
