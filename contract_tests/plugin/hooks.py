"""The pytest hooks of the suite."""

import pytest

from contract_tests.plugin import mock, options, settings
from contract_tests.plugin.ending import RUNNER, Ending
from contract_tests.plugin.settings import Settings
from contract_tests.report import html
from contract_tests.report.text import summary, unsteady

SETTINGS: pytest.StashKey[Settings] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the suite."""
    options.add_to(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Read the settings. Raises pytest.UsageError for invalid ones."""
    chosen = settings.read(config)
    if getattr(config.option, "numprocesses", None) and (chosen.policy.live or chosen.report):
        raise pytest.UsageError("a live API or a report needs a single process: leave out -n")
    config.stash[SETTINGS] = chosen
    config.pluginmanager.register(Ending(config, chosen.redact, chosen.url), "contract-ending")


def pytest_collection(session: pytest.Session) -> None:
    """Start the mock if it is tested; it starts up while tests are collected."""
    config = session.config
    in_workers = getattr(config.option, "numprocesses", None)  # Of pytest-xdist.
    if config.stash[SETTINGS].url is None and not config.option.collectonly and not in_workers:
        mock.start(config)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report."""
    runner = session.config.stash.get(RUNNER, None)
    chosen = session.config.stash[SETTINGS]
    if runner is not None and chosen.report is not None:
        chosen.report.write_text(html.page(runner, chosen.redact), encoding="utf-8")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Print how many checks passed, and which were skipped or reported."""
    runner = config.stash.get(RUNNER, None)
    if runner is not None:
        terminalreporter.section("contract")
        for line in (*summary(runner), *unsteady(runner)):
            terminalreporter.write_line(config.stash[SETTINGS].redact(line))
