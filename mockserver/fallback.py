"""Chooses what serves connections: our protocol if the installed uvicorn is known, otherwise uvicorn's own.

Our protocol extends a class of uvicorn that any version may change, so it first answers requests in memory.
"""

import asyncio
import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from typing import Any, Final

import uvicorn
from starlette.types import Receive, Scope, Send

from mockserver.scenarios.connection import CLOSE, CONNECTION, RESET

PLAIN: Final = "auto"
"""The name of uvicorn's own protocol."""

GET: Final = b"GET / HTTP/1.1\r\nHost: x\r\n"

REQUESTS: Final = GET + b"\r\n" + GET + b"Connection: close\r\n\r\n"
"""Two requests, after which a connection ends."""

PATIENCE: Final = 30.0
"""Seconds until a connection has ended."""

log = logging.getLogger("mockserver")


class UnknownUvicornError(Exception):
    """A uvicorn that our protocol does not work with."""


@cache
def protocol() -> Any:
    """The value of uvicorn's setting `http`; logs a warning if it has to be uvicorn's own."""
    try:
        ours = import_module("mockserver.protocol").Protocol
        # In a thread, since an event loop may be running in this one.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, _try(ours)).result()
    except Exception as error:  # Whatever an unknown version raises.
        log.warning(
            "uvicorn %s is not known: it serves without the limits and faults of connections (%s: %s)",
            uvicorn.__version__,
            type(error).__name__,
            error,
        )
        return PLAIN
    return ours


async def _try(ours: Any) -> None:
    """Answer requests with a protocol. Raises UnknownUvicornError, or what the protocol raises."""
    failures: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    config = uvicorn.Config(_answer, http=ours, ws="none", lifespan="off", log_config=None, access_log=False)
    state = uvicorn.Server(config).server_state
    answer = await _exchange(lambda: ours(config=config, server_state=state, app_state={}))
    if failures:
        raise failures[0].get("exception") or UnknownUvicornError(failures[0]["message"])
    if answer.count(b"HTTP/1.1 200 ") != 2:
        raise UnknownUvicornError(f"its answer to a request is {answer[:100]!r}")


async def _exchange(make: Any) -> bytes:
    """What a protocol answers on a connection, until it ends."""
    loop = asyncio.get_running_loop()
    client, server = socket.socketpair()
    with client, server:
        client.setblocking(False)  # noqa: FBT003  # By position only.
        async with asyncio.timeout(PATIENCE):
            transport, _ = await loop.connect_accepted_socket(make, server)
            try:
                await loop.sock_sendall(client, REQUESTS)
                answer = b""
                while part := await loop.sock_recv(client, 4096):
                    answer += part
                return answer
            finally:
                transport.abort()
                await asyncio.sleep(0)  # It is closed in the next round of the loop.


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers 200 if it can end its connection."""
    del receive
    extension = scope.get("extensions", {}).get(CONNECTION, {})
    status = 200 if {RESET, CLOSE} <= set(extension) else 500
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})
