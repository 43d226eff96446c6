"""Processes that do the same work: replaced when one ends, and stopped together."""

import logging
import os
import signal
import socket
from collections.abc import Callable
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import wait
from threading import Thread
from time import monotonic, sleep
from typing import Any, Final

from mockserver.errors import UserError

LEAST_LIFE: Final = 1.0
"""Seconds from the start of a worker to that of its replacement, at least."""

STARTING: Final = 10.0
"""Seconds within which a worker that ends with an error is one that cannot start."""

PATIENCE: Final = 1.4
"""Seconds in which workers have to end."""

_SPAWN: Final = get_context("spawn")

log = logging.getLogger("mockserver")


class WorkerError(UserError):
    """A worker that cannot start."""


class Workers:
    """Processes that run a function until SIGINT or SIGTERM, of which a second one kills them.

    They end with this process, however it ends.
    """

    def __init__(self, count: int, work: Callable[..., None], *arguments: Any) -> None:
        self._count = count
        self._work = (work, *arguments)
        self._running: list[_Worker] = []
        self._signals, self._alarm = socket.socketpair()

    def run(self) -> None:
        """Run until a signal. Raises WorkerError if a worker cannot start."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._alarm.send(b"!"))
        try:
            self._running = [_Worker(*self._work) for _ in range(self._count)]
            while not self._signalled():
                for place, worker in enumerate(self._running):
                    if worker.has_ended and not self._signalled(worker.rest):
                        self._running[place] = self._replacement(worker)
        finally:
            self._stop()

    def _signalled(self, seconds: float | None = None) -> bool:
        """Wait for a signal: some seconds, or until a worker ends."""
        ends = [worker.end for worker in self._running] if seconds is None else []
        return self._signals in wait([self._signals, *ends], seconds)

    def _replacement(self, worker: "_Worker") -> "_Worker":
        if worker.has_failed:
            raise WorkerError(f"a worker cannot start: it ended with code {worker.code}")
        new = _Worker(*self._work)
        how = "ended" if worker.code >= 0 else f"was killed by {signal.Signals(-worker.code).name}"
        log.error("worker %d %s: worker %d replaces it", worker.pid, how, new.pid)
        return new

    def _stop(self) -> None:
        if self._signalled(0):
            self._signals.recv(1)
        for worker in self._running:
            worker.terminate()
        deadline = monotonic() + PATIENCE
        while ends := [worker.end for worker in self._running if not worker.has_ended]:
            left = deadline - monotonic()
            if left <= 0 or self._signals in wait([self._signals, *ends], left):
                break
        for worker in self._running:
            worker.kill()


class _Worker:
    """One process, started at once."""

    def __init__(self, work: Callable[..., None], *arguments: Any) -> None:
        self._process = _SPAWN.Process(target=_work, args=(work, *arguments))
        self._begun = monotonic()
        # It inherits the mask, and so leaves Ctrl-C, which a terminal sends to all processes, to this one.
        resource_tracker.ensure_running()  # Which would clear the mask if it were started with the process.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        self.pid: int = self._process.pid or 0
        self.end = self._process.sentinel

    @property
    def code(self) -> int:
        """The exit code; the negative number of the signal that killed it."""
        return self._process.exitcode or 0

    @property
    def has_ended(self) -> bool:
        """Whether the process has ended."""
        return not self._process.is_alive()

    @property
    def has_failed(self) -> bool:
        """Whether the process has ended with an error soon after its start."""
        return self.code > 0 and monotonic() - self._begun < STARTING

    @property
    def rest(self) -> float:
        """Seconds until it may be replaced."""
        return max(self._begun + LEAST_LIFE - monotonic(), 0)

    def terminate(self) -> None:
        """Ask the process to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End the process, if it has not ended."""
        self._process.kill()
        self._process.join()


def _work(work: Callable[..., None], *arguments: Any) -> None:
    """Run in a worker."""
    Thread(target=_end_with_parent, name="parent", daemon=True).start()
    work(*arguments)


def _end_with_parent() -> None:
    """End this process when its parent has ended, which may have been killed."""
    parent_process().join()  # type: ignore[union-attr]  # A worker has one.
    signal.raise_signal(signal.SIGTERM)
    sleep(PATIENCE)
    os._exit(1)
