"""Starts the mock as the API under test."""

import os
import subprocess
import sys
from typing import Final

import pytest

Process = subprocess.Popen[str]

MOCK: Final[pytest.StashKey[Process]] = pytest.StashKey()

TOKEN: Final = "contract-tests"  # Valid for this mock only.
"""The token of the mock."""

OPTIONS: Final = ("--port", "0", "--rows", "300", "--log-level", "error")
"""300 numbers are enough for every check, and quick."""


def start(config: pytest.Config) -> None:
    """Start a mock on a free port, unless there is one, and stop it after the run; see `url_of`."""
    if MOCK in config.stash:
        return
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOCKSERVER_")}
    environment |= {"MOCKSERVER_TOKEN": TOKEN}
    command = [sys.executable, "-P", "-m", "mockserver", "serve", *OPTIONS]  # Not one in this folder.
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    config.stash[MOCK] = process

    def stop() -> None:
        process.kill()  # It stores nothing, and a graceful stop takes longer.
        process.communicate()

    config.add_cleanup(stop)


def url_of(process: Process) -> str:
    """The URL of a mock, once it listens. Raises OSError if it ended."""
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(2)]
    if not lines[1]:
        raise OSError("the mock did not start")
    return lines[1].strip()
