"""Requests to an ASGI application without a client between, as the server would send them."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Scope

from mockserver.dataset import World
from tests.conftest import AUTHORIZED

Header = tuple[bytes, bytes]

TOKEN: Header = (b"authorization", AUTHORIZED["Authorization"].encode())


@dataclass(frozen=True)
class Answer:
    """What an application sent."""

    status: int
    headers: list[Header]
    body: bytes


def ask(app: ASGIApp, target: str, *, method: str = "GET", headers: Iterable[Header] = (TOKEN,)) -> Answer:
    """The answer to one request; `target` is written as on the wire."""
    path, _, query = target.encode().partition(b"?")
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": list(headers),
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 4010),
        "world": World(),  # For stages that stand behind the one that finds it.
    }
    sent: list[Message] = []
    sent_body: list[bool] = []

    async def receive() -> Message:
        if sent_body:
            await asyncio.Event().wait()  # The client stays until it has its answer.
        sent_body.append(True)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    async def call() -> None:
        await app(scope, receive, send)

    asyncio.run(call())
    start, *bodies = sent
    assert start["type"] == "http.response.start"
    body = b"".join(message.get("body", b"") for message in bodies)
    return Answer(start["status"], list(start["headers"]), body)
