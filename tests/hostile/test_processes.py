"""Servers whose processes are killed, and whose output nobody reads."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from mockserver.server import GRACE
from tests.conftest import AUTHORIZED, PATH
from tests.hostile.processes import children, connections, is_running, until, workers
from tests.servers import COMMAND, Start, greeting, starting

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this machine has no /proc"),
]

PROMPT = GRACE + 2
"""Seconds for a stop, with some to spare for a busy machine."""


@pytest.fixture
def start() -> Iterator[Start]:
    with starting() as start_one:
        yield start_one


def ask(base: str, scenario: str = "", timeout: float = 60) -> int:
    """The status of one request on a connection of its own."""
    headers = {**AUTHORIZED, "Connection": "close"}
    return httpx.get(f"{base}{scenario}{PATH}?page=1", headers=headers, timeout=timeout).status_code


# Workers.


def test_killed_workers_are_replaced_and_logged(start: Start) -> None:
    process = start("--port", "0", "--workers", "2", "--log-level", "error")
    base, _ = greeting(process)
    assert ask(base) == 200
    killed = []
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV):
        before = workers(process.pid)
        victim = min(before)
        os.kill(victim, number)
        killed.append(victim)
        until(lambda gone=victim: not is_running(gone) and len(workers(process.pid)) == 2)  # type: ignore[misc]
        assert {ask(base) for _ in range(6)} == {200}
        assert len(workers(process.pid) & before) == 1
    process.terminate()
    errors = process.communicate(timeout=15)[1]
    for victim, how in zip(
        killed, ("was killed by SIGKILL", r"(ended|was killed by SIGTERM)", "was killed by"), strict=True
    ):
        assert re.search(rf"ERROR worker {victim} {how}.*: worker [0-9]+ replaces it", errors)
    assert (process.returncode, errors.count("\n")) == (0, 3)


def test_all_workers_killed_at_once_are_replaced_without_a_refused_connection(start: Start) -> None:
    process = start("--port", "0", "--workers", "2")
    base, _ = greeting(process)
    assert ask(base) == 200
    for victim in workers(process.pid):
        os.kill(victim, signal.SIGKILL)
    assert ask(base) == 200


@pytest.mark.parametrize("ready", [True, False])
def test_workers_end_when_their_parent_is_killed(start: Start, ready: bool) -> None:
    process = start("--port", "0", "--workers", "2")
    base, _ = greeting(process)
    if ready:
        assert ask(base) == 200
    else:
        until(lambda: len(workers(process.pid)) == 2)
    left = children(process.pid)
    process.kill()
    until(lambda: not any(map(is_running, left)))
    with pytest.raises(httpx.ConnectError):
        ask(base)


def test_a_worker_that_does_not_react_is_killed_with_the_others(start: Start) -> None:
    process = start("--port", "0", "--workers", "2")
    base, _ = greeting(process)
    assert ask(base) == 200
    stopped, other = workers(process.pid)
    os.kill(stopped, signal.SIGSTOP)
    process.terminate()
    process.communicate(timeout=PROMPT)
    assert process.returncode == 0
    assert not is_running(stopped)
    assert not is_running(other)


def test_workers_that_cannot_start_are_one_clear_line() -> None:
    code = "import sys; from mockserver.workers import Workers; Workers(2, sys.exit, 3).run()"
    failed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    last = failed.stderr.splitlines()[-1]
    assert last == "mockserver.workers.WorkerError: a worker cannot start: it ended with code 3"


# Signals.


@pytest.mark.parametrize("count", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("to_the_group", [True, False])
def test_a_signal_lets_answers_finish(count: str, number: signal.Signals, to_the_group: bool) -> None:
    """Sent to the server alone or, as by a terminal, to all its processes."""
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--workers", count],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as process, ThreadPoolExecutor(8) as pool:  # fmt: skip
        base, _ = greeting(process)
        assert ask(base) == 200
        answers = [pool.submit(ask, base, "/@delay=0.6") for _ in range(8)]
        until(lambda: connections(httpx.URL(base).port or 0) >= 16)
        (os.killpg if to_the_group else os.kill)(process.pid, number)
        assert [answer.result() for answer in answers] == [200] * 8
        _, errors = process.communicate(timeout=PROMPT)
    assert (process.returncode, errors) == (0, "")


def test_a_second_ctrl_c_ends_all_workers_at_once(start: Start) -> None:
    process = start("--port", "0", "--workers", "2")
    base, _ = greeting(process)
    with ThreadPoolExecutor(1) as pool:
        assert ask(base) == 200
        hanging = pool.submit(ask, base, "/@delay=30")
        until(lambda: connections(httpx.URL(base).port or 0) >= 2)
        for _ in range(2):
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=PROMPT)
        with pytest.raises(httpx.HTTPError):
            hanging.result()
    assert process.returncode == 0


# Output that nobody reads.


def refused(base: str, count: int = 20) -> None:
    """Requests that are logged with long lines."""
    with httpx.Client(base_url=base, timeout=60) as client:
        for number in range(count):
            assert client.get(f"{PATH}?page=0&{'x' * 900}={number}", headers=AUTHORIZED).status_code == 422


@pytest.mark.parametrize("count", ["1", "2"])
def test_closed_pipes_end_nothing(start: Start, count: str) -> None:
    process = start("--port", "0", "--workers", count, "--log-level", "debug")
    base, _ = greeting(process)
    for pipe in (process.stdout, process.stderr):
        assert pipe is not None
        pipe.close()
    refused(base)
    assert ask(base) == 200
    process.terminate()
    assert process.wait(timeout=15) == 0


@pytest.mark.parametrize("count", ["1", "2"])
def test_a_log_that_nobody_reads_ends_nothing(start: Start, count: str) -> None:
    """A pipe holds 64 KiB; what a server writes beyond that has to wait, or is lost."""
    process = start("--port", "0", "--workers", count)
    base, _ = greeting(process)
    refused(base, 400)
    assert ask(base) == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) == 0


@pytest.mark.parametrize("count", ["1", "2"])
@pytest.mark.parametrize(
    "streams", [">/dev/full 2>/dev/full", ">&- 2>&-", "<&- >&- 2>&-", ">/dev/full 2>&-", ">&- 2>/dev/full"]
)
def test_full_and_closed_streams_end_nothing(count: str, streams: str) -> None:
    port = _free_port()
    line = f'exec "$0" serve --port {port} --workers {count} {streams}'
    process = subprocess.Popen(["/bin/sh", "-c", line, *COMMAND])
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=10)) as client:
            assert client.get(f"http://127.0.0.1:{port}/_mock/health", timeout=60).status_code == 200
        refused(f"http://127.0.0.1:{port}")
        assert ask(f"http://127.0.0.1:{port}") == 200
    finally:
        process.terminate()
        assert process.wait(timeout=15) == 0


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


# The scenario file.


@pytest.mark.parametrize("names", [20, 2000])
def test_a_file_that_is_being_written_loses_no_name(start: Start, tmp_path: Path, names: int) -> None:
    """Written in 50 parts, with a request after each."""
    file = tmp_path / "scenarios.toml"

    def catalogue(rows: int) -> str:
        return "".join(f"[scenarios.case-{n}]\nis = 'rows={rows}'\n" for n in range(names))

    file.write_text(catalogue(1))
    base, _ = greeting(start("--port", "0", "--scenarios", str(file)))
    whole = catalogue(2)
    with file.open("w") as writing, httpx.Client(base_url=base, headers=AUTHORIZED) as client:
        for part in range(50):
            writing.write(whole[len(whole) * part // 50 : len(whole) * (part + 1) // 50])
            writing.flush()
            answer = client.get(f"/@case-{names - 1}{PATH}?page=1")
            assert answer.status_code == 200
            assert answer.json()["meta"]["total"] in (1, 2)
        until(lambda: client.get(f"/@case-{names - 1}{PATH}?page=1").json()["meta"]["total"] == 2)
