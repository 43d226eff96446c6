"""Limits of size and time on real connections, and answers to what was received before their end."""

import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing

import httpx
import pytest

from mockserver import protocol
from mockserver.limits import HOST, LARGEST, MOST_FIELDS
from mockserver.protocol import PIECE
from mockserver.testing import NumberApi, serving
from tests.asgi import Answer
from tests.conftest import AUTHORIZED, PATH
from tests.hostile.wire import connect, exchange, parse, received

PAGE = f"{PATH}?page=1&per_page=1"


@pytest.fixture(scope="module")
def number_api() -> Iterator[NumberApi]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def base(number_api: NumberApi) -> str:
    return number_api.url


def request(target: str = PAGE, *fields: str, method: str = "GET", body: bytes = b"") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Authorization: Bearer x", *fields, "", ""]
    return "\r\n".join(lines).encode() + body


def answers(base: str, *pieces: bytes, methods: tuple[str, ...] = ()) -> list[Answer]:
    return list(parse(exchange(base, pieces), methods).answers)


def statuses(base: str, *pieces: bytes) -> list[int]:
    return [answer.status for answer in answers(base, *pieces)]


def padded(size: int, *, in_url: bool = False) -> bytes:
    """A request whose URL and fields, counted with four bytes for each field, have this size."""
    fields = [("Host", "localhost"), ("Authorization", "Bearer x"), ("X", "")]
    rest = len(PAGE) + sum(len(name) + len(value) + 4 for name, value in fields)
    padding = "y" * (size - rest)
    return request(f"{PAGE}&{padding}" if in_url else PAGE, "X: " if in_url else f"X: {padding}")


def test_a_head_of_the_largest_size_is_answered_and_a_longer_one_refused(base: str) -> None:
    assert statuses(base, padded(LARGEST)) == [200]
    assert statuses(base, padded(LARGEST - 1, in_url=True)) == [200]
    assert statuses(base, padded(LARGEST + 1)) == [431]


@pytest.mark.parametrize("end", [b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b""])
def test_a_longer_url_is_refused_complete_or_not(base: str, end: bytes) -> None:
    assert statuses(base, b"GET /" + b"a" * (2 * LARGEST) + end) == [414]


