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

UNSAVED: Final[pytest.StashKey[list[str]]] = pytest.StashKey()
"""Which files could not be written, and why, a sentence each."""


def gathered(runner: Runner, settings: Settings) -> Findings:
    """The findings so far."""
    return Findings(runner, settings.run, history.difference(settings.history, runner.finished))


def write(config: pytest.Config, runner: Runner, settings: Settings) -> None:
    """Write the files that were asked for, and keep the findings for the summary."""
    findings = config.stash[FINDINGS] = gathered(runner, settings)
    problems = config.stash[UNSAVED] = []
    if settings.report is not None:
        page = html.page(findings, settings.redact, settings.dialect_file, settings.ledger)
        try:
            settings.report.write_text(page, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            problems.append(f"{settings.report}: cannot be written: {error.strerror}")
    if settings.baseline is not None and runner.finished:
        api = settings.redact(settings.url or "the mock")
        now = history.updated(settings.history, runner.finished, run=settings.run, api=api, version=VERSION)
        try:
            now.save(settings.baseline)
        except HistoryError as error:
            problems.append(str(error))
