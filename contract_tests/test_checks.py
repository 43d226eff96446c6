"""One test for each check; its id is in brackets."""

import pytest

from contract_tests.check import Check
from contract_tests.plugin.hooks import SETTINGS
from contract_tests.report.redaction import Redaction
from contract_tests.report.text import describe
from contract_tests.results import Outcome
from contract_tests.runner import Runner


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of every check."""
    checks = metafunc.config.stash[SETTINGS].checks
    metafunc.parametrize("check", checks, ids=[each.id for each in checks])


def test_check(check: Check, runner: Runner, redact: Redaction) -> None:
    result = runner.result(check)
    if result.outcome is Outcome.FAILED:
        pytest.fail(redact(describe(result, runner.client.dialect)), pytrace=False)
    if result.outcome is Outcome.REPORTED:
        pytest.xfail(redact(describe(result, runner.client.dialect)))
    if result.outcome is Outcome.SKIPPED:
        pytest.skip(redact(result.found))
