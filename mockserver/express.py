"""The fast way: plain requests, answered without the way through Connexion.

Connexion's routing, security and validation take most of a request's time, several hundred microseconds,
though what they decide is told by a few small objects of ours. Here these are asked directly. Whatever is
not plain goes on to Connexion, which answers plain requests with the same bytes; a test holds the two ways
against each other.
"""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.operations import Operation
from mockserver.responses import JSON
from mockserver.rules import Rules
from mockserver.security import BearerCheck
from mockserver.wire import QueryReader, split_query


class Express:
    """Answers GET requests for one operation that have nothing wrong or unknown about them."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        path: str,
        operation: Operation,
        reader: QueryReader,
        rules: Rules,
        bearer: BearerCheck,
    ) -> None:
        """`path` is the operation's in the contract, such as `/user/{user_id}`."""
        self.app = app
        self._path = re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/\n]+)", re.escape(path)))
        self._operation = operation
        self._reader = reader
        self._rules = rules
        self._bearer = bearer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = self._answer(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if body is None:
            await self.app(scope, receive, send)
            return
        headers = [(b"content-type", JSON.encode()), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, scope: Scope) -> bytes | None:
        """The answer to a plain request; None to any other."""
        path = self._path.fullmatch(scope["path"])
        authorization = [value for name, value in scope["headers"] if name == b"authorization"]
        if path is None or len(authorization) != 1:
            return None
        if self._bearer.reason(authorization[0].decode("latin-1")) is not None:
            return None
        sent = split_query(scope["query_string"])
        if self._reader.unknown(sent):
            return None
        query = self._reader.read(sent)
        try:
            self._rules.check(path.groupdict(), query)
            return self._operation(**{**self._reader.defaults, **query.values}, **path.groupdict())
        except Exception:  # The long way meets it too, and tells what it was.
            return None
