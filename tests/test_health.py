"""`mockserver health`, put to mocks that answer, to servers that are none, and to nobody."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from mockserver import __version__, cli, health
from mockserver.health import AddressError, HealthError
from tests.servers import COMMAND, greeting, has_ipv6, starting

HEALTHY = b'HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{"version": "1.2"}'


@contextmanager
def answering(answer: bytes, host: str = "127.0.0.1") -> Iterator[tuple[str, list[bytes]]]:
    """A server of one answer: its base URL, and what it is asked."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    asked: list[bytes] = []

    def serve() -> None:
        client, _ = listening.accept()
        with client:
            asked.append(client.recv(4096))
            client.sendall(answer)

    with closing(socket.create_server((host, 0), family=family)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}", asked
        thread.join()


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with starting() as start:
        yield greeting(start("--port", "0"))[0]


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs the command in this process: its exit code, output and errors, as text."""

    def check_one(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["mockserver", "health", *words])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        output, errors = capsys.readouterr()
        return f"{caught.value.code or 0} {output or errors}"

    return check_one


def test_a_mock_is_healthy(checked: Callable[..., str], base: str) -> None:
    assert checked("--url", base) == f"0 {base} is healthy, version {__version__}\n"


@pytest.mark.parametrize(
    ("host", "asked"),
    [("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("localhost", "localhost")],  # noqa: S104
)
def test_the_mock_of_the_settings_is_checked(
    monkeypatch: pytest.MonkeyPatch, checked: Callable[..., str], base: str, host: str, asked: str
) -> None:
    monkeypatch.setenv("MOCKSERVER_HOST", host)
    port = base.rpartition(":")[2]
    monkeypatch.setenv("PORT", port)
    assert checked() == f"0 http://{asked}:{port} is healthy, version {__version__}\n"


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
@pytest.mark.parametrize("host", ["::", "::1"])
def test_a_mock_on_ipv6_is_checked(
    monkeypatch: pytest.MonkeyPatch, checked: Callable[..., str], host: str
) -> None:
    with answering(HEALTHY, "::1") as (base, _):
        monkeypatch.setenv("MOCKSERVER_HOST", host)
        monkeypatch.setenv("MOCKSERVER_PORT", base.rpartition(":")[2])
        assert checked() == f"0 {base} is healthy, version 1.2\n"


def test_a_path_of_the_base_url_is_kept() -> None:
    with answering(HEALTHY) as (base, asked):
        assert health.check(f"{base}/prefix/") == f"{base}/prefix/ is healthy, version 1.2"
    assert asked[0].startswith(b"GET /prefix/_mock/health HTTP/1.1\r\n")


def test_where_nobody_listens_it_is_one_line_and_exit_code_1() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    done = subprocess.run(
        [*COMMAND, "health"],
        env=os.environ | {"MOCKSERVER_PORT": str(port)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"mockserver: http://127.0.0.1:{port} does not answer: Connection refused\n"


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "answers /_mock/health with 503, expected 200"),
        (b"HTTP/1.1 200 OK\r\n\r\n<html>", "answers /_mock/health with something else than a mock does"),
        (b"HTTP/1.1 200 OK\r\n\r\n[]", "answers /_mock/health with something else than a mock does"),
        (b"HTTP/1.1 200 OK\r\n\r\n{}", "answers /_mock/health with something else than a mock does"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", "does not answer: IncompleteRead("),
        (b"", "does not answer: Remote end closed connection without response"),
        (b"SSH-2.0-x\r\n", "does not answer: SSH-2.0-x"),
    ],
)
def test_a_server_that_is_no_healthy_mock_is_reported(answer: bytes, complaint: str) -> None:
    with answering(answer) as (base, _), pytest.raises(HealthError) as caught:
        health.check(base)
    assert str(caught.value).startswith(f"{base} {complaint}")


def test_a_mock_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "TIMEOUT", 0.05)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(HealthError, match=f"^{base} does not answer: timed out$"):
            health.check(base)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:4010",
        "ftp://127.0.0.1",
        "http://",
        "http://[::1",
        "http://x:y",
        "http://x:0",
        "http://x/a b",
        "http://数字",
        "http://x\n",
    ],
)
def test_what_is_no_url_is_a_mistake_of_one_line(checked: Callable[..., str], url: str) -> None:
    with pytest.raises(AddressError):
        health.check(url)
    assert checked("--url", url) == (
        f"2 mockserver: {url!r} is no URL of a mock; expected one such as http://127.0.0.1:4010\n"
    )


def test_a_name_that_cannot_be_looked_up_is_reported() -> None:
    with pytest.raises(HealthError, match=r"^http://a\.\.b:1 does not answer: "):
        health.check("http://a..b:1")


def test_an_address_with_a_secret_is_refused_without_repeating_it() -> None:
    for address in (
        "http://u:SECRET@127.0.0.1:1",
        "http://127.0.0.1:1/?t=SECRET",
        "http://127.0.0.1:1/#SECRET",
    ):
        with pytest.raises(AddressError) as caught:
            health.check(address)
        assert "SECRET" not in str(caught.value)
