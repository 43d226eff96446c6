"""Middleware that lets requests skip other middleware they do not need."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.dataset import DatasetParameters
from mockserver.http.caching import LASTING, VARYING

_LOOKED_AT: Final = VARYING - {b"authorization"}


class Bypass:
    """Sends requests straight to `inner` if the middleware in between would not change them.

    These are requests with no scenario in the path (a prefix starting with `mark`) and none of the headers
    that the middleware reads.
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
    """Applies a middleware only to requests that have its header.

    Starlette's CORS and gzip middleware parse the headers of every request, which takes time.
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
