"""The contract as generators of clients need it: another spelling of arrays, another server, YAML or JSON."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from itertools import takewhile
from pathlib import Path
from typing import Any, Final, NamedTuple

import typer
from pydantic import HttpUrl, TypeAdapter, ValidationError

from mockserver.contract import METHODS, Contract
from mockserver.export.yaml import as_json, as_yaml


class SpecError(Exception):
    """A contract that cannot be written as asked. The message names what was asked, and its rule."""


class ArrayStyle(StrEnum):
    """How a client spells an array in a query."""

    REPEAT = "repeat"
    BRACKETS = "brackets"
    CSV = "csv"


class Format(StrEnum):
    """The language in which a contract is written."""

    YAML = "yaml"
    JSON = "json"


class _Spelling(NamedTuple):
    """What OpenAPI calls an array style: the end of the parameter's name, and `explode`."""

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
    """A contract, changed as asked, as text in UTF-8. What is to stay as it is stays so byte for byte.

    Raises SpecError for a server that is no URL of one, and for a contract that cannot be written.
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
    remarks = takewhile(lambda line: line.startswith("#"), contract.text.splitlines(keepends=True))
    return "".join(remarks) + as_yaml(document)


def _spell_arrays(document: Mapping[str, Any], contract: Contract, style: ArrayStyle) -> None:
    """Let every array of a query be spelled in this style."""
    arrays = {
        each.name
        for parameters in contract.operations.values()
        for each in parameters
        if each.location == "query" and each.schema["type"] == "array"
    }
    spelling = _SPELLINGS[style]
    for node in _parameters(document):
        if node.get("in") == "query" and node["name"] in arrays:
            name = node["name"].removesuffix("[]") + spelling.suffix
            node |= {"name": name, "style": "form", "explode": spelling.explode}


def _parameters(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every parameter of a document, or the reference in its place."""
    yield from document.get("components", {}).get("parameters", {}).values()
    for item in document["paths"].values():
        for place in (item, *(item[method] for method in METHODS & item.keys())):
            yield from place.get("parameters", [])


def server_url(text: str) -> str:
    """The URL of a server, spelled as paths are appended to it.

    Raises SpecError for what is no http(s) URL, or has more than scheme, host, port and path.
    """
    # What has an @ may have a password before it.
    shown = "--server is there" if "@" in text else f"--server is {text!r}"
    try:
        url = _SERVER.validate_python(text)
    except ValidationError as error:
        rule = error.errors(include_url=False)[0]["msg"]
        raise SpecError(f"{shown}, but should be a URL such as https://example.org: {rule}") from None
    if url.username or url.password or "?" in str(url) or "#" in str(url):
        raise SpecError(f"{shown}, but should have no user, password, query or fragment")
    return str(url).rstrip("/")


def save(text: bytes, path: Path) -> None:
    """Write a file, whole or not at all.

    Raises SpecError if it cannot be written.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():
            raise SpecError(f"--output {path}: should be a file")
        _replace(target, text)
    except OSError as error:
        raise SpecError(f"--output {path}: cannot be written: {error.strerror}") from None


def _replace(target: Path, text: bytes) -> None:
    new = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        new.write_bytes(text)
        new.replace(target)
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def show(text: bytes) -> None:
    """Write to standard output. A reader that has enough, such as `head`, may leave.

    Raises SpecError if it cannot be written.
    """
    if sys.stdout is None:
        raise SpecError("standard output cannot be written: it is closed")
    try:
        typer.echo(text, nl=False)
    except BrokenPipeError:
        _silence()
    except OSError as error:
        _silence()
        raise SpecError(f"standard output cannot be written: {error.strerror}") from None


def _silence() -> None:
    """Let what is still to be written go nowhere: Python would try and complain once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
