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
def test_a_traceback_is_told_of_our_own_faults_alone(
    capsys: pytest.CaptureFixture[str], name: str, traced: bool, level: str
) -> None:
    logs.configure(settings.load(log_level=level))
    try:
        raise ConnectionError("gone")
    except ConnectionError:
        logging.getLogger(name).exception("a request broke off")
    told = capsys.readouterr().err
    assert "ERROR a request broke off\n" in told
    assert ("Traceback" in told) == (traced or level == "debug")


@pytest.mark.parametrize(("level", "told"), [("info", True), ("error", False)])
def test_warnings_of_libraries_are_told_unless_only_errors_are_asked_for(
    capsys: pytest.CaptureFixture[str], level: str, told: bool
) -> None:
    logs.configure(settings.load(log_level=level))
    logging.getLogger("some.library").warning("mind")
    assert ("mind" in capsys.readouterr().err) == told
