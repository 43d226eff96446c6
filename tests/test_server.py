"""Faults on real connections, and their effect on other connections."""

import asyncio
import resource
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from unittest.mock import Mock, call

import httpx
import pytest

from mockserver.protocol import Protocol
from mockserver.server import GRACE
from tests.conftest import AUTHORIZED, PATH
from tests.servers import Start, greeting, starting

CROWD = 1000


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    with starting() as start_one:
        yield start_one


@pytest.fixture(scope="module")
def base(start: Start) -> str:
    """A server shared by the tests of this module."""
    return greeting(start("--port", "0", "--log-level", "error"))[0]


def connect(base: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", httpx.URL(base).port or 0), timeout=10)


def head_of(target: str, method: str = "GET") -> bytes:
    return f"{method} {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n".encode()


def send(base: str, target: str, method: str = "GET") -> socket.socket:
    """A connection on which a request has been sent."""
    connection = connect(base)
    connection.sendall(head_of(target, method))
    return connection


def is_served(base: str) -> bool:
    """Whether another client is answered without delay."""
    return httpx.get(f"{base}{PATH}?page=1", headers=AUTHORIZED, timeout=3).status_code == 200


def test_a_dropped_request_ends_in_a_reset(base: str) -> None:
    with closing(send(base, f"/@drop{PATH}?page=1")) as connection, pytest.raises(ConnectionResetError):
        connection.recv(1)


def test_a_connection_kept_open_can_be_dropped_later(base: str) -> None:
    with httpx.Client(base_url=base, headers=AUTHORIZED) as client:
        assert client.get(f"{PATH}?page=1").status_code == 200
        with pytest.raises(httpx.ReadError):
            client.get(f"/@drop{PATH}?page=1")
        assert client.get(f"{PATH}?page=1").status_code == 200


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_truncated_answer_ends_before_its_length(base: str, coding: str) -> None:
    target = f"{base}/@truncate{PATH}?page=1"
    headers = {**AUTHORIZED, "Accept-Encoding": coding}
    with httpx.stream("GET", target, headers=headers) as response:
        assert response.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
            list(response.iter_raw())
        assert response.num_bytes_downloaded == int(response.headers["content-length"]) // 2 > 100


def test_a_truncated_answer_to_head_is_whole_and_the_connection_ends(base: str) -> None:
    with closing(send(base, f"/@truncate{PATH}?page=1", "HEAD")) as connection:
        head = b"".join(iter(lambda: connection.recv(4096), b""))
    assert head.startswith(b"HTTP/1.1 200 ")
    assert head.endswith(b"\r\n\r\n")


def test_pipelined_requests_are_answered_in_order(start: Start) -> None:
    process = start("--port", "0")
    base, _ = greeting(process)
    with closing(connect(base)) as connection:
        for _ in range(2):
            connection.sendall(
                b"".join(head_of(f"/@delay={delay}{PATH}?page=1", "HEAD") for delay in (0.05, 0))
            )
            heads = b""
            while heads.count(b"\r\n\r\n") < 2:
                heads += connection.recv(4096)
            assert heads.count(b"HTTP/1.1 200 ") == 2
    assert stop(process)[1] == ""


def test_hung_and_delayed_requests_do_not_block_others(base: str) -> None:
    with ExitStack() as stack:
        for scenario in ["hang", "delay=600"] * 10:
            stack.enter_context(closing(send(base, f"/@{scenario}{PATH}?page=1")))
        assert is_served(base)
        hung = stack.enter_context(closing(send(base, f"/@hang{PATH}?page=1")))
        hung.settimeout(0.3)
        with pytest.raises(TimeoutError):
            hung.recv(1)


def test_a_delayed_answer_comes_after_its_delay(base: str) -> None:
    begun = time.monotonic()
    assert httpx.get(f"{base}/@delay=0.3{PATH}?page=1", headers=AUTHORIZED).status_code == 200
    assert time.monotonic() - begun >= 0.3
    headers = {**AUTHORIZED, "Prefer": "delay=0.3"}
    assert httpx.get(f"{base}{PATH}?page=1", headers=headers).elapsed.total_seconds() >= 0.3


def test_a_drift_reaches_a_real_client(base: str) -> None:
    plain = httpx.get(f"{base}{PATH}?page=1", headers=AUTHORIZED)
    drifted = httpx.get(f"{base}/@drift=page_behind{PATH}?page=1", headers=AUTHORIZED)
    assert drifted.content == plain.content + b"<!-- 0.042s -->"


@pytest.mark.parametrize("scenario", ["/@code=500:100%25", "/@code=500:100%", "/@down,drop=0%"])
def test_a_percent_sign_reaches_the_server_however_it_is_sent(base: str, scenario: str) -> None:
    with closing(send(base, f"{scenario}{PATH}?page=1")) as connection:
        assert connection.recv(4096).startswith(b"HTTP/1.1 500 ")


def test_a_thousand_open_connections_do_not_block_others(base: str) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(2 * CROWD, hard)), hard))
    try:
        with ExitStack() as stack:
            for _ in range(CROWD):
                stack.enter_context(closing(connect(base)))
            assert is_served(base)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_admin_writes_over_loopback_are_accepted(base: str) -> None:
    answer = httpx.post(f"{base}/_mock/clock", json={"scenario": "clock=stepped", "calls": 3})
    assert (answer.status_code, answer.json()["called"]) == (200, 3)
    assert httpx.post(f"{base}/_mock/reset").status_code == 200
    assert httpx.get(f"{base}/_mock/requests").json()["received"] == 0


