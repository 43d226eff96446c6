"""`mockserver spec`: the contract for client generators."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_spec_validator import validate

from mockserver import cli
from mockserver import contract as contracts
from mockserver.contract import Contract
from mockserver.export import output, spec
from mockserver.export.output import OutputError
from mockserver.export.spec import ArrayStyle, Format
from tests.conftest import PATH, make_client
from tests.servers import COMMAND

Write = Callable[..., str]


@pytest.fixture
def write(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Write:
    """Runs `mockserver spec` in this process and returns its standard output."""

    def write_one(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["mockserver", "spec", *words])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        text, errors = capfdbinary.readouterr()
        assert (caught.value.code, errors) == (None, b"")
        return text.decode()

    return write_one


@pytest.fixture
def mistake(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Write:
    """Runs `mockserver spec` in this process and returns its error message, which is one line."""

    def make_one(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["mockserver", "spec", *words])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        text, errors = capsys.readouterr()
        assert (caught.value.code, text, errors.count("\n")) == (2, "", 1)
        return errors.removeprefix("mockserver: ").rstrip("\n")

    return make_one


def changed(
    contract: Contract, style: ArrayStyle | None = None, server: str | None = None, form: Format = Format.YAML
) -> dict[str, Any]:
    """The exported document."""
    document: dict[str, Any] = yaml.load(spec.render(contract, style, server, form), contracts._Loader)  # noqa: S506
    return document


def written(tmp_path: Path, contract: Contract, *change: Any) -> Contract:
    """A contract written to a file and read again."""
    file = tmp_path / "openapi.yaml"
    output.save(spec.render(contract, *change), file)
    return contracts.load(file)


# Without changes.


@pytest.mark.parametrize("words", [(), ("--array-style", "brackets"), ("--format", "yaml")])
def test_without_changes_the_bytes_of_the_file_are_written(write: Write, words: tuple[str, ...]) -> None:
    assert write(*words) == contracts._packaged().read_text(encoding="utf-8")


@pytest.mark.parametrize("style", ArrayStyle)
@pytest.mark.parametrize("form", Format)
def test_an_exported_contract_is_valid_and_has_the_requested_changes_only(
    contract: Contract, style: ArrayStyle, form: Format
) -> None:
    document = changed(contract, style, "http://127.0.0.1:4010", form)
    validate(document)
    assert list(document) == list(contract.document)
    document["components"]["parameters"]["status"] |= {"name": "status[]", "explode": True}
    assert document == contract.document | {"servers": [{"url": "http://127.0.0.1:4010"}]}


@pytest.mark.parametrize("style", ArrayStyle)
def test_yaml_and_json_are_the_same_document(contract: Contract, style: ArrayStyle) -> None:
    as_json = json.loads(spec.render(contract, style, None, Format.JSON))
    assert as_json == changed(contract, style, None, Format.YAML)


def test_a_changed_contract_keeps_the_style_of_a_hand_written_file(write: Write) -> None:
    text = write("--server", "http://127.0.0.1:4010")
    assert text.startswith("# The contract of one endpoint of ai.api.longlonglong.cn")
    for line in (
        "openapi: '3.0.3'",
        "          description: 城市。The city the number belongs to.",
        "          example: '0319'",
        "      enum: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]",
        "                    calldate: '2025-12-01 09:22:33'",
        "      description: |",
    ):
        assert f"\n{line}\n" in text


def test_json_is_indented_and_chinese_is_not_escaped(write: Write) -> None:
    assert '\n      "CallStatus": {\n' in write("--format", "json")
    assert '"呼叫成功",\n' in write("--format", "json")


# Changes.


@pytest.mark.parametrize(
    ("style", "name", "explode"),
    [
        (ArrayStyle.REPEAT, "status", True),
        (ArrayStyle.BRACKETS, "status[]", True),
        (ArrayStyle.CSV, "status", False),
    ],
)
@pytest.mark.assumption("array-spelling")
@pytest.mark.discrepancy("array-in-a-query")
def test_an_array_is_spelled_as_asked(
    contract: Contract, style: ArrayStyle, name: str, explode: bool
) -> None:
    status = changed(contract, style)["components"]["parameters"]["status"]
    assert (status["name"], status["style"], status["explode"]) == (name, "form", explode)


@pytest.mark.parametrize(
    ("first", "last"), [("brackets", "repeat"), ("brackets", "csv"), ("csv", "brackets")]
)
def test_of_two_spellings_the_last_holds(tmp_path: Path, contract: Contract, first: str, last: str) -> None:
    step = written(tmp_path, contract, ArrayStyle(first), None, Format.YAML)
    assert changed(step, ArrayStyle(last)) == changed(contract, ArrayStyle(last))


def test_an_array_is_found_wherever_it_is_declared(tmp_path: Path, contract: Contract) -> None:
    document = contract.document
    (item,) = document["paths"].values()
    tags = {"name": "tags", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}
    referred = {"name": "ids", "in": "query", "schema": {"$ref": "#/components/schemas/Ids"}}
    document["components"]["schemas"]["Ids"] = {"type": "array", "items": {"type": "integer"}}
    item["parameters"].append(tags)
    item["get"]["parameters"].append(referred)
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document))
    (item,) = changed(contracts.load(file), ArrayStyle.BRACKETS)["paths"].values()
    assert item["parameters"][-1]["name"] == "tags[]"
    assert item["get"]["parameters"][-1]["name"] == "ids[]"


def test_a_contract_in_json_becomes_yaml(tmp_path: Path, write: Write, contract: Contract) -> None:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(contract.document))
    text = write("--spec", str(file))
    assert text.startswith("openapi: '3.0.3'\ninfo:\n")
    assert yaml.safe_load(text) == contract.document


@pytest.mark.parametrize("style", ArrayStyle)
def test_the_mock_can_serve_an_exported_contract(
    tmp_path: Path, contract: Contract, style: ArrayStyle
) -> None:
    source = written(tmp_path, contract, style, "http://127.0.0.1:4010/@seed=7", Format.YAML).source
    response = make_client(spec=source).get(f"{PATH}?page=1&per_page=100&status=2,5")
    assert response.status_code == 200
    assert {record["status"] for record in response.json()["data"]} == {2, 5}


def test_the_description_of_array_styles_names_the_option(contract: Contract) -> None:
    description = contract.document["components"]["parameters"]["status"]["description"]
    assert "--array-style repeat" in description
    assert "according to this parameter's `name`, `style` and `explode`" in description


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://example.org", "https://example.org"),
        ("HTTP://Example.org:80/", "http://example.org"),
        ("http://127.0.0.1:4010/@seed=7,rows=50/", "http://127.0.0.1:4010/@seed=7,rows=50"),
        ("http://[::1]:4010", "http://[::1]:4010"),
        ("https://例子.cn/接口", "https://xn--fsqu00a.cn/%E6%8E%A5%E5%8F%A3"),
        ("https://h/{a}", "https://h/%7Ba%7D"),
    ],
)
def test_the_requested_server_is_the_only_one(contract: Contract, given: str, url: str) -> None:
    assert changed(contract, None, given)["servers"] == [{"url": url}]


# Errors.

URL = "but should be a URL such as https://example.org: "


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (
            ["--array-style", "pipes"],
            "Invalid value for '--array-style': 'pipes' is not one of 'repeat', 'brackets', 'csv'.",
        ),
        (["--format", "xml"], "Invalid value for '--format': 'xml' is not one of 'yaml', 'json'."),
        (["--server", "ftp://x"], f"--server is 'ftp://x', {URL}URL scheme should be 'http' or 'https'"),
        (["--server", "not a url"], f"--server is 'not a url', {URL}Input should be a valid URL"),
        (["--server", ""], f"--server is '', {URL}Input should be a valid URL"),
        (["--server", "http://h:99999"], f"--server is 'http://h:99999', {URL}Input should be a valid URL"),
        (["--server", "http://h/?a=1"], "--server is 'http://h/?a=1', but should have no user, password,"),
        (["--server", "http://h/#a"], "--server is 'http://h/#a', but should have no user, password, query"),
        (["--spec", "nowhere.yaml"], "nowhere.yaml: cannot be read: No such file or directory"),
        (["--output", "/"], "--output /: should be a file"),
        (["--output", "."], "--output .: should be a file"),
        (["--output", os.devnull], f"--output {os.devnull}: should be a file"),
        (["--output", "/nowhere/x.yaml"], "--output /nowhere/x.yaml: cannot be written: No such file or dir"),
        (["--output", "x" * 300], f"--output {'x' * 300}: cannot be written: File name too long"),
    ],
)
def test_an_error_is_one_line(mistake: Write, words: list[str], complaint: str) -> None:
    assert mistake(*words).startswith(complaint)


@pytest.mark.parametrize("url", ["http://me:sesame@h", "http://me:sesame@h:99999", "http://sesame@h"])
def test_a_password_in_a_url_is_refused_and_not_shown(mistake: Write, url: str) -> None:
    assert "sesame" not in mistake("--server", url)


@pytest.mark.parametrize(
    ("value", "form"),
    [(".nan", "json"), ("!!binary eA==", "json"), ('"\\ud800"', "json")],
)
def test_a_value_that_cannot_be_written_is_refused(
    tmp_path: Path, mistake: Write, value: str, form: str
) -> None:
    text = contracts._packaged().read_text(encoding="utf-8")
    file = tmp_path / "openapi.yaml"
    file.write_text(text.replace("openapi: 3.0.3\n", f"openapi: 3.0.3\nx-odd: {value}\n"), encoding="utf-8")
    words = ("--spec", str(file), "--server", "http://h", "--format", form)
    assert mistake(*words).startswith(f"{file}: cannot be written as {form.upper()}: ")


# Output.


def test_a_file_is_replaced_completely_and_no_other_file_is_left(tmp_path: Path, write: Write) -> None:
    file = tmp_path / "openapi.json"
    file.write_text("x" * 1_000_000)
    assert write("--format", "json", "--output", str(file)) == ""
    assert json.loads(file.read_text(encoding="utf-8"))["openapi"] == "3.0.3"
    assert list(tmp_path.iterdir()) == [file]


def test_a_symbolic_link_stays_a_link(tmp_path: Path, contract: Contract) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.touch()
    link.symlink_to(file)
    output.save(b"new", link)
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


def test_a_file_that_cannot_be_written_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_disk(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:3])
        raise OSError(28, "No space left on device")

    file = tmp_path / "openapi.yaml"
    file.write_bytes(b"old")
    monkeypatch.setattr(Path, "write_bytes", fill_disk)
    with pytest.raises(OutputError, match=r"openapi\.yaml: cannot be written: No space left on device"):
        output.save(b"the new one", file)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"openapi.yaml": b"old"}


def test_a_closed_pipe_is_no_error() -> None:
    source, sink = os.pipe()
    os.close(source)
    with os.fdopen(sink, "wb") as left:
        run = subprocess.run([*COMMAND, "spec"], stdout=left, stderr=subprocess.PIPE, timeout=30, check=False)
    assert (run.returncode, run.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_an_error() -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run([*COMMAND, "spec"], stdout=full, stderr=subprocess.PIPE, timeout=30, check=False)
    complaint = b"mockserver: standard output cannot be written: No space left on device\n"
    assert (run.returncode, run.stderr) == (2, complaint)


@pytest.mark.parametrize(
    ("command", "code", "complaint"),
    [
        ("spec", 2, "mockserver: standard output cannot be written: it is closed\n"),
        ("--version", 0, ""),
        ("scenarios", 0, ""),
    ],
)
def test_a_closed_standard_output_is_one_line_at_most(command: str, code: int, complaint: str) -> None:
    run = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", *COMMAND, command],
        stderr=subprocess.PIPE,
        text=True,
        timeout=30,
        check=False,
    )
    assert (run.returncode, run.stderr) == (code, complaint)
