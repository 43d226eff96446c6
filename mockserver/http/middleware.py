"""What is done to every request around Connexion: small ASGI applications, each wrapping the next."""

import logging
from collections.abc import Callable, Sequence
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver.http.query import QueryReader, split_query

WARNING_HEADER: Final = "X-Mock-Warning"
"""Tells the client what was ignored; the vendor ignores it in silence."""

NAMED: Final = 5
"""Unknown parameters that a warning names; the others are counted."""

NAME: Final = 40
"""Characters of an unknown name that a warning repeats."""

log = logging.getLogger("mockserver")


class UnknownParameters:
    """Warns of query parameters the contract does not know, in a header and in the log."""

    def __init__(self, app: ASGIApp, reader: QueryReader) -> None:
        self.app = app
        self._reader = reader

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent = split_query(scope["query_string"]) if scope["type"] == "http" else {}
        unknown = self._reader.read(sent).unknown
        if not unknown:
            await self.app(scope, receive, send)
            return
        warning = self._warning(unknown)
        log.warning(warning)

        async def warn(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[WARNING_HEADER] = warning
            await send(message)

        await self.app(scope, receive, warn)

    def _warning(self, unknown: Sequence[str]) -> str:
        """A line of printable ASCII, whatever the names hold."""
        more = len(unknown) - NAMED
        named = [self._about(name) for name in unknown[:NAMED]]
        return "; ".join([*named, f"and {more} more"] if more > 0 else named)

    def _about(self, name: str) -> str:
        suggestion = self._reader.suggest(name)
        hint = f": did you mean '{suggestion}'?" if suggestion else ""
        return f"unknown parameter {name[:NAME]!a}{hint}"


class ForgivingPath:
    """Answers `/number/` as `/number`, as Laravel does; Connexion would redirect.

    A line break stays escaped: Starlette's routes do not match one, and the rule for the parameter it
    stands in could not say what is wrong.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = scope["path"].rstrip("/").replace("\n", "%0A")
            scope = {**scope, "path": path or "/"}
        await self.app(scope, receive, send)


class IgnoredBody:
    """Forgets what kind of body a request has: no operation reads one, but Connexion parses forms."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = [header for header in scope["headers"] if header[0] != b"content-type"]
            scope = {**scope, "headers": headers}
        await self.app(scope, receive, send)


class WhenAsked:
    """Wraps an application in a middleware, but only for requests that have the middleware's header.

    Starlette's CORS and gzip look into the headers of every request and answer at some length.
    """

    def __init__(self, app: ASGIApp, header: bytes, middleware: Callable[[ASGIApp], ASGIApp]) -> None:
        self.app = app
        self._header = header
        self._wrapped = middleware(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app
        if scope["type"] == "http":
            for name, _ in scope["headers"]:
                if name == self._header:
                    app = self._wrapped
        await app(scope, receive, send)