def stop(process: subprocess.Popen[str]) -> tuple[float, str]:
    """Stop a server with a signal; the seconds it took, and its error output."""
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=10)
    return time.monotonic() - begun, errors


def test_a_signal_ends_hung_and_delayed_requests(start: Start) -> None:
    process = start("--port", "0")
    base, _ = greeting(process)
    with ExitStack() as stack:
        waiting = [
            stack.enter_context(closing(send(base, f"/@{scenario}{PATH}?page=1")))
            for scenario in ("hang", "delay=600", "delay=~600,drift=any")
        ]
        assert is_served(base)
        seconds, errors = stop(process)
        for connection in waiting:
            with pytest.raises(ConnectionResetError):
                connection.recv(1)
    assert process.returncode == 0
    assert seconds < 3
    assert "Traceback" not in errors


def test_disconnected_clients_leave_nothing_behind(start: Start) -> None:
    process = start("--port", "0", "--log-level", "debug")
    base, _ = greeting(process)
    for scenario in ["hang", "delay=600"] * 20:
        send(base, f"/@{scenario}{PATH}?page=1").close()
    head = "POST /_mock/clock HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
    with closing(connect(base)) as connection:
        connection.sendall(head.encode())
    assert is_served(base)
    received = httpx.get(f"{base}/_mock/requests").json()["requests"]
    assert [each["status"] for each in received] == [None] * 40 + [200]
    time.sleep(0.2)
    seconds, errors = stop(process)
    assert process.returncode == 0
    assert seconds < 2
    assert "ERROR" not in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("scenario", ["hang", "delay=0.1", "drop", "delay=0.1,drop", "delay=0.1,truncate"])
def test_disconnected_clients_with_pipelined_requests_leave_nothing_behind(
    start: Start, scenario: str
) -> None:
    process = start("--port", "0")
    base, _ = greeting(process)
    for _ in range(5):
        connection = connect(base)
        # In one write: while a request hangs, further ones keep the server from noticing the disconnect.
        connection.sendall(head_of(f"{PATH}?page=1") + 3 * head_of(f"/@{scenario}{PATH}?page=1"))
        assert connection.recv(10_000).startswith(b"HTTP/1.1 200 ")
        time.sleep(0.05)
        connection.close()
    assert is_served(base)
    time.sleep(0.3)
    seconds, errors = stop(process)
    assert (process.returncode, errors) == (0, "")
    assert seconds < GRACE, "a request was still waited for"


def test_the_socket_of_a_closed_connection_is_left_alone() -> None:
    """Its file descriptor may have been reused for another client."""
    transport = Mock(spec=asyncio.Transport)
    transport.is_closing.return_value = True
    protocol = Protocol.__new__(Protocol)
    protocol.transport = transport
    protocol._reset()
    assert transport.mock_calls == [call.is_closing(), call.abort()]
