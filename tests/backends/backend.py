"""Builds, starts and stops the back ends."""

import os
import shutil
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent

START: Final = 20.0
"""Longest wait for a back end to listen, in seconds."""


@dataclass(frozen=True)
class Backend:
    """One back end, described by the file `backend.toml` in its folder.

    Its keys: `probe`, a command that succeeds where the language and its packages are installed; `build`, a
    command that is run once (optional); `command`, which serves until it is killed; the tables `habits` and
    `faults`, names of switches with what each does. In commands, `{build}` is a folder for what is built,
    `{port}` the port on 127.0.0.1, and `{python}` the interpreter of the tests. The server finds its
    switches in `BACKEND_HABITS` and `BACKEND_FAULTS`, separated by commas, and the numbers in the SQLite
    file `BACKEND_DATABASE`.
    """

    name: str

    @property
    def folder(self) -> Path:
        return FOLDER / self.name

    @cached_property
    def _description(self) -> Mapping[str, Any]:
        return tomllib.loads((self.folder / "backend.toml").read_text(encoding="utf-8"))

    @property
    def habits(self) -> Mapping[str, str]:
        """The habits that a correct server may have."""
        habits: Mapping[str, str] = self._description["habits"]
        return habits

    @property
    def faults(self) -> Mapping[str, str]:
        """The faults, each a breach of the contract."""
        faults: Mapping[str, str] = self._description["faults"]
        return faults

    def installed(self) -> bool:
        """Whether the language and the packages it needs are installed."""
        probe = self._words(self._description["probe"])
        if shutil.which(probe[0]) is None:
            return False
        return subprocess.run(probe, cwd=self.folder, capture_output=True, check=False).returncode == 0

    def build(self, folder: Path) -> None:
        """Build the back end into a folder, which must exist."""
        if "build" in self._description:
            subprocess.run(self._words(self._description["build"], build=folder), cwd=self.folder, check=True)

    @contextmanager
    def serve(
        self, build: Path, database: Path, *, habits: Sequence[str] = (), faults: Sequence[str] = ()
    ) -> Iterator[str]:
        """The URL of a running server with these switches. Raises OSError if it does not start."""
        port = _free_port()
        environment = os.environ | {
            "BACKEND_DATABASE": str(database),
            "BACKEND_HABITS": ",".join(habits),
            "BACKEND_FAULTS": ",".join(faults),
        }
        command = self._words(self._description["command"], build=build, port=port)
        with (build / "log").open("ab") as log:
            process = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_it_listens(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()

    def _words(self, command: Sequence[str], **places: object) -> list[str]:
        return [
            word.format(**{"python": sys.executable, "build": "", "port": "", **places}) for word in command
        ]


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def _wait_until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end:
        if process.poll() is not None:
            raise OSError(f"{process.args!r} ended with exit code {process.returncode}")
        with socket.socket() as connecting:
            if connecting.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise OSError(f"{process.args!r} did not listen within {START:g} seconds")


BACKENDS: Final = tuple(Backend(path.parent.name) for path in sorted(FOLDER.glob("*/backend.toml")))
"""All back ends."""
