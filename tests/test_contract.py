import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from openapi_spec_validator import validate
from starlette.testclient import TestClient

from mockserver import contract as contracts
from mockserver.contract import Contract, ContractError
from mockserver.http.validation import Rule
from tests import story
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


def test_it_has_no_anchors() -> None:
    """Some tools read an alias such as `*second` as text."""
    events = yaml.parse(contracts._packaged().read_text(encoding="utf-8"), Loader=contracts._Loader)
    anchors = [getattr(event, "anchor", None) for event in events]
    assert set(anchors) == {None}


def test_its_title_can_name_a_package(document: dict[str, Any]) -> None:
    assert document["info"]["title"].isascii()
    assert "号码列表" in document["info"]["description"]


def test_any_host_can_be_its_server(document: dict[str, Any]) -> None:
    live, mock, other = document["servers"]
    assert (live["url"], mock["url"]) == ("https://ai.api.longlonglong.cn", "http://127.0.0.1:4010")
    names = {name: variable["default"] for name, variable in other["variables"].items()}
    assert other["url"].format(**names) == live["url"]
    assert other["variables"]["scheme"]["enum"] == ["https", "http"]


def test_a_response_is_described_in_one_line(document: dict[str, Any]) -> None:
    for name, response in document["components"]["responses"].items():
        assert "\n" not in response["description"], name


def test_an_error_has_examples_of_its_own_status_only(document: dict[str, Any]) -> None:
    operation = document["paths"]["/agent-api/user/{user_id}/task/{task_id}/number"]["get"]
    for status, reference in operation["responses"].items():
        response = document["components"]["responses"][reference["$ref"].rpartition("/")[2]]
        for example in response["content"]["application/json"]["examples"].values():
            assert example["value"]["code"] == int(status)
    envelope = document["components"]["schemas"]["ErrorEnvelope"]["properties"]
    assert "example" not in envelope["code"] | envelope["message"]
    assert envelope["data"]["items"] == {}


@pytest.mark.discrepancy("label-of-another-status")
def test_the_labels_are_exactly_the_documented_ones(contract: Contract, schemas: dict[str, Any]) -> None:
    assert list(contract.labels.values()) == story.LABELS
    rows = re.findall(r"^\| (\d+) \| (.+?) \|", schemas["CallStatus"]["description"], re.MULTILINE)
    assert rows == [(str(status), label) for status, label in contract.labels.items()]


def test_every_status_has_a_unique_name(schemas: dict[str, Any]) -> None:
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
            schema = schema | {"x-source": "documented"}  # Each of its own fields has a ground.
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


def test_responses_can_be_turned_into_code(document: dict[str, Any]) -> None:
    for path, node in nodes(document):
        assert "oneOf" not in node, path
        assert "anyOf" not in node or path == ".components.schemas.PageMeta.properties.per_page", path
        assert node.get("additionalProperties") is not False, path


@pytest.mark.assumption("time-zone")
@pytest.mark.discrepancy("seconds-elsewhere")
def test_durations_have_a_unit_and_dates_a_time_zone(schemas: dict[str, Any]) -> None:
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


def test_every_status_has_a_consistent_example(document: dict[str, Any]) -> None:
    first, *others = (example["data"] for example in examples(document).values())
    records = [record for page in others for record in page]
    assert [record["status"] for record in records] == list(range(13))
    for record in [*first, *records]:
        story.check(record)


def test_the_first_example_has_called_and_waiting_numbers(
    client: TestClient, document: dict[str, Any]
) -> None:
    """Prism, Postman and others show the first example only."""
    (name, page), *_ = examples(document).items()
    assert name == "NumberPage.mixed"
    assert client.get(f"{PATH}?page=1&per_page=4&start_at=2025-12-03 16:23:00").json() == page
    statuses = [record["status"] for record in page["data"]]
    assert statuses[0] == 1
    assert statuses[-1] == 0


@pytest.mark.discrepancy("example-is-no-json")
def test_the_examples_are_what_the_mock_answers(client: TestClient, document: dict[str, Any]) -> None:
    page = client.get(f"{PATH}?page=1&per_page=13").json()["data"]
    _, *others = examples(document).values()
    assert [record for example in others for record in example["data"]] == page
    refusals = document["components"]["responses"]["UnprocessableParameter"]["content"]["application/json"]
    for query, name in (("", "missing"), ("page=1&per_page=1001", "rule")):
        assert client.get(f"{PATH}?{query}").json() == refusals["examples"][name]["value"]


@pytest.mark.parametrize(
    "text", ["not-a-number-at-all", "18651683344_A1B2", "1865168334412345", "12345678901", ""]
)
def test_text_that_is_neither_number_nor_ciphertext_is_invalid(schemas: dict[str, Any], text: str) -> None:
    assert not re.search(schemas["NumberRecord"]["properties"]["number"]["pattern"], text)


@pytest.mark.parametrize("text", ["18651683344", "18651683344_a1b2", "0" * 64, "A" * 51 + "+"])
@pytest.mark.assumption("ciphertext")
@pytest.mark.discrepancy("number-with-a-suffix")
def test_numbers_with_a_suffix_and_ciphertexts_are_valid(schemas: dict[str, Any], text: str) -> None:
    assert re.search(schemas["NumberRecord"]["properties"]["number"]["pattern"], text)


def test_examples_of_parameters_keep_their_own_rules(contract: Contract, document: dict[str, Any]) -> None:
    for parameter in contract.operations["list_numbers"]:
        example = document["components"]["parameters"][parameter.name]["example"]
        if not parameter.name.endswith("_at"):  # Dates are parsed before the rule applies.
            Rule(parameter).check(example, [str(example)])
        assert "pattern" not in parameter.schema or re.search(parameter.schema["pattern"], example)


def test_a_message_is_found_by_status_and_name(contract: Contract) -> None:
    assert "过期" in contract.error(401, "expired")
    with pytest.raises(ContractError, match=r"responses\.401\..*examples\.nonsense: is missing"):
        contract.error(401, "nonsense")


def test_the_document_is_a_copy(contract: Contract) -> None:
    contract.document["paths"].clear()
    assert contract.document["paths"]


@pytest.mark.discrepancy("codes-are-text")
def test_digits_in_examples_are_quoted(document: dict[str, Any]) -> None:
    """PyYAML reads an unquoted 0955 as text, but a YAML 1.2 parser reads it as a number."""
    text = contracts._packaged().read_text(encoding="utf-8")
    digits = re.findall(r"^ +(?:- )?(?:number|area_code|post_code): (.*)$", text, re.MULTILINE)
    assert len(digits) == 3 * (13 + 4)
    assert all(re.fullmatch("'[0-9]+'", value) for value in digits)
    assert document["components"]["schemas"]["NumberRecord"]["properties"]["area_code"]["example"] == "0319"


def test_every_example_of_an_error_is_a_problem_with_its_headers(contract: Contract) -> None:
    errors = [(problem.status, problem.name) for problem in contract.problems]
    assert errors[:2] == [(401, "missing"), (401, "scheme")]
    assert len(errors) == len(set(errors)) == 11
    for problem in contract.problems:
        assert problem.message == contract.error(problem.status, problem.name)
        assert contract.problem(problem.status, problem.name) is problem
    assert contract.problem(401, "expired").headers == {"WWW-Authenticate": "Bearer"}
    assert contract.problem(429, "too_many").headers == {"Retry-After": "1"}
