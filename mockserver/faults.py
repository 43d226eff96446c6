"""What can go wrong between client and API: small values, each wrapping an application for one request."""

import asyncio
import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from cachetools import LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver import responses
from mockserver.contract import Problem
from mockserver.drift import Answer, Asked, Drift
from mockserver.wire import QueryReader, split_query, write_query

CONNECTION: Final = "mockserver.connection"
"""The server's own extension of ASGI: two functions that end the connection of a request."""

RESET: Final = "reset"
"""The one that ends it at once, with an error for the client."""

CLOSE: Final = "close"
"""The one that ends it when all is sent."""

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


async def _gone(receive: Receive) -> None:
    """Return once the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _cut(scope: Scope, receive: Receive, how: str) -> None:
    """End the connection, and wait for its end. Raises ConnectionResetError where the server cannot."""
    end = scope.get("extensions", {}).get(CONNECTION, {}).get(how)
    if end is None:
        raise ConnectionResetError("the mock dropped the connection")
    end()
    try:
        await _gone(receive)
    except asyncio.CancelledError:  # The server stops, and the client has not read all that was sent.
        await _cut(scope, receive, RESET)


async def _wait(seconds: float | None, scope: Scope, receive: Receive) -> bool:
    """Wait so long, or for ever; whether the client is still there then.

    When the server stops it cancels who waits: their connections are reset, as by a server that dies.
    """
    try:
        async with asyncio.timeout(seconds):
            await _gone(receive)
    except TimeoutError:
        return True
    except asyncio.CancelledError:
        await _cut(scope, receive, RESET)
    return False


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
            if await _wait(self.seconds(turn), scope, receive):
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
class Drop:
    """Resets the connection in place of an answer."""

    probability: float

    def wrap(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application, or a reset."""

        async def drop(scope: Scope, receive: Receive, _: Send) -> None:
            await _cut(scope, receive, RESET)

        return drop if turn.draw("drop") < self.probability else app


@dataclass(frozen=True)
class Hang:
    """Never answers."""

    probability: float

    def wrap(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application, or silence until the client has gone."""

        async def hang(scope: Scope, receive: Receive, _: Send) -> None:
            await _wait(None, scope, receive)

        return hang if turn.draw("hang") < self.probability else app


@dataclass(frozen=True)
class Truncate:
    """Ends the connection in the middle of an answer's body."""

    probability: float

    def wrap(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application, or half of what it says."""

        async def truncate(scope: Scope, receive: Receive, send: Send) -> None:
            start, body = await _whole(app, scope, receive)
            if not body:
                await _say(send, start, body)
                return
            await send(start)
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            await _cut(scope, receive, CLOSE)

        return truncate if turn.draw("truncate") < self.probability else app


@dataclass(frozen=True)
class Drifting:
    """Breaks the contract in one of several ways."""

    drifts: Sequence[Drift]
    probability: float
    reader: QueryReader

    def wrap(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application, or a breach of its contract."""
        if turn.draw("drift") >= self.probability:
            return app
        drift = self.drifts[int(turn.draw("which") * len(self.drifts))]

        async def breach(scope: Scope, receive: Receive, send: Send) -> None:
            values = self.reader.read(split_query(scope["query_string"])).values
            asked = Asked(values, turn.draw(drift.name))
            heard = drift.hear(values)
            if heard != values:
                scope = {**scope, "query_string": write_query(heard)}
            start, body = await _whole(app, _plain(scope), receive)
            answer = drift.say(Answer(start["status"], tuple(start["headers"]), body), asked)
            headers = [header for header in answer.headers if header[0] != b"etag"]
            await _say(send, {**start, "status": answer.status, "headers": headers}, answer.body)

        return breach


def _plain(scope: Scope) -> Scope:
    """A request that wants a whole answer as it is: not compressed, not 304."""
    kept = [header for header in scope["headers"] if header[0] not in (b"accept-encoding", b"if-none-match")]
    return {**scope, "headers": kept}


async def _whole(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """An application's answer, held back: its start and its body."""
    sent: list[Message] = []

    async def hold(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, hold)
    start, *bodies = sent
    return start, b"".join(message.get("body", b"") for message in bodies)


async def _say(send: Send, start: Message, body: bytes) -> None:
    """Send an answer whose body may have another length now."""
    headers = [header for header in start["headers"] if header[0] != b"content-length"]
    if start["status"] not in (204, 304):
        headers.append((b"content-length", b"%d" % len(body)))
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": body})
