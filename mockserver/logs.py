"""Logging: one line an event, on standard error."""

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Log events of this level and above; of libraries' events only warnings, or all at debug."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processor=structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0),
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper() if level in ("debug", "error") else "WARNING")
    logging.getLogger("mockserver").setLevel(level.upper())
