"""The contract: the only module that reads `openapi.yaml`, and the source of labels, limits and messages."""

import copy
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import count
from pathlib import Path
from typing import Any, Final

import yaml

from mockserver.errors import UserError

with warnings.catch_warnings():
    # Connexion imports Starlette's test client, which warns that another HTTP client is recommended.
    warnings.simplefilter("ignore")
    from connexion.exceptions import InvalidSpecification
    from connexion.spec import Specification

METHODS: Final = frozenset(("get", "put", "post", "delete", "options", "head", "patch", "trace"))

FIRST_ERROR: Final = 400
"""HTTP statuses from here on are errors."""

LARGEST: Final = 1_000_000
"""Maximum size of a file in bytes; its document may have a tenth as many nodes."""

MESSAGE: Final = 200
"""Maximum length of a message: the validator's may repeat half the document."""

# The C parser is much faster, but PyYAML is not always built with it.
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContractError(UserError):
    """A contract that cannot be used. The message names the file, the place in it, and what is wrong."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation; `schema` is an OpenAPI 3.0 schema without references.

    `name` is without the brackets in which the contract may spell an array of the query. `default` is
    its value if it is not sent (None: no default). `not_after` names the parameter whose date this one
    must not be after (`x-not-after`).
    """

    name: str
    location: str
    required: bool
    schema: Mapping[str, Any]
    default: Any
    not_after: str | None


@dataclass(frozen=True)
class Problem:
    """An error response of the contract: HTTP status, the name of its example, message, headers."""

    status: int
    name: str
    message: str
    headers: Mapping[str, str]


class Contract:
    """The parsed `openapi.yaml`."""

    def __init__(self, specification: Specification, source: str, text: str) -> None:
        """`source` is the file's name in error messages, `text` its content.

        Raises ContractError if anything the mock needs is missing.
        """
        self._specification = specification
        self.source = source
        self.text = text
        _ = self.labels, self.success_message, self.operations
        self._refuse_what_is_not_served()

    @property
    def document(self) -> dict[str, Any]:
        """A copy of the whole document, references unresolved."""
        return copy.deepcopy(dict(self._specification.raw))

    @cached_property
    def labels(self) -> Mapping[int, str]:
        """The Chinese label of each status, in order."""
        path = ("components", "schemas", "CallStatus")
        statuses, labels = self._list(*path, "enum"), self._list(*path, "x-enum-descriptions")
        if len(statuses) != len(labels):
            raise self._error(path, f"{len(statuses)} statuses, but {len(labels)} labels")
        if statuses != list(range(len(statuses))):
            raise self._error((*path, "enum"), "should count up from 0")
        return dict(zip(statuses, labels, strict=True))

    @property
    def documentation(self) -> str:
        """The address of the vendor's own documentation; empty if the contract has none."""
        return str(self.document.get("externalDocs", {}).get("url", ""))

    def example(self, parameter: str) -> Any:
        """The contract's own example of a parameter."""
        return self._at("components", "parameters", parameter, "example")

    @cached_property
    def success_message(self) -> str:
        """The message of a page of numbers."""
        return str(self._at("components", "schemas", "NumberPage", "properties", "message", "example"))

    @cached_property
    def operations(self) -> Mapping[str, Sequence[Parameter]]:
        """The parameters of each operation, by operationId."""
        found = {
            operation["operationId"]: tuple(
                self._parameter(each, ("paths", path, "get", "parameters"))
                for each in [*item.get("parameters", []), *operation.get("parameters", [])]
            )
            for path, item, operation in self._each_operation()
        }
        if not found:
            raise self._error(("paths",), "has no GET with an operationId")
        for operation_id, parameters in found.items():
            path = self.path(operation_id)
            if set(re.findall(r"{(.*?)}", path)) != {
                each.name for each in parameters if each.location == "path"
            }:
                raise self._error(("paths", path), "names in braces should match the path parameters")
        return found

    def _refuse_what_is_not_served(self) -> None:
        """Raise ContractError for an operation or a security scheme the mock does not support."""
        for path, item in self._specification["paths"].items():
            for method in METHODS & item.keys():
                if method != "get" or "operationId" not in item[method]:
                    raise self._error(("paths", path, method), "only a GET with an operationId is served")
        requirements = [each for name in self.operations for each in self._security(name)]
        for name in {name for each in requirements for name in each}:
            scheme = self._at("components", "securitySchemes", name)
            if (scheme["type"], scheme.get("scheme")) != ("http", "bearer"):
                raise self._error(
                    ("components", "securitySchemes", name), "should be of type http, scheme bearer"
                )

    def path(self, operation_id: str) -> str:
        """The path template of an operation, such as `/user/{user_id}`."""
        paths = {operation["operationId"]: path for path, _, operation in self._each_operation()}
        return paths[operation_id]

    def needs_token(self, operation_id: str) -> bool:
        """Whether an operation is refused without a token."""
        requirements = self._security(operation_id)
        return bool(requirements) and {} not in requirements

    def _security(self, operation_id: str) -> Sequence[Mapping[str, Any]]:
        """The security requirements of an operation: its own, or those of all."""
        own = (each for _, _, each in self._each_operation() if each["operationId"] == operation_id)
        requirements: Sequence[Mapping[str, Any]] = next(own).get("security", self._list("security"))
        return requirements

    @cached_property
    def problems(self) -> Sequence[Problem]:
        """Every error that the contract has an example of, in the order of the contract."""
        return [
            Problem(status, name, str(example["value"]["message"]), _example_headers(response))
            for status, response, media in self._each_response()
            for name, example in media.get("examples", {}).items()
            if status >= FIRST_ERROR and _has_message(example.get("value"))
        ]

    def problem(self, status: int, name: str) -> Problem:
        """The error with this example for this HTTP status. Raises ContractError if there is none."""
        path, _, _ = next(self._each_operation())
        content = ("paths", path, "get", "responses", str(status), "content", "application/json")
        self._at(*content, "examples", name, "value", "message")
        return next(each for each in self.problems if (each.status, each.name) == (status, name))

    def error(self, status: int, name: str) -> str:
        """The message of an error. Raises ContractError if there is no such example."""
        return self.problem(status, name).message

    def response_schemas(self, operation_id: str | None = None) -> Mapping[int, Mapping[str, Any]]:
        """The schema of each response by its HTTP status, as JSON Schema (draft 4).

        Of the first operation, unless another is named.
        """
        return {
            status: _as_json_schema(media["schema"])
            for status, _, media in self._each_response(operation_id)
            if "schema" in media
        }

    def _each_response(
        self, operation_id: str | None = None
    ) -> Iterator[tuple[int, Mapping[str, Any], Mapping[str, Any]]]:
        """Status, response and JSON of each; not `default`, ranges such as `4XX`, and what is no JSON."""
        operation = next(
            each for _, _, each in self._each_operation() if operation_id in (None, each["operationId"])
        )
        for status, response in operation["responses"].items():
            media = response.get("content", {}).get("application/json")
            if str(status).isdecimal() and media is not None:
                yield int(status), response, media

    def _each_operation(self) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
        """Path, path item and operation of every GET that has an operationId."""
        for path, item in self._specification["paths"].items():
            operation = item.get("get", {})
            if "operationId" in operation:
                yield path, item, operation

    def _parameter(self, node: Mapping[str, Any], place: Sequence[str]) -> Parameter:
        schema = node.get("schema", {})
        if "type" not in schema or (schema["type"] == "array" and "type" not in schema["items"]):
            raise self._error((*place, node["name"]), "its schema lacks a type")
        return Parameter(
            name=node["name"].removesuffix("[]") if schema["type"] == "array" else node["name"],
            location=node["in"],
            required=node.get("required", False),
            schema=schema,
            default=schema.get("default"),
            not_after=node.get("x-not-after"),
        )

    def _at(self, *path: str) -> Any:
        """The node at a path."""
        node: Any = self._specification
        for depth, key in enumerate(path):
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
    """Read a contract; without a path, the bundled one.

    Raises ContractError if the file cannot be read, is not YAML, or lacks anything the mock needs.
    """
    file = _packaged() if path is None else path
    # The fast loader in C crashes on deep nesting, so it reads the bundled contract only.
    loader = _Loader if path is None else yaml.SafeLoader
    try:
        text = _text(file)
        document = yaml.load(text, Loader=loader)  # noqa: S506
        _refuse_other_files(document, count(1))
        return Contract(Specification.from_dict(document), str(file), text)
    except ContractError:
        raise
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        problem = "is not text in UTF-8"
    except yaml.YAMLError as error:
        problem = f"is not valid YAML: {error}"
    except InvalidSpecification as error:
        problem = f"{'.'.join(map(str, error.absolute_path)) or 'the document'}: {error.message}"
    except RecursionError:
        problem = "contains a reference to itself, or is nested too deeply"
    except Exception as error:  # Connexion has no common exception for invalid documents.
        problem = f"is not a valid OpenAPI 3.0 document: {error}"
    raise ContractError(f"{file}: {' '.join(problem.split())[:MESSAGE]}")


