"""What can go wrong, each fault alone; tests/test_server.py has them on real connections."""

import asyncio
import json
import math
import statistics
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256

import pytest
from cachetools import LRUCache
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver.contract import Contract, Problem
from mockserver.drift import DRIFTS
from mockserver.http.query import QueryReader
from mockserver.scenarios.connection import CLOSE, CONNECTION, RESET
from mockserver.scenarios.faults import Buckets, Delay, Drifting, Drop, Errors, Fault, Hang, Limit, Truncate
from tests.asgi import ask, scope_of

PLAIN = Response(b"0123456789", media_type="text/plain")


@dataclass(frozen=True)
class Turn:
    """A request that draws what it is told to."""

    drawn: float = 0.0
    client: str = "somebody"

    def draw(self, _: str) -> float:
        return self.drawn


@dataclass(frozen=True)
class Nth:
    """The n-th request, whose draws are spread evenly."""

    count: int
    client: str = "somebody"

    def draw(self, purpose: str) -> float:
        digest = sha256(f"{self.count} {purpose}".encode()).digest()
        return int.from_bytes(digest[:6], "little") / 2**48


@dataclass
class Client:
    """Somebody who asks, may go away, and notes what he gets."""

    gone: asyncio.Event = field(default_factory=asyncio.Event)
    got: list[Message] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    async def receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.got.append(message)

    def scope(self) -> Scope:
        """A request over a connection that ends at once when it is told to."""

        extension = {how: partial(self._end, how) for how in (RESET, CLOSE)}
        return {**scope_of("/"), "extensions": {CONNECTION: extension}}

    def _end(self, how: str) -> None:
        self.ended.append(how)
        self.gone.set()

    def ask(self, fault: Fault, drawn: float = 0.0, app: ASGIApp = PLAIN) -> Awaitable[None]:
        """Meet a fault."""
        return fault.wrap(app, Turn(drawn))(self.scope(), self.receive, self.send)


def run(story: Callable[[Client], Awaitable[None]]) -> Client:
    """What a client got in a story; none takes longer than some seconds."""

    async def told() -> Client:
        client = Client()
        async with asyncio.timeout(5):
            await story(client)
        return client

    return asyncio.run(told())


# Delays.


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 1, exclude_max=True))
def test_an_even_delay_lies_between_its_bounds(one: float, other: float, drawn: float) -> None:
    least, most = min(one, other), max(one, other)
    seconds = Delay(least, most).seconds(Turn(drawn))
    assert least <= seconds <= most or math.isclose(seconds, most)


@given(st.floats(0, 100), st.floats(0, 1, exclude_max=True))
def test_a_long_tailed_delay_is_never_negative_and_has_an_end(median: float, drawn: float) -> None:
    assert 0 <= Delay(median=median, longest=600).seconds(Turn(drawn)) <= 600


def test_a_long_tailed_delay_has_its_median_and_its_tail() -> None:
    drawn = sorted(Delay(median=0.3, longest=600).seconds(Nth(count)) for count in range(5000))
    assert statistics.median(drawn) == pytest.approx(0.3, rel=0.05)
    assert sum(each > 3 for each in drawn) / 5000 == pytest.approx(0.01, rel=0.5)


def test_a_delayed_answer_is_the_answer_some_time_later() -> None:
    async def story(client: Client) -> None:
        begun = asyncio.get_running_loop().time()
        await client.ask(Delay(0.05, 0.05))
        assert asyncio.get_running_loop().time() - begun >= 0.05

    assert run(story).got[1]["body"] == b"0123456789"


@pytest.mark.parametrize("fault", [Delay(100, 100), Hang(1)])
def test_who_goes_away_while_waiting_frees_the_request(fault: Fault) -> None:
    async def story(client: Client) -> None:
        waiting = asyncio.ensure_future(client.ask(fault))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        client.gone.set()
        await waiting

    client = run(story)
    assert (client.got, client.ended) == ([], [])


@pytest.mark.parametrize("fault", [Delay(100, 100), Hang(1)])
def test_who_waits_when_the_server_stops_has_his_connection_reset(fault: Fault) -> None:
    async def story(client: Client) -> None:
        waiting = asyncio.ensure_future(client.ask(fault))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await waiting

    client = run(story)
    assert (client.got, client.ended) == ([], [RESET])


# Errors.


@pytest.mark.parametrize(
    ("drawn", "status"), [(0.0, 500), (0.0499, 500), (0.05, 429), (0.0899, 429), (0.0901, 200), (0.999, 200)]
)
def test_each_error_comes_with_its_probability(contract: Contract, drawn: float, status: int) -> None:
    errors = Errors(((contract.problem(500, "failed"), 0.05), (contract.problem(429, "too_many"), 0.04)))
    assert ask(errors.wrap(PLAIN, Turn(drawn)), "/").status == status


