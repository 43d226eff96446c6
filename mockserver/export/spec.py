"""The contract for client generators: another array style, another server, YAML or JSON."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import takewhile
from typing import Any, Final, NamedTuple

from pydantic import HttpUrl, TypeAdapter, ValidationError

from mockserver.contract import METHODS, Contract
from mockserver.errors import UserError
from mockserver.export.yaml import as_json, as_yaml


class SpecError(UserError):
    """A contract that cannot be exported with these options. The message names the option and its rule."""


class ArrayStyle(StrEnum):
    """How clients write an array in a query."""

    REPEAT = "repeat"
    BRACKETS = "brackets"
    CSV = "csv"


class Format(StrEnum):
    """The format of an exported contract."""

    YAML = "yaml"
    JSON = "json"


class _Spelling(NamedTuple):
    """An array style in terms of OpenAPI: the suffix of the parameter's name, and `explode`."""

    suffix: str
    explode: bool


_SPELLINGS: Final = {
    ArrayStyle.REPEAT: _Spelling("", explode=True),
    ArrayStyle.BRACKETS: _Spelling("[]", explode=True),
    ArrayStyle.CSV: _Spelling("", explode=False),
}

_SERVER: Final = TypeAdapter(HttpUrl)


def render(
    contract: Contract, array_style: ArrayStyle | None, server: str | None, written_in: Format
) -> bytes:
    """A contract with these changes, as UTF-8 text; without changes, the bytes of its file.

    Raises SpecError for an invalid server URL, and for a contract that the format cannot express.
    """
    document = contract.document
    if array_style is not None:
        _spell_arrays(document, contract, array_style)
    if server is not None:
        document["servers"] = [{"url": server_url(server)}]
    try:
        return _text(document, contract, written_in).encode()
    except (TypeError, ValueError) as error:
        raise SpecError(f"{contract.source}: cannot be written as {written_in.upper()}: {error}") from None


def _text(document: Mapping[str, Any], contract: Contract, written_in: Format) -> str:
    if written_in is Format.JSON:
        return as_json(document)
    is_yaml = not contract.text.lstrip().startswith("{")
    if is_yaml and document == contract.document:
        return contract.text
    comments = takewhile(lambda line: line.startswith("#"), contract.text.splitlines(keepends=True))
    return "".join(comments) + as_yaml(document)


def _spell_arrays(document: Mapping[str, Any], contract: Contract, style: ArrayStyle) -> None:
    """Write every array of a query in this style."""
    arrays = {
        each.name
        for parameters in contract.operations.values()
        for each in parameters
        if each.location == "query" and each.schema["type"] == "array"
    }
    spelling = _SPELLINGS[style]
    for node in _parameters(document):
        if node.get("in") == "query" and (name := node["name"].removesuffix("[]")) in arrays:
            node |= {"name": name + spelling.suffix, "style": "form", "explode": spelling.explode}


def _parameters(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every parameter of a document, or the reference to it."""
    yield from document.get("components", {}).get("parameters", {}).values()
    for item in document["paths"].values():
        for place in (item, *(item[method] for method in METHODS & item.keys())):
            yield from place.get("parameters", [])


def server_url(text: str) -> str:
    """The URL of a server, without a trailing slash.

    Raises SpecError unless it is an http(s) URL of scheme, host, port and path alone.
    """
    # A text with an @ may contain a password.
    shown = "--server is there" if "@" in text else f"--server is {text!r}"
    try:
        url = _SERVER.validate_python(text)
    except ValidationError as error:
        rule = error.errors(include_url=False)[0]["msg"]
        raise SpecError(f"{shown}, but should be a URL such as https://example.org: {rule}") from None
    if url.username or url.password or "?" in str(url) or "#" in str(url):
        raise SpecError(f"{shown}, but should have no user, password, query or fragment")
    return str(url).rstrip("/")
