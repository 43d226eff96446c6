"""Logging: one line an event, on standard error, as text or as JSON."""

import logging
import sys

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.orjson import OrjsonFormatter

from mockserver.settings import Settings


def configure(settings: Settings) -> None:
    """Log as the settings say; of libraries only warnings, and at level debug also what uvicorn does."""
    level = "error" if settings.quiet else settings.log_level
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(settings.log_format))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel({"debug": "INFO", "error": "ERROR"}.get(level, "WARNING"))
    logging.getLogger("mockserver").setLevel(level.upper())
    if level != "debug":
        # It warns of every request that offers HTTP/2, as some clients always do.
        logging.getLogger("uvicorn.error").setLevel("ERROR")
        handler.addFilter(_without_traceback)


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
