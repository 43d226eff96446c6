import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate
from starlette.testclient import TestClient

from mockserver import contract as contracts
from mockserver import settings
from mockserver.app import create_app
from mockserver.contract import Contract, ContractError
from mockserver.rules import Rule
from tests import story
from tests.asgi import ask
from tests.conftest import PATH

GROUNDS = {"documented", "example", "sibling", "assumed"}


def nodes(node: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every mapping of the contract outside its examples, with its path."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            if key != "examples":
                yield from nodes(value, f"{path}.{key}")
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from nodes(value, f"{path}.{place}")


@pytest.fixture(scope="module")
def document(contract: Contract) -> dict[str, Any]:
    return contract.document


@pytest.fixture(scope="module")
def schemas(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"]
    return found


def test_it_is_a_valid_openapi_document(document: dict[str, Any]) -> None:
    validate(document)
    assert document["openapi"] == "3.0.3"


@pytest.mark.discrepancy("label-of-another-status")
def test_the_labels_are_exactly_those_of_the_page(contract: Contract, schemas: dict[str, Any]) -> None:
    assert list(contract.labels.values()) == story.LABELS
    rows = re.findall(r"^\| (\d+) \| (.+?) \|", schemas["CallStatus"]["description"], re.MULTILINE)
    assert rows == [(str(status), label) for status, label in contract.labels.items()]


def test_each_status_has_a_name_of_its_own(schemas: dict[str, Any]) -> None:
    names = schemas["CallStatus"]["x-enum-varnames"]
    assert len(set(names)) == len(names) == 13
    assert all(re.fullmatch(r"[A-Z_]+", name) for name in names)


@pytest.mark.parametrize(
    ("name", "fields"), [("NumberRecord", 20), ("PageMeta", 5), ("NumberPage", 5), ("ErrorEnvelope", 4)]
)
def test_every_field_is_required_described_in_both_languages_and_grounded(
    schemas: dict[str, Any], name: str, fields: int
) -> None:
    properties = schemas[name]["properties"]
    assert set(schemas[name]["required"]) == set(properties)
    assert len(properties) == fields
    for field, schema in properties.items():
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rpartition("/")[2]]
        if field == "meta":
            schema = schema | {"x-source": "documented"}  # Its own fields are grounded one by one.
        assert re.search(r"[\u4e00-\u9fff]", schema["description"]), field
        assert re.search(r"[A-Za-z]{3}", schema["description"]), field
        assert schema["x-source"] in GROUNDS, field


def test_the_fields_of_a_record_are_those_of_the_page_in_its_order(schemas: dict[str, Any]) -> None:
    assert list(schemas["NumberRecord"]["properties"]) == story.FIELDS


def test_every_ground_is_one_of_four_and_every_assumption_has_an_id(document: dict[str, Any]) -> None:
    for path, node in nodes(document):
        assert node.get("x-source", "documented") in GROUNDS, path
        assumed = node.get("x-assumption", [])
        for name in assumed if isinstance(assumed, list) else [assumed]:
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name), path
        assert node.get("x-source") != "assumed" or assumed, f"{path}: assumed, but no x-assumption"


def test_answers_can_be_turned_into_clients(document: dict[str, Any]) -> None:
    for path, node in nodes(document):
        assert "anyOf" not in node, path
        assert "oneOf" not in node, path
        assert node.get("additionalProperties") is not False, path


@pytest.mark.assumption("time-zone")
@pytest.mark.discrepancy("seconds-elsewhere")
def test_lengths_of_time_and_dates_tell_their_unit_and_zone(schemas: dict[str, Any]) -> None:
    properties = schemas["NumberRecord"]["properties"]
    for name in ("bill", "duration"):
        assert properties[name]["x-unit"] == "milliseconds"
    for name in ("calldate", "hangupdate", "answerdate", "created_at"):
        assert properties[name]["x-time-zone"] == "Asia/Shanghai"


def examples(document: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{name}.{title}": example["value"]
        for name, response in document["components"]["responses"].items()
        for title, example in response["content"]["application/json"]["examples"].items()
    }


def test_there_is_an_example_of_every_status_and_each_is_one_story(document: dict[str, Any]) -> None:
    records = [record for example in examples(document).values() for record in example["data"]]
    assert [record["status"] for record in records] == list(range(13))
    for record in records:
        story.check(record)


@pytest.mark.discrepancy("example-is-no-json")
def test_the_examples_are_what_the_mock_answers(client: TestClient, document: dict[str, Any]) -> None:
    page = client.get(f"{PATH}?page=1&per_page=13").json()["data"]
    assert [record for example in examples(document).values() for record in example["data"]] == page
    refusals = document["components"]["responses"]["UnprocessableParameter"]["content"]["application/json"]
    for query, name in (("", "missing"), ("page=1&per_page=1001", "rule")):
        assert client.get(f"{PATH}?{query}").json() == refusals["examples"][name]["value"]


@pytest.mark.parametrize(
    "text", ["not-a-number-at-all", "18651683344_A1B2", "1865168334412345", "12345678901", ""]
)
def test_what_is_neither_a_number_nor_a_ciphertext_breaks_the_contract(
    schemas: dict[str, Any], text: str
) -> None:
    assert not re.search(schemas["NumberRecord"]["properties"]["number"]["pattern"], text)


