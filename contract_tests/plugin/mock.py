"""The mock, started here to be judged."""

import os
import subprocess
import sys
from typing import Final

import pytest

Process = subprocess.Popen[str]

MOCK: Final[pytest.StashKey[Process]] = pytest.StashKey()

TOKEN: Final = "contract-tests"  # It opens nothing but this mock.
"""The one token that the mock takes."""

ROWS: Final = "300"
"""Enough for every law to be judged, and few enough to be quick."""


def start(config: pytest.Config) -> None:
    """Start a mock on a free port, unless it was started, and end it with the run; `url_of` waits for it."""
    if MOCK in config.stash:
        return
    command = [
        sys.executable,
        "-m",
        "mockserver",
        "serve",
        "--port",
        "0",
        "--rows",
        ROWS,
        "--log-level",
        "error",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOCKSERVER_")}
    environment |= {"MOCKSERVER_TOKEN": TOKEN}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    config.stash[MOCK] = process

    def end() -> None:
        process.kill()  # It keeps nothing, and would take its time to say goodbye.
        process.communicate()

    config.add_cleanup(end)


def url_of(process: Process) -> str:
    """Where a mock listens. Raises OSError if it ended."""
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(2)]
    if not lines[1]:
        raise OSError("the mock did not start")
    return lines[1].strip()
