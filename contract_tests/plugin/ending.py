"""How a run ends: its exit code, and the sentence that is printed last."""

from collections.abc import Generator
from typing import Any, Final

import pytest

from contract_tests.client import Client
from contract_tests.plugin import PACKAGE
from contract_tests.report.redaction import Redaction
from contract_tests.results import End
from contract_tests.runner import Runner

RUNNER: Final[pytest.StashKey[Runner]] = pytest.StashKey()

REASON: Final[pytest.StashKey[str]] = pytest.StashKey()
"""Why no check could run."""

COVERAGE: Final = "test_coverage.py"
"""Its tests fail where the run proves nothing, not where the API is wrong."""


class Ending:
    """Collects how the tests of the suite end, in this process or in workers of pytest-xdist."""

    def __init__(self, config: pytest.Config, redact: Redaction, url: str | None) -> None:
        self._config = config
        self._redact = redact
        self._url = url or "the mock"
        self._ends: list[End] = []
        self._problems: list[str] = []
        self._others_failed = False
        self._ended: End | None = None
        self._unwritten: str | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, Any, Any]:
        """Add what a test of the suite says about the run to its report."""
        report = yield
        if item.path.is_relative_to(PACKAGE):
            report.end = _end_of(report, call, item, self._client)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect it."""
        end = getattr(report, "end", None)
        if end is not None:
            self._ends.append(End(end))
            if end == End.NOT_JUDGED:
                self._problems.append(report.nodeid.rpartition("::")[2])
        elif not report.nodeid.startswith(PACKAGE.name) and report.failed:
            self._others_failed = True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, Any, Any]:
        """Set the exit code, even if pytest cannot write its own files."""
        self._ended = self._end(session)
        try:
            return (yield)
        except OSError as error:
            self._unwritten = f"{error.filename}: cannot be written: {error.strerror}"
            return None
        finally:
            if self._ended is not None and not self._others_failed:
                session.exitstatus = self._ended

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_unconfigure(self, config: pytest.Config) -> Generator[None, Any, Any]:
        """Print the sentence, after everything else."""
        result = yield
        terminal = config.pluginmanager.get_plugin("terminalreporter")
        if self._unwritten is not None and terminal is not None:
            terminal.write_line(self._redact(self._unwritten))
        if self._ended is not None and terminal is not None:
            terminal.write_line(self._redact(self._sentence(self._ended)))
        return result

    @property
    def _client(self) -> Client | None:
        runner = self._config.stash.get(RUNNER, None)
        return runner.client if runner is not None else None

    def _end(self, session: pytest.Session) -> End | None:
        """How the run ends; None if it was not meant to test anything."""
        if session.exitstatus == pytest.ExitCode.USAGE_ERROR or session.config.option.collectonly:
            return None
        for end in (End.BROKEN, End.UNAVAILABLE):
            if end in self._ends:
                return end
        if self._client is not None and self._client.ended is not None:
            return End.UNAVAILABLE if self._client.outage else End.NOT_JUDGED
        finished = session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        proved = End.KEPT in self._ends and End.NOT_JUDGED not in self._ends
        return End.KEPT if finished and proved else End.NOT_JUDGED

    def _sentence(self, end: End) -> str:
        client = self._client
        ended = client.ended if client is not None else None
        found = f"{client.url if client is not None else self._url} {end.sentence}"
        if end is End.BROKEN:
            count = self._ends.count(end)
            later = f"; later, {ended}" if ended else ""
            found += f" ({count} {'test' if count == 1 else 'tests'} failed{later})"
        elif end is End.UNAVAILABLE:
            found = ended or found
        elif end is End.NOT_JUDGED:
            why = ended or ", ".join(self._problems) or "no check was completed"
            found = self._config.stash.get(REASON, f"{found}: {why}")
        return f"{end.title}: {found}"


def _end_of(
    report: pytest.TestReport, call: pytest.CallInfo[None], item: pytest.Item, client: Client | None
) -> int | None:
    """What a test says about the run; None if nothing."""
    if report.failed:
        demanded = call.excinfo is not None and call.excinfo.errisinstance(pytest.fail.Exception)
        return End.BROKEN.value if demanded and item.path.name != COVERAGE else End.NOT_JUDGED.value
    if report.skipped and client is not None and client.ended is not None and not hasattr(report, "wasxfail"):
        return End.UNAVAILABLE.value if client.outage else End.NOT_JUDGED.value
    return End.KEPT.value if report.when == "call" and report.passed else None