@pytest.mark.parametrize("text", ["18651683344", "18651683344_a1b2", "0" * 64, "A" * 51 + "+"])
@pytest.mark.assumption("ciphertext")
@pytest.mark.discrepancy("number-with-a-suffix")
def test_numbers_with_a_suffix_and_ciphertexts_keep_the_contract(schemas: dict[str, Any], text: str) -> None:
    assert re.search(schemas["NumberRecord"]["properties"]["number"]["pattern"], text)


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
def test_a_contract_the_mock_cannot_keep_is_refused(
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
        ("a: &a [*a]", "leads back to itself"),
        ("a: &a {b: *a}", "leads back to itself"),
        ("a: " + "[" * 100_000, "too deep"),
        (LAUGHS, "it is too large"),
        ("# " + "x" * 1_000_000, "should be a file of at most 1,000,000 bytes"),
    ],
    ids=["loop", "loop of mappings", "nesting", "a billion laughs", "size"],
)
def test_a_document_without_end_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_text(text)
    with pytest.raises(ContractError, match=complaint):
        contracts.load(file)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(ContractError, match="should be a file"):
            contracts.load(path)


def test_a_path_in_the_contracts_servers_changes_nothing(tmp_path: Path) -> None:
    file = broken(tmp_path, "https://ai.api.longlonglong.cn\n", "https://ai.api.longlonglong.cn/v1\n")
    app = create_app(settings.load(), contracts.load(file))
    assert [ask(app, f"{PATH}?page={page}").status for page in (1, 0)] == [200, 422]


def test_examples_of_parameters_keep_their_own_rules(contract: Contract, document: dict[str, Any]) -> None:
    for parameter in contract.operations["list_numbers"]:
        example = document["components"]["parameters"][parameter.name]["example"]
        if not parameter.name.endswith("_at"):  # Dates are read before the rule is asked.
            Rule(parameter).check(example, [str(example)])
        assert "pattern" not in parameter.schema or re.search(parameter.schema["pattern"], example)


def test_a_message_is_found_by_status_and_name(contract: Contract) -> None:
    assert "过期" in contract.error(401, "expired")
    with pytest.raises(ContractError, match=r"responses\.401\..*examples\.nonsense: is missing"):
        contract.error(401, "nonsense")


def test_the_document_given_out_is_a_copy(contract: Contract) -> None:
    contract.document["paths"].clear()
    assert contract.document["paths"]


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
        ("openapi: 3.0.3", "openapi: [", "is no YAML: "),
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
            "something in it leads back to itself",
        ),
        (
            "'#/components/parameters/page'",
            "'other.yaml#/page'",
            "the $ref 'other.yaml#/page' leads out of it",
        ),
        (
            "'#/components/parameters/page'",
            "'http://127.0.0.1/'",
            "the $ref 'http://127.0.0.1/' leads out of it",
        ),
        ("openapi: 3.0.3", "openapi: 3", "is no OpenAPI 3.0 document"),
        ("/user/{user_id}/", "/user/{user}/", "its names in braces should be"),
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
def test_a_file_that_is_no_contract_is_refused(tmp_path: Path, content: bytes, complaint: str) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_bytes(content)
    with pytest.raises(ContractError, match=complaint):
        contracts.load(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"nowhere\.yaml: cannot be read: No such file"):
        contracts.load(tmp_path / "nowhere.yaml")


def test_a_status_code_may_be_written_as_a_number(tmp_path: Path) -> None:
    assert contracts.load(broken(tmp_path, "'401':", "401:")).error(401, "missing")


@pytest.mark.discrepancy("codes-are-text")
def test_digits_in_examples_are_quoted(document: dict[str, Any]) -> None:
    """PyYAML takes 0955 for text without quotes; a reader of YAML 1.2 would take it for a number."""
    text = contracts._packaged().read_text(encoding="utf-8")
    digits = re.findall(r"^ +(?:- )?(?:number|area_code|post_code): (.*)$", text, re.MULTILINE)
    assert len(digits) == 3 * 13
    assert all(re.fullmatch("'[0-9]+'", value) for value in digits)
    assert document["components"]["schemas"]["NumberRecord"]["properties"]["area_code"]["example"] == "0319"


def test_every_example_of_an_error_is_a_problem_with_its_headers(contract: Contract) -> None:
    told = [(problem.status, problem.name) for problem in contract.problems]
    assert told[:2] == [(401, "missing"), (401, "scheme")]
    assert len(told) == len(set(told)) == 11
    for problem in contract.problems:
        assert problem.message == contract.error(problem.status, problem.name)
        assert contract.problem(problem.status, problem.name) is problem
    assert contract.problem(401, "expired").headers == {"WWW-Authenticate": "Bearer"}
    assert contract.problem(429, "too_many").headers == {"Retry-After": "1"}


def test_a_problem_that_is_not_there_is_named(contract: Contract) -> None:
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
def test_what_a_contract_has_beside_what_is_needed_does_no_harm(
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


def test_a_contract_without_the_error_of_limits_is_refused(contract: Contract, tmp_path: Path) -> None:
    document = contract.document
    (item,) = document["paths"].values()
    del item["get"]["responses"]["429"]
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document))
    with pytest.raises(ContractError, match=r"responses\.429: is missing"):
        create_app(settings.load(), contracts.load(file))
