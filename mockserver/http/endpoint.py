"""Endpoints, one for each operation of the contract, reached by a fast path or by Connexion's routing."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from connexion.middleware.abstract import RoutedAPI, RoutedMiddleware
from connexion.operations import AbstractOperation
from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.contract import Contract
from mockserver.dataset import DatasetParameters
from mockserver.http.auth import BearerCheck
from mockserver.http.caching import entity_tag, identity_of
from mockserver.http.operations import Operation, Source, refuse_misfits
from mockserver.http.query import PathTemplate, QueryReader, split_query, unread
from mockserver.http.responses import JSON, WARNING_HEADER, Refusal
from mockserver.http.validation import Rules

AUTHORIZATION: Final = b"authorization"

RECENT: Final = 256
"""Paths whose endpoint is cached."""

LONGEST: Final = 1024
"""Longest path in characters that the fast path handles; bounds the memory of the cache."""

SENT_PATH: Final = "mockserver.sent_path"
"""Scope key of the path as sent, where it differs from `path`."""


class Answer(NamedTuple):
    """A successful response: its JSON, its entity tag and its warning."""

    body: bytes
    tag: bytes
    warning: str | None


@dataclass(frozen=True, eq=False)
class Endpoint:
    """One operation of the contract: authenticates, parses and validates a request, and responds.

    `name` is its operationId; `bearer` is None if no token is required; `operation` is bound to its source;
    `identity` is part of every entity tag.
    """

    name: str
    template: PathTemplate
    reader: QueryReader
    rules: Rules
    bearer: BearerCheck | None
    operation: Operation
    identity: bytes

    def answer(
        self,
        path: str,
        values: Mapping[str, str],
        query: bytes,
        authorization: bytes,
        dataset: DatasetParameters,
    ) -> Answer:
        """The response to a request; `values` are what `template` matched in its path.

        Raises Refusal if the request breaks the contract.
        """
        read = self.reader.read(split_query(query))
        warning = self.reader.warn(read.unknown, unread(query))
        try:
            if self.bearer is not None:
                self.bearer.check(authorization)
            self.rules.check_path(values)
            self.rules.check_query(read)
        except Refusal as refusal:
            refusal.warning = warning
            raise
        body = self.operation(dataset=dataset, **self.reader.defaults | read.values, **values)
        return Answer(body, entity_tag(self.identity, dataset, path, query), warning)

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Respond to a request whose path has been matched, as an ASGI application."""
        authorization = b""
        for name, value in scope["headers"]:
            if name == AUTHORIZATION:
                authorization = value
                break
        path = scope.get(SENT_PATH, scope["path"])
        body, tag, warning = self.answer(
            path, scope["path_params"], scope["query_string"], authorization, scope["dataset"]
        )
        headers = [(b"content-type", JSON.encode()), (b"content-length", b"%d" % len(body))]
        if warning is not None:
            headers.append((WARNING_HEADER.lower().encode(), warning.encode()))
        headers.append((b"etag", tag))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


class Endpoints:
    """The endpoints of a contract, by operationId (`named`) or by path (`find`)."""

    def __init__(
        self, contract: Contract, operations: Mapping[str, Operation], *, token: str | None, secret: str
    ) -> None:
        """`token` is the only one accepted, None for any; `secret` is the key of encrypted numbers.

        Raises ContractError if the operations do not fit the contract or a schema cannot be compiled.
        """
        refuse_misfits(contract, operations)
        bearer = BearerCheck(contract, token)
        source = Source(contract, secret)
        identity = identity_of(contract, secret)
        self.named: Mapping[str, Endpoint] = {
            name: Endpoint(
                name=name,
                template=PathTemplate(contract.path(name)),
                reader=QueryReader(parameters),
                rules=Rules(parameters),
                bearer=bearer if contract.needs_token(name) else None,
                operation=partial(operations[name], source=source),
                identity=identity,
            )
            for name, parameters in contract.operations.items()
        }
        self._recent = lru_cache(RECENT)(self._search)

    def find(self, path: str) -> tuple[Endpoint, Mapping[str, str]] | None:
        """The endpoint of a path and the path's values; None for an unknown path or one that is too long."""
        return self._recent(path) if len(path) <= LONGEST else None

    def _search(self, path: str) -> tuple[Endpoint, Mapping[str, str]] | None:
        for endpoint in self.named.values():
            values = endpoint.template.match(path)
            if values is not None:
                return endpoint, values
        return None


class ShortCut:
    """The fast path for GET requests of known paths; passes all others on to Connexion's routing.

    Passes `/number/` on as `/number`, since Laravel ignores the slash where Connexion redirects. Line breaks
    are passed on escaped, so that the parameter's rule refuses them with a message.
    """

    def __init__(self, app: ASGIApp, endpoints: Endpoints) -> None:
        self.app = app
        self._endpoints = endpoints

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http":
            return self.app(scope, receive, send)
        found = self._endpoints.find(scope["path"]) if scope["method"] == "GET" else None
        if found is not None:
            endpoint, scope["path_params"] = found
            return endpoint(scope, receive, send)
        path = scope["path"].rstrip("/").replace("\n", "%0A") or "/"
        return self.app({**scope, "path": path, SENT_PATH: scope["path"]}, receive, send)


class _RoutedEndpoints(RoutedAPI):  # type: ignore[misc]  # Connexion has no types.
    """Registers with Connexion the endpoint that the resolver returns for each operationId."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.add_paths()

    def make_operation(self, operation: AbstractOperation) -> ASGIApp:
        endpoint: Endpoint = operation.function
        return endpoint


class Routed(RoutedMiddleware):  # type: ignore[misc]  # Connexion has no types.
    """Calls the endpoint that Connexion's routing found; passes other requests on."""

    api_cls = _RoutedEndpoints
