"""Where an exported contract goes: a file or standard output."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import typer

from mockserver.errors import UserError


class OutputError(UserError):
    """A file or standard output that cannot be written. The message names it."""


def save(text: bytes, path: Path) -> None:
    """Write a file completely, or leave it as it is.

    Raises OutputError if it cannot be written.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():
            raise OutputError(f"--output {path}: should be a file")
        _replace(target, text)
    except OSError as error:
        raise OutputError(f"--output {path}: cannot be written: {error.strerror}") from None


def _replace(target: Path, text: bytes) -> None:
    new = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        new.write_bytes(text)
        new.replace(target)
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def show(text: bytes) -> None:
    """Write to standard output; a reader such as `head` may close it early.

    Raises OutputError if it cannot be written.
    """
    if sys.stdout is None:
        raise OutputError("standard output cannot be written: it is closed")
    try:
        typer.echo(text, nl=False)
    except BrokenPipeError:
        _discard(sys.stdout)
    except OSError as error:
        _discard(sys.stdout)
        raise OutputError(f"standard output cannot be written: {error.strerror}") from None


def complain(text: str) -> None:
    """Write a line to standard error, if it can be written."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        _discard(sys.stderr)


def _discard(stream: TextIO) -> None:
    """Discard buffered output, which Python would try to write once more on exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
