"""The connection of a request: wait while it is open, end it, buffer a response."""

import asyncio
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONNECTION: Final = "mockserver.scenarios.connection"
"""The server's extension of ASGI: two functions, RESET and CLOSE, that end the connection of a request, and
ENDED once its client will send nothing more."""

RESET: Final = "reset"
"""Ends it at once; the client gets an error."""

CLOSE: Final = "close"
"""Ends it after everything has been sent."""

ENDED: Final = "ended"
"""Set when the client has closed its side: it may still read, or may have closed its connection."""


async def until_disconnect(receive: Receive) -> None:
    """Return once the client has disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def end_connection(scope: Scope, receive: Receive, how: str) -> None:
    """End the connection and return once it has ended.

    Raises ConnectionResetError if the server does not have the extension.
    """
    end = scope.get("extensions", {}).get(CONNECTION, {}).get(how)
    if end is None:
        raise ConnectionResetError("the mock dropped the connection")
    end()
    try:
        await until_disconnect(receive)
    except asyncio.CancelledError:  # The server stops before the client has read everything.
        await end_connection(scope, receive, RESET)


async def wait(seconds: float | None, scope: Scope, receive: Receive) -> bool:
    """Wait for some seconds, or for ever; whether the client is still connected then.

    For ever is until the client has closed its side, since there is nothing to send. A server that stops
    cancels requests that wait: their connections are reset.
    """
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                if seconds is None and ENDED in scope.get("extensions", {}).get(CONNECTION, {}):
                    await end_connection(scope, receive, CLOSE)
                    return False
    except TimeoutError:
        return True
    except asyncio.CancelledError:
        await end_connection(scope, receive, RESET)
    return False


async def read_response(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """The response of an application, not sent yet: its start message and its whole body."""
    sent: list[Message] = []

    async def hold(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, hold)
    start, *bodies = sent
    return start, b"".join(message.get("body", b"") for message in bodies)


async def send_response(send: Send, start: Message, body: bytes) -> None:
    """Send a response with the Content-Length of its body."""
    headers = [header for header in start["headers"] if header[0] != b"content-length"]
    if start["status"] not in (204, 304):
        headers.append((b"content-length", b"%d" % len(body)))
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": body})
