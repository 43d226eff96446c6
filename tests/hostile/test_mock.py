"""The mock, sent what no client sends: every answer is HTTP, and other clients are served meanwhile.

`HOSTILE_EXAMPLES` is the number of connections that each test makes.
"""

import json
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.asgi import Answer
from tests.conftest import AUTHORIZED, PATH
from tests.hostile.wire import TIMEOUT, exchange, parse
from tests.servers import greeting, starting

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "500"))

QUICK = 3.0
"""Seconds within which a bystander must be served, on a machine that is busy with other tests."""

REFUSALS = {400, 401, 404, 405, 413, 414, 422, 431}

fuzzed = settings(max_examples=EXAMPLES)


@dataclass(frozen=True)
class Sent:
    """A request that is well-formed: its bytes, and what is to be expected."""

    method: str
    data: bytes
    statuses: frozenset[int]
    is_last: bool = False


def request(
    target: str,
    *statuses: int,
    method: str = "GET",
    fields: tuple[str, ...] = (),
    body: bytes = b"",
    version: str = "1.1",
) -> Sent:
    lines = [f"{method} {target} HTTP/{version}", "Host: localhost", "Authorization: Bearer x", *fields]
    if body and not any(field.lower().startswith("transfer-encoding") for field in fields):
        lines.append(f"Content-Length: {len(body)}")
    data = "\r\n".join([*lines, "", ""]).encode() + body
    is_last = version == "1.0" or "Connection: close" in fields
    return Sent(method, data, frozenset(statuses), is_last)


PAGE = f"{PATH}?page=1&per_page=2"
CHUNKED = "Transfer-Encoding: chunked"

WELL_FORMED = [
    request(PAGE, 200),
    request(PAGE, 200, method="HEAD"),
    request(PAGE, 204, method="OPTIONS"),
    request(PAGE, 405, method="POST"),
    request(PAGE, 405, method="DELETE", body=b"x" * 100),
    request(PAGE, 200, fields=("Connection: Upgrade", "Upgrade: h2c")),
    request(PAGE, 200, fields=("Connection: keep-alive, Upgrade", "Upgrade: websocket")),
    request(PAGE, 200, body=b"GET / HTTP/1.1\r\n\r\n"),
    request(PAGE, 200, fields=(CHUNKED,), body=b"5;a=b\r\nHTTP/\r\n0\r\nTrailer: x\r\n\r\n"),
    request(PAGE, 405, method="PUT", fields=("Expect: 100-continue",), body=b"abc"),
    request(
        PAGE, 200, fields=("Accept-Encoding: gzip", "Origin: http://x", "If-None-Match: a"), version="1.1"
    ),
    request(f"http://api.example{PAGE}", 200),
    request(f"{PATH}?" + "&".join(f"a{n}" for n in range(2000)), 422),
    request(f"{PATH}?page=1&" + "&".join(f"status[{n}]=1" for n in range(2000)), 200),
    request("/" + "%41" * 5000, 404),
    request("/@" + "a" * 5000 + PAGE, 422),
    request(f"/@slow,seed=7,delay=0{PAGE}", 200),
    request("/_mock/health", 200),
    request("/_mock/docs/%00", 404),
    request("/_mock/clock", 200, method="POST", body=b'{"scenario": "clock=stepped", "calls": 3}'),
    request(PAGE, 200, fields=("Prefer: " + "x," * 300,)),
    request(PAGE, 422, fields=("Prefer: delay=" + "9" * 200,)),
    request(PAGE, 200, fields=("X: " + "y" * 60_000,)),
    request(PAGE, 200, version="1.0"),
    request(PAGE, 200, fields=("Connection: close",)),
]
"""Requests that are answered, each in its own way."""

MALFORMED = [
    b"\x00",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"FOO / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
    b"HEAD / HTTP/1.1\r\n\r\n",
    b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /中 HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a:b\r\n" * 1_001 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n folded: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nbad name: x\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
]
"""Requests that are refused, after which the connection ends."""


SEPARATORS = [b"\r\n", b":", b" ", b"%", b"\r\n\r\n"]


PLACES = st.lists(st.floats(0, 1), max_size=3).map(sorted)
"""Where a network may split what is sent, as shares of its length."""


