"""What a run writes when it ends: the report, and the file of verdicts for the next one."""

from typing import Final

import pytest

from contract_tests import history
from contract_tests.history import HistoryError
from contract_tests.plugin.settings import Settings
from contract_tests.report import html
from contract_tests.report.findings import VERSION, Findings
from contract_tests.runner import Runner

FINDINGS: Final[pytest.StashKey[Findings]] = pytest.StashKey()
"""What is reported about the run, once it has ended."""

UNSAVED: Final[pytest.StashKey[str]] = pytest.StashKey()
"""Why the verdicts could not be kept."""


def gathered(runner: Runner, settings: Settings) -> Findings:
    """The findings so far."""
    return Findings(runner, settings.run, history.difference(settings.history, runner.finished))


def write(config: pytest.Config, runner: Runner, settings: Settings) -> None:
    """Write the files that were asked for, and keep the findings for the summary."""
    findings = config.stash[FINDINGS] = gathered(runner, settings)
    if settings.report is not None:
        page = html.page(findings, settings.redact, settings.dialect_file, settings.ledger)
        settings.report.write_text(page, encoding="utf-8")
    if settings.baseline is not None and runner.finished:
        api = settings.redact(settings.url or "the mock")
        now = history.updated(settings.history, runner.finished, run=settings.run, api=api, version=VERSION)
        try:
            now.save(settings.baseline)
        except HistoryError as error:
            config.stash[UNSAVED] = str(error)
