"""What can go wrong between client and API: small values, each wrapping an application for one request."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

from cachetools import LRUCache
from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.contract import Problem
from mockserver.drift import Answer, Drift, Request
from mockserver.http import responses
from mockserver.http.query import QueryReader, split_query, write_query
from mockserver.scenarios.connection import CLOSE, RESET, cut, say, wait, whole

TAIL: Final = 1.0
"""Sigma of a long-tailed delay: one in a hundred takes ten times the median or more."""


class Turn(Protocol):
    """One request among others: what a fault needs to know about it."""

    @property
    def client(self) -> Hashable:
        """Who asks: one scenario and token."""

    def draw(self, purpose: str) -> float:
        """A number from 0 to 1, the same for each purpose when a run is repeated."""


class Fault(Protocol):
    """Something that can go wrong."""

    def wrap(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application as it is for one request; the same one if nothing goes wrong."""


@dataclass(frozen=True)
class Delay:
    """Answers late: after `least` to `most` seconds, or, with a `median`, long-tailed around it."""

    least: float = 0.0
    most: float = 0.0
    median: float | None = None
    longest: float = math.inf

    def seconds(self, turn: Turn) -> float:
        """How long this request has to wait."""
        drawn = turn.draw("delay")
        if self.median is None:
            return self.least + (self.most - self.least) * drawn
        # The Box-Muller transform makes of two even draws a normal one.
        normal = math.sqrt(-2 * math.log(1 - drawn)) * math.cos(math.tau * turn.draw("tail"))
        return min(self.median * math.exp(TAIL * normal), self.longest)

    def wrap(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application, later."""

        async def late(scope: Scope, receive: Receive, send: Send) -> None:
            if await wait(self.seconds(turn), scope, receive):
                await app(scope, receive, send)

        return late


@dataclass(frozen=True)
class Errors:
    """Answers errors of the contract, each with its probability."""

    problems: Sequence[tuple[Problem, float]]

    def wrap(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application, or one of the errors."""
        drawn = turn.draw("code")
        for problem, probability in self.problems:
            if drawn < probability:
                return answer_with(problem)
            drawn -= probability
        return app


def answer_with(problem: Problem, **headers: str) -> ASGIApp:
    """An application that answers an error, with these headers in place of the contract's examples."""
    answer = responses.error(problem.status, problem.message, {**problem.headers, **headers})
    return responses.as_asgi(answer)


Buckets = LRUCache[Hashable, tuple[float, float]]
"""Of each client: the requests it has left, and when that was so (seconds)."""


@dataclass(frozen=True)
class Limit:
    """Answers 429 to who asks more than `rate` times a second; a second's worth may come at once."""

    rate: float
    problem: Problem
    buckets: Buckets
    time: Callable[[], float]

    def wrap(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application, or 429 with the seconds after which to try again."""
        full = max(self.rate, 1.0)
        now = self.time()
        left, since = self.buckets.get(turn.client, (full, now))
        left = min(full, left + (now - since) * self.rate)
        if left >= 1:
            self.buckets[turn.client] = left - 1, now
            return app
        self.buckets[turn.client] = left, now
        seconds = math.ceil((1 - left) / self.rate)
        return answer_with(self.problem, **{"Retry-After": str(seconds)})


@dataclass(frozen=True)
class Sometimes(ABC):
    """A fault that comes with a probability; `purpose` is what luck is drawn for."""

    probability: float
    purpose: ClassVar[str]

    def wrap(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application, or what it is when this goes wrong."""
        return self.wrong(app, turn) if turn.draw(self.purpose) < self.probability else app

    @abstractmethod
    def wrong(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """What the application is when this goes wrong."""


class Drop(Sometimes):
    """Resets the connection in place of an answer."""

    purpose = "drop"

    def wrong(self, app: ASGIApp, turn: Turn) -> ASGIApp:  # noqa: ARG002
        """A reset."""

        async def drop(scope: Scope, receive: Receive, _: Send) -> None:
            await cut(scope, receive, RESET)

        return drop


class Hang(Sometimes):
    """Never answers."""

    purpose = "hang"

    def wrong(self, app: ASGIApp, turn: Turn) -> ASGIApp:  # noqa: ARG002
        """Silence until the client has gone."""

        async def hang(scope: Scope, receive: Receive, _: Send) -> None:
            await wait(None, scope, receive)

        return hang


class Truncate(Sometimes):
    """Ends the connection in the middle of an answer's body."""

    purpose = "truncate"

    def wrong(self, app: ASGIApp, turn: Turn) -> ASGIApp:  # noqa: ARG002
        """Half of what the application says."""

        async def truncate(scope: Scope, receive: Receive, send: Send) -> None:
            start, body = await whole(app, scope, receive)
            if not body:
                await say(send, start, body)
                return
            await send(start)
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            await cut(scope, receive, CLOSE)

        return truncate


@dataclass(frozen=True)
class Drifting(Sometimes):
    """Breaks the contract in one of several ways."""

    drifts: Collection[Drift]
    reader: QueryReader
    purpose: ClassVar[str] = "drift"

    def wrong(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """A breach of the contract."""
        drifts = tuple(self.drifts)
        drift = drifts[int(turn.draw("which") * len(drifts))]

        async def breach(scope: Scope, receive: Receive, send: Send) -> None:
            query = split_query(scope["query_string"])
            values = self.reader.read(query).values
            headers = tuple(scope["headers"])
            sent = Request(scope["method"], scope["path"], query, headers, values, turn.draw(drift.name))

            async def ask(request: Request) -> Answer:
                start, body = await whole(app, _changed(scope, sent, request), receive)
                return Answer(start["status"], tuple(start["headers"]), body)

            try:
                answer = await drift.serve(sent, ask)
            except ConnectionResetError:
                await cut(scope, receive, RESET)
                return
            kept = [header for header in answer.headers if header[0] != b"etag"]
            start = {"type": "http.response.start", "status": answer.status, "headers": kept}
            await say(send, start, answer.body)

        return breach


def _changed(scope: Scope, sent: Request, request: Request) -> Scope:
    """A request with what a drift changed; it wants a whole answer as it is: not compressed, not 304."""
    unwanted = (b"accept-encoding", b"if-none-match")
    headers = [header for header in request.headers if header[0] not in unwanted]
    scope = {**scope, "method": request.method, "path": request.path, "headers": headers}
    return scope if request.query == sent.query else {**scope, "query_string": write_query(request.query)}
