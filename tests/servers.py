"""Starts servers in separate processes, with the command that users run."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mockserver import __version__

COMMAND = (str(Path(sys.executable).parent / "mockserver"),)

Start = Callable[..., subprocess.Popen[str]]


@contextmanager
def starting() -> Iterator[Start]:
    """A function that starts servers; those still running are stopped on exit."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*COMMAND, "serve", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
        )
        started.append(process)
        return process

    try:
        yield start
    finally:
        for process in started:
            # Not killed at first: workers would outlive the server and keep its pipes open.
            process.terminate()
            try:
                process.communicate(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def greeting(process: subprocess.Popen[str]) -> tuple[str, str]:
    """The URL and the curl command that a server prints once it is listening."""
    assert process.stdout is not None
    lines = [process.stdout.readline().rstrip("\n") for _ in range(4)]
    assert lines[0].startswith(f"longlonglong-mock {__version__} (unofficial)")
    return lines[1], lines[3]


def has_ipv6() -> bool:
    """Whether this machine can listen on the IPv6 loopback address."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True
