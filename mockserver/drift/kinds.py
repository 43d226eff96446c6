"""What a drift is, and the ways to write one: a decorated function whose docstring says what goes wrong."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

Header = tuple[bytes, bytes]
Values = Mapping[str, Any]
Record = dict[str, Any]
Page = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """A request as sent, and the values of its parameters as the contract types them.

    `query` has all texts of each name. `chance` is a number from 0 to 1, different for each request.
    """

    method: str
    path: str
    query: Values
    headers: tuple[Header, ...]
    values: Values
    chance: float

    def asking(self, values: Values) -> "Request":
        """The same request with other parameters."""
        return replace(self, query=values)

    def header(self, name: bytes) -> bytes:
        """The value of a header, empty if there is none."""
        return dict(self.headers).get(name, b"")


@dataclass(frozen=True)
class Answer:
    """An answer: HTTP status, headers except `Content-Length`, body."""

    status: int
    headers: tuple[Header, ...]
    body: bytes

    def with_header(self, name: bytes, value: bytes | None) -> "Answer":
        """The same answer with this header, or, for None, without it."""
        others = tuple(header for header in self.headers if header[0] != name)
        return replace(self, headers=others if value is None else (*others, (name, value)))

    def with_document(self, document: object, status: int | None = None) -> "Answer":
        """The same answer with other JSON, and another HTTP status if one is given."""
        return replace(self, body=orjson.dumps(document), status=status or self.status)

    @property
    def document(self) -> Any:
        """The body, read as JSON."""
        return orjson.loads(self.body)

    @property
    def is_error(self) -> bool:
        """Whether it is an error."""
        return self.status >= 400

    @property
    def has_page(self) -> bool:
        """Whether it is a page of records."""
        return self.status == 200 and bool(self.body)


Ask = Callable[[Request], Awaitable[Answer]]
"""Gets the correct answer to a request."""

Serve = Callable[[Request, Ask], Awaitable[Answer]]
"""Gets the wrong answer, from correct ones. ConnectionResetError stands for a connection that breaks."""


@dataclass(frozen=True)
class Drift:
    """One breach of the contract: its name in `@drift=NAME`, a sentence about it, and how it answers."""

    name: str
    about: str
    serve: Serve


def serving(serve: Serve) -> Drift:
    """A drift of any kind: gets the request, and may ask the correct server as often as it likes."""
    return _named(serve, serve)


def receiving(change: Callable[[Request], Request]) -> Drift:
    """A drift that changes the request as it was sent."""

    async def serve(request: Request, ask: Ask) -> Answer:
        return await ask(change(request))

    return _named(change, serve)


def hearing(change: Callable[[Values], Values]) -> Drift:
    """A drift that understands parameters wrongly: makes other values of them."""

    async def serve(request: Request, ask: Ask) -> Answer:
        heard = change(request.values)
        return await ask(request if heard == request.values else request.asking(heard))

    return _named(change, serve)


def saying(change: Callable[[Answer, Request], Answer]) -> Drift:
    """A drift that changes answers, errors included."""

    async def serve(request: Request, ask: Ask) -> Answer:
        return change(await ask(request), request)

    return _named(change, serve)


def rereading(change: Callable[[Page, Request, Ask], Awaitable[None]]) -> Drift:
    """A drift that changes successful pages in place, using other pages."""

    async def serve(request: Request, ask: Ask) -> Answer:
        answer = await ask(request)
        if not answer.has_page:
            return answer
        page = answer.document
        await change(page, request, ask)
        return answer.with_document(page)

    return _named(change, serve)


def paging(change: Callable[[Page, Request], None]) -> Drift:
    """A drift that changes successful pages in place."""

    async def change_page(page: Page, request: Request, _: Ask) -> None:
        change(page, request)

    return _named(change, rereading(change_page).serve)


def recording(change: Callable[[Record], None]) -> Drift:
    """A drift that changes each record of a page in place."""

    def change_records(page: Page, _: Request) -> None:
        for record in page["data"]:
            change(record)

    return _named(change, paging(change_records).serve)


def _named(function: Callable[..., Any], serve: Serve) -> Drift:
    return Drift(function.__name__, " ".join((function.__doc__ or "").split()), serve)


def without(values: Values, *names: str) -> Values:
    """Values less those of some names."""
    return {name: value for name, value in values.items() if name not in names}
