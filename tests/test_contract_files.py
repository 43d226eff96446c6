"""Contracts given by users: which are served, which are refused, and the error messages."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mockserver import contract as contracts
from mockserver import settings
from mockserver.app import create_app
from mockserver.contract import Contract, ContractError
from tests.asgi import ask
from tests.conftest import PATH


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            "            missing:\n              summary: 没有",
            "            gone:\n              summary: 没有",
            "examples.missing: is miss",
        ),
        ("        default: 15\n", "", "per_page should be required or have a default"),
        (
            "      name: per_page\n",
            "      name: size\n",
            "list_numbers should have the parameters user_id, task_id, page,",
        ),
        ("- 用户屏蔽\n", "- 用户屏蔽\n        - 新\n", "CallStatus should have 13 values"),
        ("            unknown_route:", "            gone:", "examples.unknown_route: is missing"),
        (
            "        minimum: 1\n        maximum: 9007",
            "        maximum: 9007",
            "page should have a minimum from 1",
        ),
        (
            "        minimum: 1\n        maximum: 9007",
            "        minimum: .nan\n        maximum: 9007",
            "page should have",
        ),
        ("maximum: 9007199254740991", "maximum: 1000000000000000000000000000000", "page should have a min"),
    ],
)
def test_a_contract_the_mock_cannot_serve_is_refused(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    file = broken(tmp_path, old, new)
    text = file.read_text(encoding="utf-8")
    if "新" in new:
        text = text.replace("10, 11, 12]", "10, 11, 12, 13]")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=complaint):
        create_app(settings.load(), contracts.load(file))


LAUGHS = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: &a [*a]", "a reference to itself"),
        ("a: &a {b: *a}", "a reference to itself"),
        ("a: " + "[" * 100_000, "too deeply"),
        (LAUGHS, "it is too large"),
        ("# " + "x" * 1_000_000, "should be a file of at most 1,000,000 bytes"),
    ],
    ids=["loop", "loop of mappings", "nesting", "a billion laughs", "size"],
)
def test_an_endless_or_huge_document_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_text(text)
    with pytest.raises(ContractError, match=complaint):
        contracts.load(file)


def test_a_path_that_is_not_a_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(ContractError, match="should be a file"):
            contracts.load(path)


def test_a_path_in_the_contracts_servers_changes_nothing(tmp_path: Path) -> None:
    file = broken(tmp_path, "https://ai.api.longlonglong.cn\n", "https://ai.api.longlonglong.cn/v1\n")
    app = create_app(settings.load(), contracts.load(file))
    assert [ask(app, f"{PATH}?page={page}").status for page in (1, 0)] == [200, 422]


def broken(tmp_path: Path, old: str, new: str) -> Path:
    text = contracts._packaged().read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "openapi.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("openapi: 3.0.3", "openapi: 3.1.0", "openapi: "),
        ("openapi: 3.0.3", "openapi: [", "is not valid YAML: "),
        ("        - 用户屏蔽\n", "", "components.schemas.CallStatus: 13 statuses, but 12 labels"),
        ("enum: [0, 1, 2,", "enum: [0, 2, 1,", "components.schemas.CallStatus.enum: should count up from 0"),
        ("enum: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]", "minimum: 0", "CallStatus.enum: is missing"),
        ("      x-enum-descriptions:\n", "      x-enum-descriptions: {}\n      x-was:\n", "should be a list"),
        ("      operationId: list_numbers\n", "", "paths: has no GET with an operationId"),
        (
            "  parameters:\n    user_id:",
            "  parameters:\n    nobody:",
            "Unresolvable JSON pointer: 'components/parameters/user_id'",
        ),
        (
            "        type: integer\n        format: int64\n        m",
            "        m",
            "page: its schema lacks a type",
        ),
        (
            "    CallStatus:\n",
            "    CallStatus:\n      $ref: '#/components/schemas/CallStatus'\n",
            "contains a reference to itself",
        ),
        (
            "'#/components/parameters/page'",
            "'other.yaml#/page'",
            "the $ref 'other.yaml#/page' points outside of it",
        ),
        (
            "'#/components/parameters/page'",
            "'http://127.0.0.1/'",
            "the $ref 'http://127.0.0.1/' points outside of it",
        ),
        ("openapi: 3.0.3", "openapi: 3", "is not a valid OpenAPI 3.0 document"),
        ("/user/{user_id}/", "/user/{user}/", "names in braces should match"),
        ("    get:\n", "    post:\n", "paths: has no GET with an operationId"),
        (
            "paths:\n",
            "paths:\n  /x: {get: {responses: {200: {description: x}}}}\n",
            "only a GET with an operationId",
        ),
        ("scheme: bearer", "scheme: basic", "securitySchemes.bearer: should be of type http, scheme bearer"),
        ("  - bearer: []", "  - basic: []", "components.securitySchemes.basic: is missing"),
    ],
)
def test_a_broken_contract_is_refused_with_the_place_at_fault(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    file = broken(tmp_path, old, new)
    with pytest.raises(ContractError) as caught:
        contracts.load(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) <= len(str(file)) + 210


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"\xff\xfe", "is not text in UTF-8"),
        (b"- a\n- b\n", "the document: "),
        (b"", "the document: "),
        (b"42", "the document: "),
    ],
)
def test_a_file_that_is_not_a_contract_is_refused(tmp_path: Path, content: bytes, complaint: str) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_bytes(content)
    with pytest.raises(ContractError, match=complaint):
        contracts.load(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"nowhere\.yaml: cannot be read: No such file"):
        contracts.load(tmp_path / "nowhere.yaml")


def test_a_status_code_may_be_written_as_a_number(tmp_path: Path) -> None:
    assert contracts.load(broken(tmp_path, "'401':", "401:")).error(401, "missing")


def test_a_missing_error_is_named(contract: Contract) -> None:
    with pytest.raises(ContractError, match=r"responses\.429\..*examples\.nonsense: is missing"):
        contract.problem(429, "nonsense")


def odd_media(responses: dict[str, Any]) -> None:
    responses["429"]["content"]["text/plain"] = {"schema": {"type": "string"}}
    responses["504"] = {"description": "No JSON at all."}


def odd_examples(responses: dict[str, Any]) -> None:
    examples = responses["429"]["content"]["application/json"]["examples"]
    examples |= {"elsewhere": {"externalValue": "https://example.org/429"}, "text": {"value": "text"}}


@pytest.mark.parametrize(
    "change",
    [
        odd_media,
        odd_examples,
        lambda responses: responses.update(default={"description": "Anything."}),
        lambda responses: responses["401"]["headers"]["WWW-Authenticate"].pop("example"),
        lambda responses: responses["500"]["content"]["application/json"].pop("schema"),
    ],
    ids=["media", "examples", "default", "header without example", "no schema"],
)
def test_extra_content_in_a_contract_does_no_harm(
    contract: Contract, tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    document = contract.document
    (item,) = document["paths"].values()
    item["get"]["responses"] = {
        status: document["components"]["responses"][reference["$ref"].rpartition("/")[2]]
        for status, reference in item["get"]["responses"].items()
    }
    change(item["get"]["responses"])
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document))
    loaded = contracts.load(file)
    assert [(each.status, each.name) for each in loaded.problems] == [
        (each.status, each.name) for each in contract.problems
    ]
    app = create_app(settings.load(validate_responses=True), loaded)
    assert ask(app, f"{PATH}?page=1").status == 200
    assert ask(app, f"/@code=429{PATH}?page=1").status == 429


def test_a_contract_without_the_rate_limit_error_is_refused(contract: Contract, tmp_path: Path) -> None:
    document = contract.document
    (item,) = document["paths"].values()
    del item["get"]["responses"]["429"]
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document))
    with pytest.raises(ContractError, match=r"responses\.429: is missing"):
        create_app(settings.load(), contracts.load(file))
