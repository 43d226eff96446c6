"""What the contract says, in the form checks need: limits, labels, schemas, open questions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

import fastjsonschema
from jsonschema import Draft4Validator

from mockserver import contract as contracts
from mockserver.contract import Contract

OPERATION: Final = "list_numbers"


@dataclass(frozen=True)
class Breach:
    """One place where a value breaks its schema: the path to it, the keyword, the validator's message."""

    path: tuple[str, ...]
    keyword: str
    message: str
    value: Any


class Shape:
    """A JSON Schema: compiled, so that valid values pass quickly; all breaches are listed for others."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        draft = {"$schema": "http://json-schema.org/draft-04/schema#", **schema}
        self._validate = fastjsonschema.compile(draft, use_default=False, use_formats=False)
        self._validator = Draft4Validator(schema)

    def breaches(self, value: Any) -> list[Breach]:
        """Every breach in a value; the path of a missing field ends with its name."""
        try:
            self._validate(value)
        except fastjsonschema.JsonSchemaValueException:
            return [breach for error in self._validator.iter_errors(value) for breach in _breaches(error)]
        return []


def _breaches(error: Any) -> Iterator[Breach]:
    path = tuple(str(part) for part in error.absolute_path)
    if error.validator == "required":
        name = re.findall("'(.*?)'", error.message)[0]
        yield Breach((*path, name), "required", f"{name} is missing", None)
    else:
        yield Breach(path, error.validator, error.message, error.instance)


class Expectations:
    """The contract of the number list."""

    def __init__(self, contract: Contract) -> None:
        self.document = contract.document
        self.labels = contract.labels
        self._contract = contract
        self.parameters = contract.operations[OPERATION]
        responses = contract.response_schemas()
        page = responses[200]
        self.record = Shape(page["properties"]["data"]["items"])
        self.meta = Shape(page["properties"]["meta"])
        self.envelope = Shape(_without_contents(page))
        self.error = Shape(responses[422])

    @property
    def fields(self) -> Mapping[str, Mapping[str, Any]]:
        """The schema of each field of a record."""
        fields: Mapping[str, Mapping[str, Any]] = self.record.schema["properties"]
        return fields

    @cached_property
    def nullable(self) -> frozenset[str]:
        """The fields of a record that may be null."""
        return frozenset(name for name, schema in self.fields.items() if "null" in schema["type"])

    def schema_of(self, parameter: str) -> Mapping[str, Any]:
        """The schema of a parameter."""
        return next(each.schema for each in self.parameters if each.name == parameter)

    def example(self, parameter: str) -> str:
        """The contract's example of a parameter."""
        return str(self._contract.example(parameter))

    def path(self, user_id: str, task_id: str) -> str:
        """The path of a user's task."""
        return self._contract.path(OPERATION).format(user_id=user_id, task_id=task_id)

    def questions_of(self, field: str) -> tuple[str, ...]:
        """The open questions behind a field of a record."""
        return tuple(_listed(self.fields.get(field, {}).get("x-assumption", ())))

    @property
    def questions(self) -> frozenset[str]:
        """The names of all open questions (`x-assumption`)."""
        return frozenset(_questions(self.document))


def _without_contents(page: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a page without those of its records and its meta."""
    properties = {**page["properties"], "data": {"type": "array"}, "meta": {"type": "object"}}
    return {**page, "properties": properties}


def _listed(names: str | Sequence[str]) -> Sequence[str]:
    return [names] if isinstance(names, str) else names


def _questions(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from _listed(node.get("x-assumption", ()))
        for child in node.values():
            yield from _questions(child)
    elif isinstance(node, list):
        for child in node:
            yield from _questions(child)


@cache
def load() -> Expectations:
    """The expectations of the bundled contract."""
    return Expectations(contracts.load())
