"""Logging: one line an event, on standard error, as text or as JSON."""

import io
import logging
import os
import sys
from contextlib import suppress
from queue import Full, Queue
from threading import Thread
from typing import Final

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.orjson import OrjsonFormatter

from mockserver.settings import Settings

WAITING: Final = 1000
"""Lines that wait to be written, at most."""

PATIENCE: Final = 0.2
"""Seconds that lines are given to be written when the process ends."""


class Background(logging.Handler):
    """Writes lines to a descriptor in a thread of its own, since its reader may not read, and so stop it.

    Lines are dropped if too many wait, and if the descriptor is closed or its disk is full.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._lines: Queue[bytes] = Queue(WAITING)
        self._thread = Thread(target=self._write, name="log", daemon=True)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, as soon as those before it are written."""
        if self._thread.ident is None:
            self._thread.start()
        with suppress(Full):
            self._lines.put_nowait(f"{self.format(record)}\n".encode(errors="backslashreplace"))

    @property
    def is_idle(self) -> bool:
        """Whether no line waits to be written."""
        return not self._lines.unfinished_tasks

    def flush(self) -> None:
        """Wait a moment until all lines are written."""
        with self._lines.all_tasks_done:
            self._lines.all_tasks_done.wait_for(lambda: self.is_idle, PATIENCE)

    def _write(self) -> None:
        while True:
            line = self._lines.get()
            with suppress(OSError):
                while line:
                    line = line[os.write(self._descriptor, line) :]
            self._lines.task_done()


def configure(settings: Settings) -> None:
    """Log as the settings say; of libraries only warnings, and at level debug also what uvicorn does."""
    level = "error" if settings.quiet else settings.log_level
    handler = _standard_error()
    handler.setFormatter(_formatter(settings.log_format))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel({"debug": "INFO", "error": "ERROR"}.get(level, "WARNING"))
    logging.getLogger("mockserver").setLevel(level.upper())
    if level != "debug":
        # It warns of every request that offers HTTP/2, as some clients always do.
        logging.getLogger("uvicorn.error").setLevel("ERROR")
        handler.addFilter(_without_traceback)


def _standard_error() -> logging.Handler:
    if sys.stderr is None:  # It is closed.
        return logging.NullHandler()
    try:
        return Background(sys.stderr.fileno())
    except io.UnsupportedOperation:  # A stream in memory.
        return logging.StreamHandler(sys.stderr)


def _formatter(style: str) -> logging.Formatter:
    if style == "text":
        return logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S")
    # uvicorn repeats its message with colours for a terminal.
    return OrjsonFormatter(
        "%(levelname)s %(name)s %(message)s",
        timestamp="time",
        reserved_attrs=[*RESERVED_ATTRS, "color_message"],
    )


def _without_traceback(record: logging.LogRecord) -> bool:
    """Keep to one line what a client did to its connection: where uvicorn noticed it helps nobody."""
    cause = record.exc_info[1] if record.exc_info else None
    if record.name.startswith("uvicorn") and isinstance(cause, OSError):
        record.exc_info = record.exc_text = None
    return True
