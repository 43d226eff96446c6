"""`numbers.http`, in the common format of VS Code's REST Client and JetBrains' HTTP client."""

import json
from collections.abc import Iterator, Mapping

from tools.api_collections.model import Collection, Request


def files(collection: Collection) -> Mapping[str, str]:
    """The file of requests, and the environments for JetBrains."""
    environments = {
        each.name: {key: value for key, value in each.values.items() if value}
        for each in collection.environments
    }
    return {
        "numbers.http": "\n".join(_lines(collection)),
        "http-client.env.json": json.dumps(environments, ensure_ascii=False, indent=2) + "\n",
    }


def _lines(collection: Collection) -> Iterator[str]:
    default, *others = collection.environments
    yield f"# {collection.title}"
    yield "#"
    yield "# 换场景只需改 base_url 一行；在 JetBrains 中也可直接选择环境（http-client.env.json）。"
    yield "# To change the scenario, edit base_url, or in JetBrains choose from http-client.env.json."
    yield "#"
    for each in others:
        yield f"#   {each.values['base_url']}"
        yield f"#       {each.about}"
    yield ""
    for key, value in default.values.items():
        yield f"@{key} = {value}"
    for folder in collection.folders:
        for request in folder.requests:
            yield ""
            yield from _request(folder.title, request)
    yield ""


def _request(folder: str, request: Request) -> Iterator[str]:
    yield f"### {folder}: {request.title}"
    yield f"# {request.expectation}"
    yield f"# @name {request.name.replace('-', '_')}"
    yield f"GET {request.url(safe='/:{}')}"
    if request.authorization is not None:
        yield f"Authorization: {request.authorization}"
    for name, value in request.headers.items():
        yield f"{name}: {value}"
