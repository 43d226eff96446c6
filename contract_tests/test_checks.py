"""One test for each check; its id is in brackets."""

import pytest

from contract_tests.check import Check
from contract_tests.plugin.causes import Causes
from contract_tests.plugin.hooks import SETTINGS
from contract_tests.report.redaction import Redaction
from contract_tests.results import Outcome
from contract_tests.runner import Runner


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of every check."""
    checks = metafunc.config.stash[SETTINGS].checks
    metafunc.parametrize("check", checks, ids=[each.id for each in checks])


def test_check(
    check: Check, runner: Runner, causes: Causes, redact: Redaction, request: pytest.FixtureRequest
) -> None:
    result = runner.result(check)
    if result.outcome is Outcome.FAILED:
        pytest.fail(redact(causes.describe(result, request.node)), pytrace=False)
    if result.outcome is Outcome.REPORTED:
        pytest.xfail(redact(causes.describe(result, request.node)))
    if result.outcome is Outcome.SKIPPED:
        pytest.skip(redact(result.found))