def test_an_error_is_the_contracts_with_its_headers(contract: Contract) -> None:
    for problem in contract.problems:
        answer = ask(Errors(((problem, 1.0),)).wrap(PLAIN, Turn(0.5)), "/")
        body = {"code": problem.status, "status": "error", "message": problem.message, "data": []}
        assert (answer.status, json.loads(answer.body)) == (problem.status, body)
        told = {name.decode(): value.decode() for name, value in answer.headers}
        assert {name.lower(): value for name, value in problem.headers.items()}.items() <= told.items()


def test_over_many_requests_errors_are_as_frequent_as_they_should_be(contract: Contract) -> None:
    problems = ((contract.problem(500, "failed"), 0.08), (contract.problem(429, "too_many"), 0.04))
    wrapped = [Errors(problems).wrap(PLAIN, Nth(count)) for count in range(2000)]
    statuses = Counter(app.status_code if isinstance(app, Response) else None for app in wrapped)
    assert statuses[500] / 2000 == pytest.approx(0.08, abs=0.02)
    assert statuses[429] / 2000 == pytest.approx(0.04, abs=0.015)
    assert sum(statuses.values()) - statuses[200] == statuses[500] + statuses[429]


# The limit.


class Time:
    """Seconds that pass when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def too_many(contract: Contract) -> Problem:
    return contract.problem(429, "too_many")


def buckets(size: int = 100) -> Buckets:
    return LRUCache(size)


def retry_after(limit: Limit, client: str = "somebody") -> int | None:
    """The seconds after which to try again; None if the request was let through."""
    app = limit.wrap(PLAIN, Turn(client=client))
    if app is PLAIN:
        return None
    answer = ask(app, "/")
    assert answer.status == 429
    return int(dict(answer.headers)[b"retry-after"])


def test_a_seconds_worth_may_come_at_once_and_the_rest_is_told_when_to_come_again(too_many: Problem) -> None:
    time = Time()
    limit = Limit(2, too_many, buckets(), time)
    assert [retry_after(limit) for _ in range(4)] == [None, None, 1, 1]
    time.now += 0.5
    assert [retry_after(limit) for _ in range(2)] == [None, 1]
    time.now += 3600
    assert [retry_after(limit) for _ in range(3)] == [None, None, 1]


def test_a_limit_below_one_a_second_lets_one_through_and_tells_how_long_to_wait(too_many: Problem) -> None:
    time = Time()
    limit = Limit(0.1, too_many, buckets(), time)
    assert [retry_after(limit) for _ in range(2)] == [None, 10]
    time.now += 6.5
    assert retry_after(limit) == 4
    time.now += 3.5
    assert [retry_after(limit) for _ in range(2)] == [None, 10]


def test_each_client_has_a_limit_of_its_own(too_many: Problem) -> None:
    limit = Limit(1, too_many, buckets(), Time())
    assert [retry_after(limit, client) for client in "aabb"] == [None, 1, None, 1]


@given(
    st.integers(10, 50_000_000).map(lambda millionths: millionths / 10**6),
    st.lists(st.floats(0, 3), min_size=1, max_size=30),
)
def test_who_waits_as_told_is_let_through_and_who_comes_a_second_too_early_is_not(
    contract: Contract, rate: float, waits: list[float]
) -> None:
    problem = contract.problem(429, "too_many")
    time, kept = Time(), buckets()
    limit = Limit(rate, problem, kept, time)
    for wait in waits:
        time.now += wait
        seconds = retry_after(limit)
        if seconds is not None:
            time.now += max(seconds - 1.001, 0)
            assert seconds == 1 or retry_after(limit) is not None
            time.now += 1.01
            assert retry_after(limit) is None


@given(st.integers(1, 20), st.lists(st.floats(0, 2), max_size=60))
def test_no_more_are_let_through_than_the_rate_allows(
    contract: Contract, rate: int, waits: list[float]
) -> None:
    time = Time()
    limit = Limit(rate, contract.problem(429, "too_many"), buckets(), time)
    passed = 0
    for wait in waits:
        time.now += wait
        passed += limit.wrap(PLAIN, Turn()) is PLAIN
    assert passed <= rate + sum(waits) * rate + 1e-6


# Connections that end.


def test_a_dropped_request_has_its_connection_reset_and_no_answer() -> None:
    client = run(lambda client: client.ask(Drop(1)))
    assert (client.got, client.ended) == ([], [RESET])


def test_without_a_server_a_dropped_request_is_an_error() -> None:
    with pytest.raises(ConnectionResetError, match="the mock dropped the connection"):
        ask(Drop(1).wrap(PLAIN, Turn()), "/")


def test_a_truncated_answer_announces_all_and_sends_half() -> None:
    client = run(lambda client: client.ask(Truncate(1)))
    start, body = client.got
    assert dict(start["headers"])[b"content-length"] == b"10"
    assert (body["body"], body["more_body"]) == (b"01234", True)
    assert client.ended == [CLOSE]


def test_who_does_not_read_half_an_answer_has_his_connection_reset_when_the_server_stops() -> None:
    @dataclass
    class Lazy(Client):
        def _end(self, how: str) -> None:
            self.ended.append(how)
            if how == RESET:  # Until then the other half waits to be read.
                self.gone.set()

    async def story() -> Client:
        client = Lazy()
        waiting = asyncio.ensure_future(client.ask(Truncate(1)))
        await asyncio.sleep(0.01)
        waiting.cancel()
        async with asyncio.timeout(5):
            await waiting
        return client

    assert asyncio.run(story()).ended == [CLOSE, RESET]


def test_an_answer_without_a_body_cannot_be_truncated() -> None:
    client = run(lambda client: client.ask(Truncate(1), app=Response(status_code=304)))
    assert [message["type"] for message in client.got] == ["http.response.start", "http.response.body"]
    assert client.got[0]["status"] == 304
    assert b"content-length" not in dict(client.got[0]["headers"])
    assert client.ended == []


@pytest.mark.parametrize("kind", [Drop, Hang, Truncate])
@pytest.mark.parametrize(("drawn", "strikes"), [(0.0, True), (0.299, True), (0.3, False), (0.9, False)])
def test_a_fault_strikes_with_its_probability(
    kind: Callable[[float], Fault], drawn: float, strikes: bool
) -> None:
    assert (kind(0.3).wrap(PLAIN, Turn(drawn)) is not PLAIN) == strikes


@pytest.mark.parametrize("kind", [Drop, Hang, Truncate])
@pytest.mark.parametrize("drawn", [0.0, 0.999999])
def test_never_is_never_and_always_is_always(kind: Callable[[float], Fault], drawn: float) -> None:
    assert kind(0).wrap(PLAIN, Turn(drawn)) is PLAIN
    assert kind(1).wrap(PLAIN, Turn(drawn)) is not PLAIN


# Drifts.


async def in_pieces(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that echoes its query, in two pieces."""
    headers = [(b"etag", b'"1"'), (b"content-length", b"9")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": scope["query_string"], "more_body": True})
    await send({"type": "http.response.body", "body": b"."})


@pytest.fixture
def reader(contract: Contract) -> QueryReader:
    return QueryReader(contract.operations["list_numbers"])


def test_a_drift_changes_what_is_heard_and_what_is_said(reader: QueryReader) -> None:
    hears = Drifting(1.0, [DRIFTS["page_ignored"]], reader).wrap(in_pieces, Turn())
    assert ask(hears, "/?page=3&status[]=2&status[]=5").body == b"page=1&status=2&status=5."
    says = Drifting(1.0, [DRIFTS["page_behind"]], reader).wrap(in_pieces, Turn())
    answer = ask(says, "/?page=3")
    assert answer.body == b"page=3.<!-- 0.042s -->"
    assert answer.headers == [(b"content-length", b"22")]


def test_a_request_that_is_heard_rightly_is_passed_on_as_it_was_sent(reader: QueryReader) -> None:
    app = Drifting(1.0, [DRIFTS["page_ignored"]], reader).wrap(in_pieces, Turn())
    assert ask(app, "/?page=1&pgae=3&status=[2]").body == b"page=1&pgae=3&status=[2]."


def test_of_several_drifts_each_has_its_turn(reader: QueryReader) -> None:
    drifts = [DRIFTS["mark_before"], DRIFTS["page_behind"], DRIFTS["error_200"]]
    fault = Drifting(1.0, drifts, reader)
    bodies = Counter(ask(fault.wrap(in_pieces, Nth(count)), "/?x").body for count in range(300))
    assert bodies.keys() == {b"\xef\xbb\xbfx.", b"x.<!-- 0.042s -->", b"x."}
    assert min(bodies.values()) > 70


@pytest.mark.parametrize(("drawn", "drifts"), [(0.0, True), (0.0999, True), (0.1, False), (0.9, False)])
def test_a_drift_comes_with_its_probability(reader: QueryReader, drawn: float, drifts: bool) -> None:
    fault = Drifting(0.1, [DRIFTS["mark_before"]], reader)
    assert (fault.wrap(in_pieces, Turn(drawn)) is not in_pieces) == drifts


@pytest.mark.parametrize("status", [204, 304])
def test_a_drift_gives_no_length_to_what_has_none(reader: QueryReader, status: int) -> None:
    app = Drifting(1.0, [DRIFTS["total_off"]], reader).wrap(Response(status_code=status), Turn())
    assert ask(app, "/").headers == []
