"""Requests that Schemathesis generates from the contract, valid and invalid ones."""

from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis import Case
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import ignored_auth

from contract_tests.cases import MODES, cases, failures
from contract_tests.dialect import Dialect
from contract_tests.plugin.settings import Settings
from contract_tests.report.redaction import Redaction
from contract_tests.report.text import describe
from contract_tests.runner import Runner


def verify(case: Case[Any], runner: Runner, token: str) -> None:
    """Send one request. Raises AssertionError if its answer breaks the contract."""
    headers = {"Authorization": f"Bearer {token}"}
    with requests.Session() as session:
        session.trust_env = False  # No proxy to this machine, no token from ~/.netrc.
        response = case.call(runner.client.url, session, headers, allow_redirects=False)
    try:
        # `no-access-with-a-bad-token` covers this, without failing a mock that accepts any token.
        case.validate_response(response, headers=headers, excluded_checks=[ignored_auth])
    except FailureGroup as group:
        raise AssertionError("\n".join(str(each) for each in group.exceptions)) from None
    for failure in failures(response, runner.client.expectations, runner.checks):
        raise AssertionError(describe(failure))


@pytest.mark.parametrize("mode", MODES)
def test_every_generated_request_is_answered_as_the_contract_says(
    mode: str, runner: Runner, settings: Settings, redact: Redaction
) -> None:
    if settings.policy.live or settings.examples == 0:
        pytest.skip("no generated requests to a live API" if settings.policy.live else "--fuzz 0")
    if settings.dialect != Dialect():
        pytest.skip("generated requests follow the contract, not the dialect")

    @hypothesis_settings(
        max_examples=settings.examples,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(runner.client.expectations, mode))
    def each(case: Case[Any]) -> None:
        verify(case, runner, settings.token)

    failure = None
    try:
        each()
    except Exception as raised:
        failure = str(raised)
    if failure is not None:  # Outside of `except`, so that pytest prints no exception that is not redacted.
        pytest.fail(redact(f"schemathesis-{mode}: failed\n{failure}"), pytrace=False)
