"""What the contract promises, as laws need it: limits, labels, the shape of a record, open questions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import fastjsonschema
from jsonschema import Draft4Validator

from mockserver import contract as contracts
from mockserver.contract import Contract

OPERATION: Final = "list_numbers"


@dataclass(frozen=True)
class Breach:
    """One place where a value breaks its schema: the path to it, the keyword broken, what is said of it."""

    path: tuple[str, ...]
    keyword: str
    message: str
    value: Any


class Shape:
    """A JSON Schema that is quick to pass and thorough once something is wrong."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        draft = {"$schema": "http://json-schema.org/draft-04/schema#", **schema}
        self._passes = fastjsonschema.compile(draft, use_default=False, use_formats=False)
        self._validator = Draft4Validator(schema)

    def breaches(self, value: Any) -> list[Breach]:
        """All that is wrong with a value; for a field that is missing, the path ends with its name."""
        try:
            self._passes(value)
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


@dataclass(frozen=True)
class Limits:
    """What a parameter of whole numbers may be."""

    least: int
    most: int
    default: int | None


class Promises:
    """The contract as laws ask for it."""

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
        self.success_message = contract.success_message

    @property
    def fields(self) -> Mapping[str, Mapping[str, Any]]:
        """The schema of each field of a record."""
        fields: Mapping[str, Mapping[str, Any]] = self.record.schema["properties"]
        return fields

    def limits(self, name: str) -> Limits:
        """The bounds and the default of a parameter."""
        schema = next(each.schema for each in self.parameters if each.name == name)
        return Limits(schema["minimum"], schema["maximum"], schema.get("default"))

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
        """Every open question, by the name the contract has for it (`x-assumption`)."""
        return frozenset(_questions(self.document))


def _without_contents(page: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a page that leaves its records and its meta to their own."""
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
def load() -> Promises:
    """The promises of the contract that comes with the mock."""
    return Promises(contracts.load())
