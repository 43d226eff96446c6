"""The mock, started here to be judged."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

Process = subprocess.Popen[str]

ROWS: Final = "300"
"""Enough for every law to be judged, and few enough to be quick."""


@contextmanager
def serving(token: str) -> Iterator[Process]:
    """A mock on a free port that takes this one token; `url_of` waits until it is there."""
    flags = ["--port", "0", "--rows", ROWS, "--log-level", "error"]
    command = [sys.executable, "-m", "mockserver", "serve", *flags]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOCKSERVER_")}
    environment |= {"MOCKSERVER_TOKEN": token}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()  # It keeps nothing, and would take its time to say goodbye.


def url_of(process: Process) -> str:
    """Where a mock listens. Raises OSError if it ended."""
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(2)]
    if not lines[1]:
        raise OSError("the mock did not start")
    return lines[1].strip()
