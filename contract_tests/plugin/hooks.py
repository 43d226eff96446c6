"""The pytest hooks of the suite."""

import signal
import threading
from collections.abc import Generator
from functools import partial
from typing import Any

import pytest

from contract_tests.plugin import files, mock, options, output, settings
from contract_tests.plugin.causes import FOLLOWS_FROM
from contract_tests.plugin.ending import RUNNER, Ending
from contract_tests.plugin.gate import Gate
from contract_tests.plugin.settings import Settings
from contract_tests.report.text import summary

SETTINGS: pytest.StashKey[Settings] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the suite."""
    options.add_to(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Read the settings. Raises pytest.UsageError for invalid ones."""
    files.check_junit(config)
    try:
        chosen = settings.read(config)
    except pytest.UsageError as error:  # It quotes what was given, and files.
        raise pytest.UsageError(settings.redaction()(str(error))) from None
    if getattr(config.option, "numprocesses", None) and (
        chosen.policy.live or chosen.report or chosen.baseline
    ):
        raise pytest.UsageError("a live API, a report or a baseline needs a single process: leave out -n")
    config.stash[SETTINGS] = chosen
    config.pluginmanager.register(Gate(chosen.redact), "contract-gate")
    config.pluginmanager.register(Ending(config, chosen.redact, chosen.url), "contract-ending")
    _end_in_order(config)


def _end_in_order(config: pytest.Config) -> None:
    """Let SIGTERM, which CI sends to a job that it cancels, end the run as Ctrl-C does: with its report."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        config.add_cleanup(partial(_restore, signal.signal(signal.SIGTERM, interrupt)))


def _restore(handler: Any) -> None:
    signal.signal(signal.SIGTERM, handler)


def pytest_collection(session: pytest.Session) -> None:
    """Start the mock if it is tested; it starts up while tests are collected."""
    config = session.config
    in_workers = getattr(config.option, "numprocesses", None)  # Of pytest-xdist.
    if config.stash[SETTINGS].url is None and not config.option.collectonly and not in_workers:
        mock.start(config)


@pytest.hookimpl(tryfirst=True)  # Before pytest writes its own files, which may fail.
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report."""
    runner = session.config.stash.get(RUNNER, None)
    if runner is not None:
        output.write(session.config, runner, session.config.stash[SETTINGS])


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Print how many checks passed, and which were skipped or reported."""
    findings = config.stash.get(output.FINDINGS, None)
    if findings is not None:
        terminalreporter.section("contract")
        for line in summary(findings):
            terminalreporter.write_line(config.stash[SETTINGS].redact(line))
        for problem in config.stash.get(output.UNSAVED, []):
            terminalreporter.write_line(config.stash[SETTINGS].redact(problem))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Mark the report of a failure that follows from another one."""
    report = yield
    vars(report)["follows_from"] = item.stash.get(FOLLOWS_FROM, None)
    return report


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Count a failure that follows from another one apart; it is listed under its cause."""
    if report.failed and getattr(report, "follows_from", None):
        return "following", "f", "FOLLOWS"
    return None
