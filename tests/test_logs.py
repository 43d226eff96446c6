import logging
from collections.abc import Iterator

import pytest

from mockserver import logs, settings


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
