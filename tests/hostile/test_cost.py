"""What one request costs: about 20 ms of CPU at most, whatever is asked, but for the rows that are asked for.

It is compared with the first request of a page, so that the machine and what measures coverage do not matter.
"""

import asyncio
import time
from statistics import median
from typing import Any

import pytest
from starlette.types import ASGIApp
from uvicorn.server import ServerState

from mockserver import contract, server, settings
from mockserver.app import create_app
from mockserver.limits import LARGEST
from tests.conftest import PATH, TASK

pytestmark = pytest.mark.slow

MOST = 100
"""How many times the CPU of a page of 15 numbers, some 0.2 ms, a request may take."""

IMPATIENT = 0.02
"""Seconds of CPU after which a request that takes long is waited for more slowly."""

TRIALS = 5
"""Times that a request is sent; the cheapest counts, since other programs may use the caches of the CPU."""

PAGE = f"{PATH}?page=1&per_page=1"


def fill(text: str, size: int = LARGEST - 1000) -> str:
    """A text, repeated until it nearly fills a head."""
    return text * (size // len(text))


def numbered(pattern: str) -> str:
    return "".join(pattern.format(n) for n in range((LARGEST - 1000) // (len(pattern) + 3)))


def request(target: str = PAGE, *fields: str, method: str = "GET", body: bytes = b"") -> bytes:
    sized = [f"Content-Length: {len(body)}"] if body else []
    lines = [
        f"{method} {target} HTTP/1.1",
        "Host: localhost",
        "Authorization: Bearer x",
        *fields,
        *sized,
        "",
        "",
    ]
    return "\r\n".join(lines).encode() + body


REQUESTS = {
    "unknown names": request(PAGE + numbered("&a{}")),
    "unknown one-letter names": request(PAGE + fill("&a")),
    "one array under many names": request(PAGE + numbered("&status[{}]=1")),
    "one array under many encoded names": request(PAGE + numbered("&status%5b{}%5d=1")),
    "long array": request(f"{PAGE}&status={fill('1,')}1"),
    "long array of distinct values": request(f"{PAGE}&status={numbered('{},')}1"),
    "long array with a bad value": request(f"{PAGE}&status={fill('1,')}x"),
    "repeated array": request(PAGE + fill("&status=1")),
    "repeated scalar": request(PAGE + fill("&page=1")),
    "long unknown name": request(f"{PAGE}&{fill('sub_user_i')}=1"),
    "encoded unknown name": request(f"{PAGE}&{fill('%41a')}=1"),
    "encoded value": request(f"{PAGE}&sub_user_id={fill('%e4%b8%ad')}"),
    "digits": request(f"{PATH}?page={fill('9')}"),
    "digits of a date": request(f"{PAGE}&start_at={fill('2025/')}"),
    "encoded path": request("/" + fill("%41a")),
    "encoded path of Chinese": request("/" + fill("%e4%b8%ad")),
    "path of slashes": request("/" + fill("/")),
    "path of line breaks": request("/" + fill("%0a")),
    "long task": request(PATH.replace(TASK, fill("a", LARGEST - 2000)) + "?page=1"),
    "long scenario": request("/@" + fill("slow,") + PAGE),
    "scenario of many keys": request("/@" + fill("seed=1,", 490) + "seed=1" + PAGE),
    "scenario of many errors": request("/@code=" + fill("500:0.01%25+", 480) + "500:1%25" + PAGE),
    "misspelled drift": request(f"/@drift=bill_strinx{PAGE}"),
    "long unknown drift": request("/@drift=" + fill("bill_string_", 480) + PAGE),
    "misspelled scenario": request(f"/@slwo{PAGE}"),
    "preferences": request(PAGE, "Prefer: " + fill("a,")),
    "preferences that are read": request(PAGE, "Prefer: " + fill("code=200,")),
    "many preferences": request(PAGE, *["Prefer: a"] * 900),
    "entity tags": request(PAGE, "If-None-Match: " + fill('W/"abc",')),
    "empty entity tags": request(PAGE, "If-None-Match: " + fill(",")),
    "codings": request(PAGE, "Accept-Encoding: " + fill("gzip,")),
    "languages": request(PAGE, "Accept-Language: " + fill("en;q=0.1,")),
    "cookies": request(PAGE, "Cookie: " + fill("a=b; ")),
    "ranges": request(PAGE, "Range: bytes=" + fill("0-0,")),
    "origin": request(PAGE, "Origin: " + fill("http://a,")),
    "preflight": request(
        PAGE,
        "Origin: http://a",
        "Access-Control-Request-Method: GET",
        "Access-Control-Request-Headers: " + fill("x-a,"),
        method="OPTIONS",
    ),
    "fields": request(PAGE, *["a: b"] * 990),
    "too many fields": request(PAGE, *["a:b"] * 12_000),
    "token": request(PAGE, "Authorization: Bearer " + fill("x ")),
    "body": request(PAGE, body=b"x" * LARGEST),
    "body in chunks": request(PAGE, "Transfer-Encoding: chunked") + b"1\r\nx\r\n" * 100_000 + b"0\r\n\r\n",
    "wrong method": request(method="POST"),
    "unknown path": request("/x"),
    "journal of nothing": request("/_mock/requests?user=" + fill("%41a")),
    "unknown names of the journal": request("/_mock/requests?" + numbered("&a{}")),
    "unknown names of the clock": request("/_mock/clock?" + numbered("&a{}")),
    "long scenario of the clock": request("/_mock/clock?scenario=" + fill("a,")),
    "nested JSON": request("/_mock/clock", method="POST", body=b"[" * 9_999),
    "many keys": request("/_mock/clock", method="POST", body=b'{%b"a":1}' % (b'"a":1,' * 1_600)),
    "admin path": request("/_mock/" + fill("a/")),
    "file path": request("/_mock/docs/" + fill("a/")),
    "file path upwards": request("/_mock/docs/" + fill("../")),
    "file path just short enough": request("/_mock/docs/" + fill("a/", 1_000)),
    "entity tags of a file": request("/_mock/docs/swagger-ui.css", "If-None-Match: " + fill('"a", ')),
    "date of a file": request("/_mock/docs/swagger-ui.css", "If-Modified-Since: " + fill("1:")),
    "ranges of a file": request(
        "/_mock/docs/swagger-ui-bundle.js", "Range: bytes=" + numbered("{0}000-{0}001,") + "0-1"
    ),
}


class Transport(asyncio.Transport):
    """A connection to nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.closed = False
        self.written = 0

    def write(self, data: Any) -> None:
        self.written += len(data)

    def write_eof(self) -> None:
        pass

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return create_app(settings.load(), contract.load())


async def seconds(app: ASGIApp, data: bytes) -> float:
    """The CPU time from receiving a request to the end of its answer, in all threads."""
    config = server.make(app).config
    config.load()
    state = ServerState()
    protocol = config.http_protocol_class(config=config, server_state=state, app_state={})  # type: ignore[call-arg]
    transport = Transport()
    protocol.connection_made(transport)
    begun = time.process_time()
    for place in range(0, len(data), LARGEST):
        protocol.data_received(data[place : place + LARGEST])
    while not (transport.closed or transport.written) or state.tasks:
        await asyncio.sleep(0 if time.process_time() - begun < IMPATIENT else 0.01)
    taken = time.process_time() - begun
    protocol.connection_lost(None)
    return taken


@pytest.fixture(scope="module")
def usual(app: ASGIApp) -> float:
    """The CPU time of a page of 15 numbers that was not asked for before; the median of several."""
    pages = [request(f"{PATH}?page={number}") for number in range(1, 52)]
    return median(asyncio.run(seconds(app, page)) for page in pages)


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_costs_little(app: ASGIApp, usual: float, name: str) -> None:
    taken = min(asyncio.run(seconds(app, REQUESTS[name])) for _ in range(TRIALS))
    assert taken < MOST * usual, f"{taken / usual:.0f} times a page"
