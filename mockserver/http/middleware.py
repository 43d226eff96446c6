"""What is done to every request around Connexion: small ASGI applications, each wrapping the next."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.dataset import DatasetParameters
from mockserver.http.caching import LASTING, VARYING

_LOOKED_AT: Final = VARYING - {b"authorization"}


class Bypass:
    """Takes requests to `inner` that the stages before it would leave as they are, past these stages.

    A request to the server's own scenario has none in its path, which then begins with `mark`, and none of
    the headers that these stages look at.
    """

    def __init__(self, app: ASGIApp, inner: ASGIApp, mark: str, dataset: DatasetParameters) -> None:
        self.app = app
        self._inner = inner
        self._mark = mark
        self._dataset = dataset

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http" or scope["path"].startswith(self._mark):
            return self.app(scope, receive, send)
        for name, _ in scope["headers"]:
            if name in _LOOKED_AT:
                return self.app(scope, receive, send)
        scope["dataset"] = self._dataset
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
