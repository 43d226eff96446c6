"""How a fault is made: a function that changes a request, a row, a page or an answer of a right server."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Query = dict[str, list[str]]
Document = dict[str, Any]
Row = dict[str, Any]
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Answer:
    """What an application sent."""

    status: int
    headers: Headers
    body: bytes

    def header(self, name: str, value: str | None) -> "Answer":
        """The same answer with this header, or without it."""
        key = name.lower().encode()
        others = [pair for pair in self.headers if pair[0].lower() != key]
        return replace(self, headers=others if value is None else [*others, (key, value.encode())])

    def with_body(self, body: bytes) -> "Answer":
        """The same answer with another body, its length told truly."""
        return replace(self, body=body).header("content-length", str(len(body)))

    def around(self, before: bytes, behind: bytes = b"") -> "Answer":
        """The same answer with more around its body, if it has one."""
        return self.with_body(before + self.body + behind) if self.body else self

    def with_document(self, document: object) -> "Answer":
        """The same answer with another document."""
        return self.with_body(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())

    @property
    def document(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Asked:
    """A request as it came; `again` asks the right application the same with another query."""

    scope: Scope
    query: Query
    app: ASGIApp

    def last(self, name: str, default: str = "") -> str:
        """The last value of a parameter."""
        return self.query.get(name, [default])[-1]

    @property
    def page(self) -> int:
        """The page asked for."""
        return int(self.last("page", "1"))

    @property
    def per_page(self) -> int:
        """The size of a page asked for."""
        return int(self.last("per_page", "15"))

    @property
    def filtered(self) -> bool:
        """Whether there is a filter."""
        return any(name.startswith(("status", "start_at", "end_at")) for name in self.query)

    def header(self, name: str) -> str:
        """A header of the request."""
        found = [value for key, value in self.scope["headers"] if key == name.encode()]
        return found[0].decode("latin-1") if found else ""

    async def again(self, query: Query, **changes: Any) -> Answer:
        """The answer of the right application to another query."""
        text = urlencode([(name, value) for name, values in query.items() for value in values])
        return await call(self.app, {**self.scope, "query_string": text.encode(), **changes})

    async def document(self, query: Query) -> Document:
        """The page with another query."""
        document: Document = (await self.again(query)).document
        return document


async def call(app: ASGIApp, scope: Scope) -> Answer:
    """The whole answer of an application, not packed."""
    headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app({**scope, "headers": headers}, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], list(sent[0]["headers"]), body)


class Remembering:
    """An application that always answers the same, asked once for each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._known: dict[object, Answer] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        authorization = tuple(pair for pair in scope["headers"] if pair[0] == b"authorization")
        key = scope["method"], scope["path"], scope["query_string"], authorization
        if key not in self._known:
            self._known[key] = await call(self._app, scope)
        answer = self._known[key]
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body})


Serve = Callable[[Asked], Awaitable[Answer]]


class Mutant:
    """An application that answers as `serve` says."""

    def __init__(self, app: ASGIApp, serve: Serve) -> None:
        self.app = app
        self._serve = serve

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        query: Query = {}
        for name, value in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True):
            query.setdefault(name, []).append(value)
        answer = await self._serve(Asked(scope, query, self.app))
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body})


@dataclass(frozen=True)
class Fault:
    """One fault: its name, what it is, the law that must notice it, and the application that has it."""

    name: str
    sentence: str
    law: str
    serve: Serve

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """The application with this fault."""
        return Mutant(app, self.serve)


FAULTS: Final[dict[str, Fault]] = {}


def _enter(function: Callable[..., Any], law: str, serve: Serve) -> None:
    sentence = " ".join((function.__doc__ or "").split())
    assert sentence, function.__name__
    assert function.__name__ not in FAULTS
    FAULTS[function.__name__] = Fault(function.__name__, sentence, law, serve)


def fault(law: str) -> Callable[[Serve], Serve]:
    """A fault that answers by itself."""

    def enter(serve: Serve) -> Serve:
        _enter(serve, law, serve)
        return serve

    return enter


Change = Callable[..., Any]


def in_query(law: str) -> Callable[[Change], Change]:
    """A fault in what is understood of a request: changes the query before it is answered."""

    def enter(change: Change) -> Change:
        async def serve(asked: Asked) -> Answer:
            query = {name: list(values) for name, values in asked.query.items()}
            change(query)
            return await asked.again(query)

        _enter(change, law, serve)
        return change

    return enter


def in_page(law: str) -> Callable[[Change], Change]:
    """A fault in a page: changes the document of what is answered 200."""

    def enter(change: Change) -> Change:
        async def serve(asked: Asked) -> Answer:
            answer = await call(asked.app, asked.scope)
            if answer.status != 200:
                return answer
            document = answer.document
            change(document, asked)
            return answer.with_document(document)

        _enter(change, law, serve)
        return change

    return enter


def in_row(law: str) -> Callable[[Change], Change]:
    """A fault in records: changes each row of a page."""

    def enter(change: Change) -> Change:
        @wraps(change)
        def change_each(document: Any, _: Asked) -> None:
            for row in document["data"]:
                change(row)

        in_page(law)(change_each)
        return change

    return enter


def in_answer(law: str) -> Callable[[Change], Change]:
    """A fault in any answer: gives another one in its place."""

    def enter(change: Callable[[Answer, Asked], Answer]) -> Change:
        async def serve(asked: Asked) -> Answer:
            return change(await call(asked.app, asked.scope), asked)

        _enter(change, law, serve)
        return change

    return enter


def statuses(query: Mapping[str, list[str]]) -> list[str]:
    """The names under which `status` came."""
    return [name for name in query if name == "status" or name.startswith("status[")]
