"""The connection of a request: waiting on it, ending it, holding an answer back before it."""

import asyncio
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONNECTION: Final = "mockserver.scenarios.connection"
"""The server's own extension of ASGI: two functions that end the connection of a request."""

RESET: Final = "reset"
"""The one that ends it at once, with an error for the client."""

CLOSE: Final = "close"
"""The one that ends it when all is sent."""


async def gone(receive: Receive) -> None:
    """Return once the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def cut(scope: Scope, receive: Receive, how: str) -> None:
    """End the connection, and wait for its end. Raises ConnectionResetError where the server cannot."""
    end = scope.get("extensions", {}).get(CONNECTION, {}).get(how)
    if end is None:
        raise ConnectionResetError("the mock dropped the connection")
    end()
    try:
        await gone(receive)
    except asyncio.CancelledError:  # The server stops, and the client has not read all that was sent.
        await cut(scope, receive, RESET)


async def wait(seconds: float | None, scope: Scope, receive: Receive) -> bool:
    """Wait so long, or for ever; whether the client is still there then.

    When the server stops it cancels who waits: their connections are reset, as by a server that dies.
    """
    try:
        async with asyncio.timeout(seconds):
            await gone(receive)
    except TimeoutError:
        return True
    except asyncio.CancelledError:
        await cut(scope, receive, RESET)
    return False


async def whole(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """An application's answer, held back: its start and its body."""
    sent: list[Message] = []

    async def hold(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, hold)
    start, *bodies = sent
    return start, b"".join(message.get("body", b"") for message in bodies)


async def say(send: Send, start: Message, body: bytes) -> None:
    """Send an answer whose body may have another length now."""
    headers = [header for header in start["headers"] if header[0] != b"content-length"]
    if start["status"] not in (204, 304):
        headers.append((b"content-length", b"%d" % len(body)))
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": body})
