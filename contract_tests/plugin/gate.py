"""What pytest itself says about a run, its reports, logs, warnings and lines, is redacted too."""

import logging
import re
from collections.abc import Callable, Generator
from functools import lru_cache
from typing import Any, Final, TextIO, TypeVar
from warnings import WarningMessage

import pytest
from _pytest._code.code import TerminalRepr

from contract_tests.report.redaction import Redaction, shown

TEXTS: Final = ("longrepr", "sections", "wasxfail", "user_properties")
"""What of a report has texts of a run in it."""

LONGEST: Final = 20_000
"""Characters of a text in a report; the local variables of each frame may have all that was received."""

HANDLERS: Final = ("caplog_handler", "report_handler", "log_file_handler", "log_cli_handler")
"""What of pytest's logging writes the records of a log."""

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

_OWN: Final = re.compile(r"(\x1b\[[0-9;]*[mK]|\x1b\]9;4;[0-9;]*(?:\x1b\\|\x07)|(?:\A|(?<=m))\r)")
"""What pytest writes to a terminal of its own accord: colours, progress, carriage returns."""


class Gate:
    """Redacts what pytest reports, logs, warns of and writes, before other plugins see it, as JUnit's."""

    def __init__(self, redact: Redaction) -> None:
        self._redact = redact
        self._text = lru_cache(1000)(
            lambda text: redact(cut(text))
        )  # An error of a fixture fails every test.

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Redact the report of a test, with all that others have added to it."""
        report = yield
        return self._redacted(report)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(self) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Redact the report of a module."""
        report = yield
        return self._redacted(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excrepr: object) -> None:
        """Redact the traceback of an error of the suite itself."""
        redacted(excrepr, self._text)

    @pytest.hookimpl(tryfirst=True)
    def pytest_warning_recorded(self, warning_message: WarningMessage) -> None:
        """Redact a warning."""
        warning_message.message = self._redact(str(warning_message.message))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Redact lines and logs from now on."""
        plugins = session.config.pluginmanager
        if terminal := plugins.get_plugin("terminalreporter"):
            terminal._tw._file = Lines(terminal._tw._file, self._redact)
        logs = plugins.get_plugin("logging-plugin")
        for name in HANDLERS:
            if handler := getattr(logs, name, None):
                handler.addFilter(self._redact_record)

    def _redacted(self, report: Report) -> Report:
        for name in TEXTS:
            if hasattr(report, name):
                setattr(report, name, redacted(getattr(report, name), self._text))
        return report

    def _redact_record(self, record: logging.LogRecord) -> bool:
        """Redact a record of a log; as a filter, it leaves none out."""
        text = record.getMessage()
        if record.exc_info:
            text += "\n" + logging.Formatter().formatException(record.exc_info)
        record.msg, record.args, record.exc_info, record.exc_text = self._redact(text), None, None, None
        return True


class Lines:
    """A stream whose text is redacted, apart from what pytest writes to a terminal of its own accord."""

    def __init__(self, stream: TextIO, redact: Redaction) -> None:
        self._stream = stream
        self._redact = redact

    def write(self, text: str) -> int:
        """Write a text."""
        parts = _OWN.split(self._redact.masked(text))
        own = (part if place % 2 else shown(part) for place, part in enumerate(parts))
        return self._stream.write("".join(own))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def cut(text: str) -> str:
    """The beginning of a text, if it is long."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


def redacted(value: Any, redact: Callable[[str], str]) -> Any:
    """A value of a report with every text in it redacted; a traceback is changed where it is."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, list) and all(
        isinstance(each, str) for each in value
    ):  # A number may be in two lines.
        return redact("\n".join(value)).split("\n") if value else value
    if isinstance(value, list | tuple):
        return type(value)(redacted(each, redact) for each in value)
    if isinstance(value, TerminalRepr):
        for name, part in vars(value).items():
            object.__setattr__(value, name, redacted(part, redact))
    return value
