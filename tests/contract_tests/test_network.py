"""One deadline for an answer, whatever it is made of; and this machine is this machine."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import httpcore
import httpx
import pytest

from contract_tests.network import Network, Until
from contract_tests.transport import over_http

Answer = Callable[[socket.socket], None]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A server that answers one connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                connection.recv(4096)
                answer(connection)

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def forever(start: bytes, part: bytes) -> Answer:
    """Sends a part every few milliseconds, until the client leaves."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(part)
            time.sleep(0.01)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        forever(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"),
        forever(b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
        forever(b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        forever(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        forever(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", b"x"),
    ],
)
def test_an_answer_that_never_ends_is_cut_off(answer: Answer) -> None:
    """Each step is quick, so a timeout for each would never be exceeded."""
    late = pytest.raises(httpx.ReadTimeout, match=r"the answer was not complete within 0\.2 seconds")
    with serving(answer) as url, httpx.Client(transport=over_http(url)) as client, late:
        client.get(url, timeout=Until(0.2))


def test_an_answer_in_time_is_read() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    served = serving(lambda connection: connection.sendall(answer))
    with served as url, httpx.Client(transport=over_http(url)) as client:
        assert client.get(url, timeout=Until(30)).text == "ok"


def test_no_time_is_left_once_it_has_passed() -> None:
    with pytest.raises(httpcore.ReadTimeout):
        _ = Until(0).left
    assert 0 < Until(10).left <= 10


class Elsewhere(httpcore.NetworkStream):
    """A connection to another machine."""

    closed = False

    def get_extra_info(self, info: str) -> object:
        return {"server_addr": ("203.0.113.7", 80)}[info]

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize("local", [True, False])
def test_a_name_of_this_machine_that_leads_elsewhere_is_not_used(
    local: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some resolvers ask a server for `mock.localhost`."""
    stream = Elsewhere()
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", lambda *_: stream)
    if local:
        with pytest.raises(httpcore.ConnectError, match=r"localhost is not this machine here, but 203\.0"):
            Network(local=True).connect_tcp("mock.localhost", 80)
    else:
        Network(local=False).connect_tcp("proxy.localhost", 80)
    assert stream.closed is local
