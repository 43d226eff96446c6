import logging
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from mockserver import logs, settings
from mockserver.logs import WAITING, Background


@pytest.fixture(autouse=True)
def _loggers_as_they_were() -> Iterator[None]:
    names = ("", "mockserver", "uvicorn.error")
    before = {name: (logging.getLogger(name).level, logging.getLogger(name).handlers) for name in names}
    yield
    for name, (level, handlers) in before.items():
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).handlers = handlers


@pytest.mark.parametrize(("name", "traced"), [("uvicorn.error", False), ("mockserver", True)])
@pytest.mark.parametrize("level", ["info", "debug"])
def test_tracebacks_are_logged_for_errors_of_the_mock_only(
    capsys: pytest.CaptureFixture[str], name: str, traced: bool, level: str
) -> None:
    logs.configure(settings.load(log_level=level))
    try:
        raise ConnectionError("gone")
    except ConnectionError:
        logging.getLogger(name).exception("a request broke off")
    output = capsys.readouterr().err
    assert "ERROR a request broke off\n" in output
    assert ("Traceback" in output) == (traced or level == "debug")


@pytest.mark.parametrize(("level", "logged"), [("info", True), ("error", False)])
def test_library_warnings_are_logged_unless_the_level_is_error(
    capsys: pytest.CaptureFixture[str], level: str, logged: bool
) -> None:
    logs.configure(settings.load(log_level=level))
    logging.getLogger("some.library").warning("mind")
    assert ("mind" in capsys.readouterr().err) == logged


def test_json_lines_hold_no_colours(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(settings.load(log_format="json"))
    logging.getLogger("mockserver").warning("plain", extra={"color_message": "\x1b[36mplain"})
    assert "color" not in capsys.readouterr().err


def test_an_error_of_the_mock_keeps_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(settings.load())
    try:
        raise TypeError("of the mock")
    except TypeError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    assert "TypeError: of the mock" in capsys.readouterr().err


@pytest.fixture
def piped() -> Iterator[tuple[Background, int]]:
    """A handler that writes into a pipe, and the end of the pipe to read from."""
    reader, writer = os.pipe()
    handler = Background(writer)
    yield handler, reader
    with suppress(OSError):
        os.close(reader)
    while not handler.is_idle:
        handler.flush()
    os.close(writer)


def record(text: str) -> logging.LogRecord:
    return logging.LogRecord("mockserver", logging.INFO, "", 0, text, (), None)


def test_lines_are_written_in_order_and_whole(piped: tuple[Background, int]) -> None:
    handler, reader = piped
    lines = [f"{number} 号码 {'x' * 300}" for number in range(100)]
    for line in lines:
        handler.emit(record(line))
    handler.flush()
    assert os.read(reader, 10**6).decode().splitlines() == lines


def test_a_reader_that_does_not_read_stops_nothing_and_loses_lines_only(
    piped: tuple[Background, int],
) -> None:
    handler, reader = piped
    for number in range(10 * WAITING):
        handler.emit(record(f"{number} {'x' * 1000}"))
    handler.flush()
    assert not handler.is_idle
    assert os.read(reader, 10) == b"0 xxxxxxxx"


def test_lines_for_a_closed_reader_are_dropped(piped: tuple[Background, int]) -> None:
    handler, reader = piped
    os.close(reader)
    for _ in range(3):
        handler.emit(record("lost"))
    handler.flush()
    assert handler.is_idle


def test_lines_for_a_full_disk_are_dropped() -> None:
    with Path("/dev/full").open("wb") as full:
        handler = Background(full.fileno())
        handler.emit(record("lost"))
        handler.flush()
        assert handler.is_idle


def test_without_standard_error_nothing_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    logs.configure(settings.load())
    logging.getLogger("mockserver").warning("to nobody")


def test_standard_error_is_written_to_in_the_background(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (tmp_path / "log").open("w") as file:
        monkeypatch.setattr(sys, "stderr", file)
        logs.configure(settings.load())
        logging.getLogger("mockserver").warning("kept")
        logging.getLogger().handlers[0].flush()
    assert (tmp_path / "log").read_text().endswith(" WARNING kept\n")
