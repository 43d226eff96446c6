"""One operation of the contract as a value, and the two ways in: Connexion's routing, and a short-cut."""

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
from mockserver.http.query import PathTemplate, QueryReader, split_query
from mockserver.http.responses import JSON, WARNING_HEADER, Refusal
from mockserver.http.validation import Rules

AUTHORIZATION: Final = b"authorization"

RECENT: Final = 256
"""Paths whose endpoint is remembered."""

LONGEST: Final = 1024
"""Characters of a path up to which the short-cut looks at it: no client can fill the memory."""


SENT_PATH: Final = "mockserver.sent_path"
"""Where the scope of a request has its path as sent, if that is not its `path`."""


class Answer(NamedTuple):
    """A successful answer: its JSON, its tag, and what was ignored in the query."""

    body: bytes
    tag: bytes
    warning: str | None


@dataclass(frozen=True, eq=False)
class Endpoint:
    """One operation of the contract: authenticates, reads, validates, operates, answers.

    `name` is its operationId; `bearer` is None where no token is needed; `operation` has its source already;
    `identity` stands for the server in tags.
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
        """The answer to a request: its path, as sent and as `template` reads it, its query, its header.

        Raises Refusal for what the contract does not allow.
        """
        read = self.reader.read(split_query(query))
        warning = self.reader.warn(read.unknown)
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
        """Answer a request whose path has been matched, as an ASGI application."""
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
    """The endpoints of a contract: `named` by operationId, or found by path."""

    def __init__(
        self, contract: Contract, operations: Mapping[str, Operation], *, token: str | None, secret: str
    ) -> None:
        """`token` is the only one accepted, None for any; `secret` the key of encrypted numbers.

        Raises ContractError for a contract that the operations do not fit, or whose rules cannot be used.
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
        """The endpoint of a path and the values in it; None if there is none, or the path is too long."""
        return self._recent(path) if len(path) <= LONGEST else None

    def _search(self, path: str) -> tuple[Endpoint, Mapping[str, str]] | None:
        for endpoint in self.named.values():
            values = endpoint.template.match(path)
            if values is not None:
                return endpoint, values
        return None


class ShortCut:
    """The way in for a GET of a path that matches; everything else goes on to Connexion's routing.

    There `/number/` is answered as `/number`, as Laravel does; Connexion would redirect. A line break stays
    escaped: the rule for the parameter it stands in could not say what is wrong.
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
    """The endpoints as Connexion registers them: each is what the resolver gives for its operationId."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.add_paths()

    def make_operation(self, operation: AbstractOperation) -> ASGIApp:
        endpoint: Endpoint = operation.function
        return endpoint


class Routed(RoutedMiddleware):  # type: ignore[misc]  # Connexion has no types.
    """The way in through Connexion's routing; what it finds no endpoint for is passed on."""

    api_cls = _RoutedEndpoints
