"""The pytest hooks of the suite."""

import pytest

from contract_tests.plugin import PACKAGE, mock, options, settings
from contract_tests.plugin.settings import Settings
from contract_tests.report import html
from contract_tests.report.text import summary
from contract_tests.results import Outcome
from contract_tests.runner import Runner

NOT_TESTED = 2
"""Exit code if the API could not be tested."""

SETTINGS: pytest.StashKey[Settings] = pytest.StashKey()
RUNNER: pytest.StashKey[Runner] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the suite."""
    options.add_to(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Read the settings. Raises pytest.UsageError for invalid ones."""
    chosen = settings.read(config)
    if getattr(config.option, "numprocesses", None) and (chosen.policy.live or chosen.report):
        raise pytest.UsageError("a live API or a report needs a single process: leave out -n")
    config.stash[SETTINGS] = chosen


def pytest_collection(session: pytest.Session) -> None:
    """Start the mock if it is tested; it starts up while tests are collected."""
    config = session.config
    in_workers = getattr(config.option, "numprocesses", None)  # Of pytest-xdist.
    if config.stash[SETTINGS].url is None and not config.option.collectonly and not in_workers:
        mock.start(config)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the report, and set the exit code."""
    runner = session.config.stash.get(RUNNER, None)
    if runner is None:
        return
    chosen = session.config.stash[SETTINGS]
    if chosen.report is not None:
        chosen.report.write_text(html.page(runner, chosen.redact), encoding="utf-8")
    ours = all(item.path.is_relative_to(PACKAGE) for item in session.items)
    failed = runner.finished_as(Outcome.FAILED)
    if exitstatus == pytest.ExitCode.TESTS_FAILED and ours and not failed:
        session.exitstatus = NOT_TESTED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Print how many checks passed, and which were skipped or reported."""
    runner = config.stash.get(RUNNER, None)
    if runner is not None:
        terminalreporter.section("contract")
        for line in summary(runner):
            terminalreporter.write_line(config.stash[SETTINGS].redact(line))
