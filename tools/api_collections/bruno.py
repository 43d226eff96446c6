"""A Bruno collection: a folder of `.bru` files."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from tools.api_collections import checks
from tools.api_collections.model import BEARER, Collection, Environment, Folder, Request

PRELUDE: Final = (
    "const check = test;",
    "const status = res.getStatus();",
    "const body = res.getBody();",
    "const header = (name) => res.getHeader(name.toLowerCase());",
)


def files(collection: Collection) -> Mapping[str, str]:
    """Every file of the collection, by path."""
    document = {"version": "1", "name": collection.title, "type": "collection", "ignore": []}
    found = {
        "bruno/bruno.json": json.dumps(document, ensure_ascii=False, indent=2) + "\n",
        "bruno/collection.bru": _collection(collection),
    }
    for each in collection.environments:
        found[f"bruno/environments/{each.name}.bru"] = _environment(each)
    for place, folder in enumerate(collection.folders, start=1):
        found[f"bruno/{folder.name}/folder.bru"] = _folder(folder, place)
        for seq, request in enumerate(folder.requests, start=1):
            found[f"bruno/{folder.name}/{request.name}.bru"] = _request(collection, request, seq)
    return found


def _collection(collection: Collection) -> str:
    token = BEARER.removeprefix("Bearer ")
    return _blocks(
        ("auth", ["mode: bearer"]),
        ("auth:bearer", [f"token: {token}"]),
        ("docs", collection.about.splitlines()),
    )


def _folder(folder: Folder, seq: int) -> str:
    return _blocks(("meta", [f"name: {folder.title}", f"seq: {seq}"]), ("auth", ["mode: inherit"]))


def _request(collection: Collection, request: Request, seq: int) -> str:
    # Spaces are encoded here because not all of Bruno's clients do it.
    query = [(key, value.replace(" ", "%20")) for key, value in request.query]
    headers = dict(request.headers)
    if request.authorization not in (BEARER, None):
        headers = {"Authorization": str(request.authorization), **headers}
    return _blocks(
        ("meta", [f"name: {request.title}", "type: http", f"seq: {seq}"]),
        (
            "get",
            [
                f"url: {request.url(safe='/:{}[]')}",
                "body: none",
                f"auth: {'inherit' if request.authorization == BEARER else 'none'}",
            ],
        ),
        (
            "params:query",
            [
                *(f"{key}: {value}" for key, value in query),
                *(f"~{each.key}: {each.example.replace(' ', '%20')}" for each in collection.unused(request)),
            ],
        ),
        ("headers", [f"{name}: {value}" for name, value in headers.items()]),
        ("tests", checks.script(request.checks, PRELUDE)),
        ("settings", ["encodeUrl: false"]),
        ("docs", _docs(collection, request)),
    )


def _docs(collection: Collection, request: Request) -> list[str]:
    lines = [request.expectation]
    for each in collection.parameters:
        lines += ["", f"**{each.key}**", "", *each.about.splitlines()]
    for example in request.examples:
        body = json.dumps(example.body, ensure_ascii=False, indent=2)
        lines += ["", f"HTTP {example.status}: {example.name}", "", "```json", *body.splitlines(), "```"]
    return lines


def _environment(environment: Environment) -> str:
    values = [(key, value) for key, value in environment.values.items() if key not in environment.private]
    text = _blocks(("vars", [f"{key}: {value}".rstrip() for key, value in values]))
    if environment.private:
        text += "\n".join(["vars:secret [", *(f"  {key}" for key in environment.private), "]", ""])
    return text


def _blocks(*blocks: tuple[str, Iterable[str]]) -> str:
    """Blocks with at least one line, each in braces."""
    written = []
    for name, lines in blocks:
        indented = [f"  {line}".rstrip() for line in lines]
        if indented:
            written.append("\n".join([f"{name} {{", *indented, "}", ""]))
    return "\n".join(written)
