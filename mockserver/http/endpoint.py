"""The fast way: plain requests, answered without the way through Connexion.

Connexion's routing, security and validation take most of a request's time, several hundred microseconds,
though what they decide is told by a few small objects of ours. Here these are asked directly. Whatever is
not plain goes on to Connexion, which answers plain requests with the same bytes; a test holds the two ways
against each other.
"""

from collections.abc import Mapping
from functools import lru_cache

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.dataset import World
from mockserver.http.auth import BearerCheck
from mockserver.http.caching import LASTING, LONGEST, VARYING, entity_tag
from mockserver.http.operations import Operation
from mockserver.http.query import PathTemplate, QueryReader, split_query
from mockserver.http.responses import JSON, Refusal
from mockserver.http.validation import Rules

AUTHORIZATION = b"authorization"

RECENT = 256
"""Paths, and tokens, that are not judged anew at each request."""


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
        identity: bytes | None = None,
        world: World | None = None,
    ) -> None:
        """`path` is the operation's in the contract, such as `/user/{user_id}`.

        With an `identity` (see `caching.entity_tag`) and a `world` this stands before the stages that look at
        scenarios and request headers: it answers in that world, tags answers itself, and passes on requests
        with a header they look at.
        """
        self.app = app
        self._template = PathTemplate(path)
        self._operation = operation
        self._reader = reader
        self._rules = rules
        self._identity = identity
        self._world = world
        self._passed_on = VARYING - {AUTHORIZATION} if identity else frozenset[bytes]()
        self._path = lru_cache(RECENT)(self._judged_path)
        self._is_welcome = lru_cache(RECENT)(lambda header: bearer.reason(header.decode("latin-1")) is None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = self._answer(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if body is None:
            await self.app(scope, receive, send)
            return
        headers = [(b"content-type", JSON.encode()), (b"content-length", b"%d" % len(body))]
        if self._identity and self._world:
            scope[LASTING] = True
            headers.append((b"etag", entity_tag(self._identity, self._world, scope)))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, scope: Scope) -> bytes | None:
        """The answer to a plain request; None to any other."""
        authorization = []
        for name, value in scope["headers"]:
            if name == AUTHORIZATION:
                authorization.append(value)
            elif name in self._passed_on:
                return None
        if len(authorization) != 1 or len(authorization[0]) + len(scope["path"]) > LONGEST:
            return None
        path = self._path(scope["path"])
        if path is None or not self._is_welcome(authorization[0]):
            return None
        query = self._reader.read(split_query(scope["query_string"]))
        if query.unknown:
            return None
        try:
            self._rules.check_query(query)
            return self._operation(
                world=self._world or scope["world"], **self._reader.defaults | query.values, **path
            )
        except Exception:  # The long way meets it too, and tells what it was.
            return None

    def _judged_path(self, path: str) -> Mapping[str, str] | None:
        """The path parameters of the operation's path, if they keep the rules."""
        values = self._template.match(path)
        if values is None:
            return None
        try:
            self._rules.check_path(values)
        except Refusal:
            return None
        return values