def split(whole: bytes, places: Sequence[float]) -> list[bytes]:
    """The bytes in pieces."""
    ends = [round(place * len(whole)) for place in places]
    return [whole[begin:end] for begin, end in zip([0, *ends], [*ends, len(whole)], strict=True)]


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A few requests with some bytes replaced, removed or repeated."""
    pieces = st.sampled_from([*(each.data for each in WELL_FORMED), *MALFORMED])
    data = bytearray(b"".join(draw(st.lists(pieces, min_size=1, max_size=3))))
    for _ in range(draw(st.integers(1, 6))):
        # Most bytes of long requests are alike, so most changes are made near the beginning.
        place = draw(st.integers(0, min(len(data), 400)) | st.integers(0, len(data)))
        end = place + draw(st.integers(0, 3))
        data[place:end] = draw(st.binary(max_size=3) | st.sampled_from(SEPARATORS))
    return bytes(data)


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with starting() as start:
        process = start("--port", "0", "--log-level", "error")
        yield greeting(process)[0]
        process.terminate()
        _, errors = process.communicate(timeout=TIMEOUT)
        assert (process.returncode, errors) == (0, "")


@pytest.fixture(autouse=True, scope="module")
def bystander(base: str) -> Iterator[None]:
    """Another client, on one connection, which must be served in time all the while."""
    done = threading.Event()
    seconds: list[float] = []
    troubles: list[str] = []

    def ask() -> None:
        with httpx.Client(base_url=base, headers=AUTHORIZED, timeout=QUICK) as client:
            while not done.wait(0.01):
                try:
                    response = client.get(f"{PATH}?page=2")
                    seconds.append(response.elapsed.total_seconds())
                    if response.status_code != 200:
                        troubles.append(response.text)
                except httpx.HTTPError as error:
                    troubles.append(repr(error))

    thread = threading.Thread(target=ask)
    thread.start()
    yield
    done.set()
    thread.join()
    assert (troubles, bool(seconds)) == ([], True)


@contextmanager
def shown(data: bytes) -> Iterator[None]:
    """Name what was received in a failure."""
    try:
        yield
    except Exception as error:
        error.add_note(f"received {data[:2000]!r}")
        raise


def check(answers: Sequence[Answer], requests: Sequence[Sent]) -> None:
    """Fail unless these are the answers to these requests."""
    statuses = [answer.status for answer in answers]
    expected = [each.statuses for each in requests]
    assert len(statuses) == len(expected)
    assert all(status in known for status, known in zip(statuses, expected, strict=True)), (
        statuses,
        expected,
    )
    for answer in answers:
        check_envelope(answer)


def check_envelope(answer: Answer) -> None:
    """Fail unless an error is in the vendor's envelope; one of HEAD has no body."""
    if answer.status in REFUSALS and answer.body:
        document = json.loads(answer.body)
        assert document.pop("message")
        assert document == {"code": answer.status, "status": "error", "data": []}


@fuzzed
@given(st.lists(st.sampled_from(WELL_FORMED), min_size=1, max_size=6), PLACES)
def test_each_request_of_a_pipeline_is_answered_in_turn(
    base: str, requests: list[Sent], places: list[float]
) -> None:
    received = exchange(base, split(b"".join(each.data for each in requests), places))
    until = next((n + 1 for n, each in enumerate(requests) if each.is_last), len(requests))
    expected = requests[:until]
    with shown(received):
        parsed = parse(received, [each.method for each in expected])
        check(parsed.answers, expected)
        assert parsed.is_last == expected[-1].is_last


@fuzzed
@given(
    st.lists(st.sampled_from([each for each in WELL_FORMED if not each.is_last]), max_size=3),
    st.sampled_from(MALFORMED),
    PLACES,
)
def test_a_malformed_request_is_refused_after_the_answers_to_those_before_it(
    base: str, requests: list[Sent], malformed: bytes, places: list[float]
) -> None:
    whole = b"".join(each.data for each in requests) + malformed
    received = exchange(base, split(whole, places))
    last = "HEAD" if malformed.startswith(b"HEAD") else "GET"
    with shown(received):
        parsed = parse(received, [*(each.method for each in requests), last])
        *answers, refusal = parsed.answers
        check(answers, requests)
        assert refusal.status in (400, 414, 431)
        assert parsed.is_last
        check_envelope(refusal)


@fuzzed
@given(mangled() | st.binary(max_size=200), PLACES)
def test_whatever_is_sent_every_answer_is_http_and_no_failure(
    base: str, sent: bytes, places: list[float]
) -> None:
    received = exchange(base, split(sent, places))
    with shown(received):
        assert b"HTTP/1.1 5" not in received
        if b"HEAD" in sent:  # Its answer has no body, and h11 cannot know that.
            assert not received or received.startswith(b"HTTP/1.1 ")
        else:
            for answer in parse(received).answers:
                check_envelope(answer)