def test_an_endless_head_is_refused_although_the_client_goes_on_sending(base: str) -> None:
    [answer] = answers(base, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", *[b"y" * PIECE] * 60)
    assert answer.status == 431
    assert (b"connection", b"close") in answer.headers


def test_a_client_that_never_stops_sending_is_not_read_for_ever(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "DISCARDED", LARGEST)
    monkeypatch.setattr(protocol, "LINGER", 0.1)
    url = b"GET /" + b"a" * 400 * LARGEST
    with closing(connect(base)) as connection, pytest.raises(ConnectionError):
        connection.sendall(url)


def test_too_many_fields_are_refused(base: str) -> None:
    few = ["a: b"] * (MOST_FIELDS - 2)
    assert statuses(base, request(PAGE, *few)) == [200]
    assert statuses(base, request(PAGE, *few, "a: b")) == [431]


@pytest.mark.parametrize(
    "fields", [b"", b"Host: localhost\r\nHost: localhost\r\n", b"Host: a b\r\n", b"Host: a/b\r\n"]
)
def test_a_request_needs_one_valid_host(base: str, fields: bytes) -> None:
    [answer] = answers(base, b"GET / HTTP/1.1\r\n" + fields + b"\r\n")
    assert (answer.status, b"Host" in answer.body) == (400, True)


@pytest.mark.parametrize("host", [b"x", b"", b"127.0.0.1:4010", b"[::1]:4010", b"api_1.example.cn:80"])
def test_these_hosts_are_valid(base: str, host: bytes) -> None:
    assert statuses(base, b"GET / HTTP/1.1\r\nHost: " + host + b"\r\n\r\n") == [404]


def test_http_1_0_needs_no_host_but_has_at_most_one(base: str) -> None:
    assert statuses(base, b"GET / HTTP/1.0\r\n\r\n") == [404]
    assert statuses(base, b"GET / HTTP/1.0\r\nHost: localhost\r\nHost: localhost\r\n\r\n") == [400]


def test_a_connection_whose_fields_stay_the_same_is_still_checked_when_they_change(base: str) -> None:
    assert statuses(base, request() * 2 + b"GET / HTTP/1.1\r\n\r\n") == [200, 200, 400]


@pytest.mark.parametrize(
    ("malformed", "named"),
    [
        (b"FOO / HTTP/1.1\r\n\r\n", "unknown method"),
        (b"get / HTTP/1.1\r\n\r\n", "capitals"),
        (b"GET /a b HTTP/1.1\r\n\r\n", "encode spaces"),
        ("GET /中 HTTP/1.1\r\n\r\n".encode(), "non-ASCII"),
        (b"CONNECT x:1 HTTP/1.1\r\nHost: localhost\r\n\r\n", "URL"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", "Content-Length"),
    ],
)
def test_a_malformed_request_is_refused_with_what_is_wrong(base: str, malformed: bytes, named: str) -> None:
    [answer] = answers(base, malformed)
    assert answer.status == 400
    assert named in answer.body.decode()


def test_a_refusal_of_head_has_no_body(base: str) -> None:
    [answer] = answers(base, b"HEAD / HTTP/1.1\r\n\r\n", methods=("HEAD",))
    assert (answer.status, answer.body) == (400, b"")


def test_a_refusal_is_logged_on_one_line(base: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="mockserver"):
        answers(base, b"GET / HTTP/1.1\r\n\r\n")
    assert caplog.messages[-1] == f"refused: 400 {HOST.rpartition(' / ')[2]}"


def test_a_whole_url_is_read_as_its_path(base: str) -> None:
    assert statuses(base, request(f"http://api.example{PAGE}")) == [200]
    assert statuses(base, request("http://api.example?page=1")) == [404]
    assert statuses(base, request("*", method="OPTIONS")) == [404]


def test_a_malformed_request_does_not_take_the_answers_to_those_before_it(base: str) -> None:
    slow = request(f"/@delay=0.1{PAGE}")
    assert statuses(base, slow + slow + b"FOO") == [200, 200, 400]


@pytest.mark.parametrize("protocol_name", ["h2c", "websocket"])
def test_requests_behind_an_upgrade_are_answered(base: str, protocol_name: str) -> None:
    upgrade = request(PAGE, "Connection: Upgrade", f"Upgrade: {protocol_name}")
    assert statuses(base, upgrade * 3 + request("/x")) == [200, 200, 200, 404]
    assert statuses(base, upgrade, request("/x")) == [200, 404]


def test_the_body_behind_an_upgrade_is_no_request(base: str) -> None:
    smuggled = request("/x")
    fields = ("Connection: Upgrade", "Upgrade: h2c", f"Content-Length: {len(smuggled)}")
    parsed = parse(exchange(base, [request(PAGE, *fields, body=smuggled), request("/y")]))
    assert ([answer.status for answer in parsed.answers], parsed.is_last) == ([200], True)


def test_what_follows_the_last_request_of_a_connection_is_ignored(base: str) -> None:
    kept = b"GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
    assert statuses(base, kept * 3) == [404]
    assert statuses(base, request(PAGE, "Connection: close"), b"x" * 100 * LARGEST) == [200]
    assert statuses(base, request(PAGE, "Connection: close"), request()) == [200]
    assert statuses(base, request(PAGE, "Connection: close") + b"FOO") == [200]


@pytest.mark.parametrize("scenario", ["", "/@delay=0.2"])
def test_requests_before_a_half_close_are_answered(base: str, scenario: str) -> None:
    assert statuses(base, request(f"{scenario}{PAGE}") * 3) == [200] * 3
    assert statuses(base, request(f"{scenario}{PAGE}") + b"GET / HT") == [200]
    assert statuses(base, request(f"{scenario}{PAGE}") + b"\x00") == [200, 400]


def test_a_half_closed_connection_is_not_kept_for_long(
    base: str, number_api: NumberApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert statuses(base, request(f"/@hang{PAGE}")) == []
    monkeypatch.setattr(protocol, "HALF_CLOSED", 0.1)
    assert statuses(base, request(f"/@delay=30{PAGE}") * 2) == []


def test_a_server_that_stops_leaves_half_closed_connections() -> None:
    with ExitStack() as stack:
        with serving() as running:
            connection = stack.enter_context(closing(connect(running.url)))
            idle = stack.enter_context(closing(connect(running.url)))
            connection.sendall(request(f"/@delay=30{PAGE}"))
            connection.shutdown(socket.SHUT_WR)
            assert httpx.get(f"{running.url}{PAGE}", headers=AUTHORIZED).status_code == 200
        assert received(connection) == received(idle) == b""


def test_a_truncated_answer_is_the_last_of_its_connection(base: str) -> None:
    received = exchange(base, [request(f"/@truncate{PAGE}") + request()])
    head, _, body = received.partition(b"\r\n\r\n")
    assert len(body) == int(head.rpartition(b"content-length: ")[2].partition(b"\r\n")[0]) // 2


def test_hundreds_of_pipelined_requests_are_answered_in_turn(base: str) -> None:
    assert statuses(base, b"GET /_mock/health HTTP/1.1\r\nHost: localhost\r\n\r\n" * 600) == [200] * 600


@pytest.mark.parametrize("size", [10, LARGEST, 20 * LARGEST])
def test_a_body_that_is_not_needed_does_not_hide_the_answer(base: str, size: int) -> None:
    whole = request(PAGE, f"Content-Length: {size}", body=b"x" * size)
    assert statuses(base, whole) == [200]
    assert statuses(base, whole + request())[:1] == [200]


def test_a_body_may_come_after_the_answer(base: str) -> None:
    with closing(connect(base)) as connection:
        connection.sendall(request(PAGE, "Content-Length: 3"))
        begun = connection.recv(65536)
        assert begun.startswith(b"HTTP/1.1 200 ")
        connection.sendall(b"abc" + request("/x"))
        connection.sendall(request("/y", "Connection: close"))
        answered = parse(begun + received(connection)).answers
        assert [answer.status for answer in answered] == [200, 404, 404]


def test_line_breaks_after_a_request_do_not_keep_a_connection_open(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "PATIENCE", 0.2)
    with closing(connect(base)) as connection:
        connection.sendall(request())
        begun = connection.recv(65536)
        connection.sendall(b"\r\n")
        assert [answer.status for answer in parse(begun + received(connection)).answers] == [200]


def test_a_long_body_waits_for_the_answer_and_ends_the_connection(base: str) -> None:
    body = b"1\r\nx\r\n" * LARGEST
    delayed = request(f"/@delay=0.2{PAGE}", "Transfer-Encoding: chunked", body=body)
    assert statuses(base, delayed + request()) == [200]


def test_a_body_in_pieces_is_read_by_who_needs_it(base: str) -> None:
    body = b'{"scenario": "clock=stepped", "calls": 3}'
    head = request("/_mock/clock", f"Content-Length: {len(body)}", method="POST")
    assert statuses(base, head, body[:10], body[10:]) == [200]
    fields = (f"Content-Length: {len(body)}", "Expect: 100-continue", "Connection: close")
    assert statuses(base, request("/_mock/clock", *fields, method="POST"), body) == [200]
    long = b" " * (3 * LARGEST)
    assert statuses(
        base, request("/_mock/clock", f"Content-Length: {len(long)}", method="POST", body=long)
    ) == [413]


def test_a_request_with_a_malformed_body_has_one_answer(base: str) -> None:
    head = request("/_mock/reset", "Transfer-Encoding: chunked", method="POST")
    assert statuses(base, request() + head + b"zz\r\n") == [200, 400]
    with closing(connect(base)) as connection:
        connection.sendall(head)
        connection.sendall(b"1\r\nx\r\n")
        begun = connection.recv(65536)
        connection.sendall(b"zz\r\n")
        assert [answer.status for answer in parse(begun + received(connection)).answers] == [200]


def test_a_body_that_ends_early_is_not_waited_for(base: str) -> None:
    head = request("/_mock/clock", "Content-Length: 100", method="POST")
    assert statuses(base, head + b"{") == []
    assert statuses(base, request(f"/@delay=0.1{PAGE}") + head + b"{") == [200]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"", []),
        (b"\r\n", []),
        (b"GET / HT", [408]),
        (request() + b"GET / HTTP/1.1\r\nX: ", [200, 408]),
        (request("/_mock/clock", "Content-Length: 9", method="POST") + b"{", [408]),
        (request(PAGE, "Content-Length: 9") + b"{", [200]),
        (request(f"/@delay=0.3{PAGE}") + b"GET", [200, 408]),
    ],
)
def test_what_does_not_come_is_not_waited_for(
    base: str, monkeypatch: pytest.MonkeyPatch, sent: bytes, expected: list[int]
) -> None:
    monkeypatch.setattr(protocol, "PATIENCE", 0.2)
    with closing(connect(base)) as connection:
        connection.sendall(sent)
        assert [answer.status for answer in parse(received(connection)).answers] == expected


def test_a_head_that_comes_drop_by_drop_has_no_more_time_than_others(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "PATIENCE", 0.3)
    with closing(connect(base)) as connection:
        connection.settimeout(0.05)
        got = b""
        connection.sendall(b"GET /")
        while not got:
            connection.sendall(b"a")
            try:
                got = connection.recv(65536)
            except TimeoutError:
                continue
    assert got.startswith(b"HTTP/1.1 408 ")


def test_a_body_has_time_as_long_as_it_goes_on(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "PATIENCE", 0.4)
    body = b'{"scenario": "clock=stepped", "calls": 3}'
    with closing(connect(base)) as connection:
        connection.sendall(request("/_mock/clock", f"Content-Length: {len(body)}", method="POST"))
        connection.settimeout(0.2)
        for place in range(0, len(body), 10):
            with pytest.raises(TimeoutError):
                connection.recv(1)
            connection.sendall(body[place : place + 10])
        connection.settimeout(10)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
