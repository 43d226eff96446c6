"""What is done to every request around Connexion: small ASGI applications, each wrapping the next."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver.contract import FIRST_ERROR
from mockserver.dataset import World
from mockserver.http.caching import LASTING, VARYING
from mockserver.journal import Journal

_LOOKED_AT: Final = VARYING - {b"authorization"}

log = logging.getLogger("mockserver")


class Journaling:
    """Notes every request in the journal, and logs those that were refused, at level debug all.

    A line has method, path, status and milliseconds; never the query or a header, where tokens may be. It
    costs more than an answer that is kept, so requests that went well have none.
    """

    def __init__(self, app: ASGIApp, journal: Journal) -> None:
        self.app = app
        self._journal = journal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        entry = self._journal.receive(scope)

        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                self._journal.answer(entry, status)
                level = logging.INFO if status >= FIRST_ERROR else logging.DEBUG
                if log.isEnabledFor(level):
                    # The raw path is ASCII as it was sent, so nothing in it can forge a line of the log.
                    path = scope.get("raw_path", b"").decode("ascii", "replace")
                    taken = (entry.seconds or 0) * 1000
                    log.log(level, "%s %s %d %.1f ms", scope["method"], path, status, taken)
            await send(message)

        await self.app(scope, receive, note)


class Bypass:
    """Takes requests to `inner` that the stages before it would leave as they are, past these stages.

    A request to the server's own scenario has none in its path, which then begins with `mark`, and none of
    the headers that these stages look at.
    """

    def __init__(self, app: ASGIApp, inner: ASGIApp, mark: str, world: World) -> None:
        self.app = app
        self._inner = inner
        self._mark = mark
        self._world = world

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http" or scope["path"].startswith(self._mark):
            return self.app(scope, receive, send)
        for name, _ in scope["headers"]:
            if name in _LOOKED_AT:
                return self.app(scope, receive, send)
        scope["world"] = self._world
        scope[LASTING] = True
        return self._inner(scope, receive, send)


class WhenAsked:
    """Wraps an application in a middleware, but only for requests that have the middleware's header.

    Starlette's CORS and gzip look into the headers of every request and answer at some length.
    """

    def __init__(self, app: ASGIApp, header: bytes, middleware: Callable[[ASGIApp], ASGIApp]) -> None:
        self.app = app
        self._header = header
        self._wrapped = middleware(app)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "http":
            for name, _ in scope["headers"]:
                if name == self._header:
                    return self._wrapped(scope, receive, send)
        return self.app(scope, receive, send)
