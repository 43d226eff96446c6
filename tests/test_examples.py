"""Every example of the contract matches its schema; one that does not is named by its path."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import pytest
from jsonschema import FormatChecker
from openapi_schema_validator import OAS30Validator, oas30_format_checker

from mockserver.contract import Contract
from mockserver.http.query import MOMENT_FORMAT, is_moment
from tests import story

Document = dict[str, Any]

CHECKER = FormatChecker(())
CHECKER.checkers = dict(oas30_format_checker.checkers)
CHECKER.checks(MOMENT_FORMAT)(lambda value: not isinstance(value, str) or is_moment(value))


class Example(NamedTuple):
    """One example: its path, its value, and the schema it should match."""

    place: str
    value: Any
    schema: Mapping[str, Any]


def examples(node: Any, place: str = "") -> Iterator[Example]:
    """All examples in a part of the contract."""
    if isinstance(node, list):
        node = {str(position): each for position, each in enumerate(node)}
    if not isinstance(node, dict):
        return
    schema = node.get("schema", node)
    if "example" in node:
        yield Example(f"{place}.example".lstrip("."), node["example"], schema)
    for title, example in node.get("examples", {}).items():
        yield Example(f"{place}.examples.{title}".lstrip("."), example["value"], schema)
    for key, value in node.items():
        if key not in ("example", "examples") and not key.startswith("x-"):
            yield from examples(value, f"{place}.{key}")


def errors(document: Document) -> list[str]:
    """The errors in the examples of a contract, each with its path."""
    found = []
    for place, value, schema in examples(document):
        # References point to the components of the same document.
        validator = OAS30Validator({**schema, "components": document["components"]}, format_checker=CHECKER)
        for error in validator.iter_errors(value):
            at = ".".join([place, *map(str, error.absolute_path)])
            found.append(f"{at}: {error.message}")
        if "x-time-zone" in schema and not is_moment(str(value)):
            found.append(f"{place}: {value!r} is not a date")
    return found


@pytest.fixture
def document(contract: Contract) -> Document:
    return contract.document


def test_every_example_matches_its_schema(document: Document) -> None:
    assert errors(document) == []


VARYING = {
    "schemas.ErrorEnvelope.properties.code.example",
    "schemas.ErrorEnvelope.properties.message.example",
}
"""These differ for each response, which has examples of its own; tools would show them for all."""


def places_to_fill(components: Mapping[str, Any]) -> Iterator[str]:
    """Places that need an example: every parameter, header and response, and every field but objects."""
    for name in components["parameters"]:
        yield f"parameters.{name}.example"
    for name, response in components["responses"].items():
        for each in response.get("headers", ()):
            yield f"responses.{name}.headers.{each}.example"
        for title in response["content"]["application/json"]["examples"] or ["any"]:
            yield f"responses.{name}.content.application/json.examples.{title}"
    for name, schema in components["schemas"].items():
        for each, value in schema.get("properties", {}).items():
            if "$ref" not in value and "$ref" not in value.get("items", {}):
                yield f"schemas.{name}.properties.{each}.example"


def test_everything_has_an_example(document: Document) -> None:
    wanted = {f"components.{place}" for place in {*places_to_fill(document["components"])} - VARYING}
    assert wanted - {example.place for example in examples(document)} == set()


@pytest.mark.discrepancy("label-of-another-status")
def test_the_label_of_an_example_is_that_of_its_status(document: Document, contract: Contract) -> None:
    fields = document["components"]["schemas"]["NumberRecord"]["properties"]
    status = document["components"]["schemas"]["CallStatus"]["example"]
    assert fields["status_str"]["example"] == contract.labels[status] == story.LABELS[status]


def parameter(name: str, value: Any) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document["components"]["parameters"][name]["example"] = value

    return change


def field(name: str, value: Any, schema: str = "NumberRecord") -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document["components"]["schemas"][schema]["properties"][name]["example"] = value

    return change


def in_answer(response: str, title: str, **values: Any) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        content = document["components"]["responses"][response]["content"]["application/json"]
        body = content["examples"][title]["value"]
        (body["data"][0] if response == "NumberPage" else body).update(values)

    return change


def header(document: Document) -> None:
    document["components"]["responses"]["TooManyRequests"]["headers"]["Retry-After"]["example"] = "soon"


def without_a_field(document: Document) -> None:
    page = document["components"]["responses"]["NumberPage"]["content"]["application/json"]
    del page["examples"]["busy"]["value"]["meta"]["total"]


FIELD = "components.schemas.NumberRecord.properties"
PAGE = "components.responses.NumberPage.content.application/json.examples"
REFUSAL = "components.responses.Unauthorized.content.application/json.examples"


@pytest.mark.parametrize(
    ("change", "place", "rule"),
    [
        (parameter("page", 0), "components.parameters.page.example", "0 is less than the minimum of 1"),
        (parameter("page", "1"), "components.parameters.page.example", "'1' is not of type 'integer'"),
        (parameter("user_id", "x"), "components.parameters.user_id.example", "'x' is not a 'uuid'"),
        (parameter("status", [2, 13]), "components.parameters.status.example.1", "13 is not one of [0, 1,"),
        (parameter("end_at", "2025-02-30"), "components.parameters.end_at.example", "'2025-02-30' is not a"),
        (field("id", 2**63), f"{FIELD}.id.example", f"{2**63} is not a 'int64'"),
        (field("city", None), f"{FIELD}.city.example", "None for not nullable"),
        (field("area_code", "319"), f"{FIELD}.area_code.example", "'319' does not match"),
        (field("calldate", "2025-02-30 00:00:00"), f"{FIELD}.calldate.example", "'2025-02-30 0"),
        (field("total", 1.5, "PageMeta"), "components.schemas.PageMeta.properties.total.example", "1.5 is"),
        (header, "components.responses.TooManyRequests.headers.Retry-After.example", "'soon' is not of type"),
        (in_answer("NumberPage", "busy", post_code=54000), f"{PAGE}.busy.data.0.post_code", "54000 is not"),
        (in_answer("NumberPage", "waiting", status=13), f"{PAGE}.waiting.data.0.status", "13 is not one of"),
        (without_a_field, f"{PAGE}.busy.meta", "'total' is a required property"),
        (in_answer("Unauthorized", "expired", data={}), f"{REFUSAL}.expired.data", "{} is not of type"),
    ],
)  # fmt: skip
def test_only_the_example_that_breaks_its_schema_is_named(
    document: Document, change: Callable[[Document], None], place: str, rule: str
) -> None:
    change(document)
    found = errors(document)
    assert {each.partition(": ")[0] for each in found} == {place}
    assert found[0].startswith(f"{place}: {rule}")


def test_a_nullable_field_may_be_null_in_an_example(document: Document) -> None:
    field("callid", None)(document)
    assert errors(document) == []
