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


def write(config: pytest.Config, runner: Runner, settings: Settings) -> None:
    """Gather the findings, and write the files that were asked for."""
    difference = history.difference(settings.history, runner.finished)
    findings = config.stash[FINDINGS] = Findings(runner, settings.run, difference)
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