def _text(file: Traversable) -> str:
    """The text of a file. Raises ContractError if it is not a regular file, or too large."""
    if isinstance(file, Path) and file.exists() and (not file.is_file() or file.stat().st_size > LARGEST):
        raise ContractError(f"{file}: should be a file of at most {LARGEST:,} bytes")
    return file.read_text(encoding="utf-8")


def _refuse_other_files(node: Any, counted: Iterator[int]) -> None:
    """Raise ValueError for a reference to another document, and for an endless document."""
    if next(counted) > LARGEST // 10:
        raise ValueError("it is too large")
    children: Iterable[Any] = ()
    if isinstance(node, Mapping):
        reference = node.get("$ref", "#")
        if isinstance(reference, str) and not reference.startswith("#"):
            raise ValueError(f"the $ref {reference!r} points outside of it")
        children = node.values()
    elif isinstance(node, list):
        children = node
    for child in children:
        _refuse_other_files(child, counted)


def _example_headers(response: Mapping[str, Any]) -> Mapping[str, str]:
    """The headers of a response, each with the value of its example."""
    headers = response.get("headers", {})
    return {name: str(header["example"]) for name, header in headers.items() if "example" in header}


def _has_message(value: object) -> bool:
    """Whether the value of an example is an envelope; a user's contract may have other examples."""
    return isinstance(value, Mapping) and "message" in value


def _as_json_schema(schema: Any) -> Any:
    """An OpenAPI 3.0 schema without references as JSON Schema, in which `nullable` becomes the type null."""
    if isinstance(schema, list):
        return [_as_json_schema(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    plain = {key: _as_json_schema(value) for key, value in schema.items() if key != "example"}
    if plain.pop("nullable", False) is True:
        plain["type"] = [plain["type"], "null"]
    return plain
