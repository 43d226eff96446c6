"""Logging: one line an event, on standard error."""

import logging
import sys


def configure(level: str) -> None:
    """Log events of this level and above; of libraries only warnings, but all at debug."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper() if level in ("debug", "error") else "WARNING")
    logging.getLogger("mockserver").setLevel(level.upper())
    if level != "debug":
        # It warns of every request that offers HTTP/2, as some clients always do.
        logging.getLogger("uvicorn.error").setLevel("ERROR")
        handler.addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    """What a client did to its connection is told in a line; where in uvicorn it was noticed helps nobody."""
    if record.name.startswith("uvicorn"):
        record.exc_info = record.exc_text = None
    return True
