"""The contract: the only module that reads `openapi.yaml`. Labels, limits and messages are asked of it."""

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, cast

import jsonschema_rs
import yaml

MESSAGE: Final = 200
"""A message of the schema can repeat half the document; this many characters of it are enough."""

# The C parser reads the contract ten times faster; PyYAML is not always built with it.
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContractError(Exception):
    """A contract that cannot be used. The message names the file, the place in it, and what is wrong."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation; `schema` is an OpenAPI 3.0 schema without references.

    `default` is its value where it is not sent (None: it has none).
    `not_after` names the parameter whose moment this one's may not pass (`x-not-after`).
    """

    name: str
    location: str
    required: bool
    schema: Mapping[str, Any]
    default: Any
    not_after: str | None


class Contract:
    """What `openapi.yaml` promises."""

    def __init__(self, document: Mapping[str, Any], source: str) -> None:
        """`document` is the parsed file and `source` the name it goes by in errors.

        Raises ContractError where something this mock lives by is missing.
        """
        self._document = document
        self.source = source
        _ = self.labels, self.success_message, self.operations

    @property
    def document(self) -> dict[str, Any]:
        """A copy of the whole document, references unresolved."""
        return copy.deepcopy(dict(self._document))

    @cached_property
    def labels(self) -> Mapping[int, str]:
        """The Chinese label of each status, in order."""
        path = ("components", "schemas", "CallStatus")
        statuses = self._list(*path, "enum")
        labels = self._list(*path, "x-enum-descriptions")
        if len(statuses) != len(labels):
            raise self._error(path, f"{len(statuses)} statuses, but {len(labels)} labels")
        if statuses != list(range(len(statuses))):
            raise self._error((*path, "enum"), "should count up from 0")
        return dict(zip(statuses, labels, strict=True))

    def example(self, parameter: str) -> Any:
        """The contract's own example of a parameter."""
        return self._at("components", "parameters", parameter, "example")

    @cached_property
    def success_message(self) -> str:
        """The message of a page of numbers."""
        schema = ("components", "schemas", "NumberPage", "properties", "message")
        return cast(str, self._at(*schema, "example"))

    @cached_property
    def operations(self) -> Mapping[str, Sequence[Parameter]]:
        """The parameters of each operation, by operationId."""
        found = {}
        for path, item in self._document["paths"].items():
            for method, operation in item.items():
                if isinstance(operation, Mapping) and "operationId" in operation:
                    place = ("paths", path, method)
                    shared = item.get("parameters", [])
                    own = operation.get("parameters", [])
                    parameters = tuple(self._parameter(each, place) for each in [*shared, *own])
                    found[operation["operationId"]] = parameters
        if not found:
            raise self._error(("paths",), "has no operation with an operationId")
        return found

    def path(self, operation_id: str) -> str:
        """The path template of an operation, such as `/user/{user_id}`."""
        return next(
            str(path)
            for path, item in self._document["paths"].items()
            for operation in item.values()
            if isinstance(operation, Mapping) and operation.get("operationId") == operation_id
        )

    def error(self, status: int, name: str) -> Mapping[str, Any]:
        """The body of an error: the contract's example of that name for this HTTP status.

        Raises ContractError if there is none.
        """
        operation = next(iter(self.operations))
        responses = ("paths", self.path(operation), "get", "responses", str(status))
        body = (*responses, "content", "application/json", "examples", name, "value")
        return cast(Mapping[str, Any], self._at(*body))

    def _parameter(self, node: Mapping[str, Any], place: tuple[str, ...]) -> Parameter:
        resolved = self._resolved(node)
        try:
            schema = resolved["schema"]
            _ = schema["type"]
            name, location = resolved["name"], resolved["in"]
        except (KeyError, TypeError) as error:
            raise self._error((*place, "parameters"), f"a parameter lacks {error}") from None
        required, not_after = resolved.get("required", False), resolved.get("x-not-after")
        return Parameter(name, location, required, schema, schema.get("default"), not_after)

    def _resolved(self, node: Any) -> Any:
        """A node with every reference replaced by what it points to."""
        if isinstance(node, Mapping):
            if "$ref" in node:
                return self._resolved(self._at(*str(node["$ref"]).removeprefix("#/").split("/")))
            return {key: self._resolved(value) for key, value in node.items()}
        if isinstance(node, list):
            return [self._resolved(value) for value in node]
        return node

    def _at(self, *path: str) -> Any:
        """The node at a path, following references on the way."""
        node: Any = self._document
        for depth, key in enumerate(path):
            if isinstance(node, Mapping) and "$ref" in node:
                node = self._at(*str(node["$ref"]).removeprefix("#/").split("/"))
            if not isinstance(node, Mapping) or key not in node:
                raise self._error(path[: depth + 1], "is missing")
            node = node[key]
        return node

    def _list(self, *path: str) -> list[Any]:
        node = self._at(*path)
        if not isinstance(node, list):
            raise self._error(path, "should be a list")
        return node

    def _error(self, path: Sequence[str], what: str) -> ContractError:
        return ContractError(f"{self.source}: {'.'.join(path)}: {what}")


def _packaged() -> Traversable:
    """The contract inside the installed package, or beside it in a checkout."""
    package = resources.files("mockserver")
    inside = package / "openapi.yaml"
    return inside if inside.is_file() else Path(str(package)).parent / "openapi.yaml"


@cache
def load(path: Path | None = None) -> Contract:
    """Read a contract; without a path, the one that comes with the mock.

    Raises ContractError if the file cannot be read, is no YAML, or lacks what the mock lives by.
    """
    file = _packaged() if path is None else path
    try:
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  # It is safe.
    except OSError as error:
        raise ContractError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ContractError(f"{file}: is not text in UTF-8") from None
    except yaml.YAMLError as error:
        raise ContractError(f"{file}: is no YAML: {' '.join(str(error).split())}") from None
    document = _with_text_keys(document)
    problem = _problem(document)
    if problem is not None:
        raise ContractError(f"{file}: {problem}")
    try:
        return Contract(document, str(file))
    except RecursionError:
        raise ContractError(f"{file}: a $ref leads back to itself") from None


def _with_text_keys(node: Any) -> Any:
    """A YAML node as JSON would have it: `200:` is a number in YAML, but every key of JSON is text."""
    if isinstance(node, dict):
        return {str(key): _with_text_keys(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_with_text_keys(value) for value in node]
    return node


def _problem(document: Any) -> str | None:
    """What the OpenAPI 3.0 schema finds wrong first: the path and the rule."""
    schema = resources.files("connexion") / "resources" / "schemas" / "v3.0" / "schema.json"
    validator = jsonschema_rs.Draft4Validator(json.loads(schema.read_text(encoding="utf-8")))
    for error in validator.iter_errors(document):
        path = ".".join(map(str, error.instance_path)) or "the document"
        return f"{path}: {error.message[:MESSAGE]}"
    return None
