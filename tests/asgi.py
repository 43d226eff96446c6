"""Calls an ASGI application directly, with the scope a server would send."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Scope

from mockserver.dataset import DatasetParameters
from tests.conftest import AUTHORIZED

Header = tuple[bytes, bytes]

TOKEN: Header = (b"authorization", AUTHORIZED["Authorization"].encode())


@dataclass(frozen=True)
class Answer:
    """The response of an application."""

    status: int
    headers: list[Header]
    body: bytes


def scope_of(
    target: str,
    *,
    method: str = "GET",
    headers: Iterable[Header] = (TOKEN,),
    client: tuple[str, int] | None = ("127.0.0.1", 50000),
    server: tuple[str, int] | None = ("127.0.0.1", 4010),
) -> Scope:
    """The ASGI scope of one request; `target` is path and query as sent, still encoded."""
    path, _, query = target.encode().partition(b"?")
    return {
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
        "client": client,
        "server": server,
        "dataset": DatasetParameters(),  # For tests of stages behind the one that sets it.
    }


def ask(app: ASGIApp, target: str, *, body: bytes = b"", **request: Any) -> Answer:
    """The answer to one request; keyword arguments are those of `scope_of`."""
    scope = scope_of(target, **request)
    sent: list[Message] = []
    sent_body: list[bytes] = []

    async def receive() -> Message:
        if sent_body:
            await asyncio.Event().wait()  # The client stays connected until it is answered.
        sent_body.append(body)
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    async def call() -> None:
        await app(scope, receive, send)

    asyncio.run(call())
    start, *bodies = sent
    assert start["type"] == "http.response.start"
    answered = b"".join(message.get("body", b"") for message in bodies)
    return Answer(start["status"], list(start["headers"]), answered)
