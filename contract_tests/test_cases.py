"""Requests that Schemathesis generates from the contract, valid and invalid ones."""

import pytest

from contract_tests.cases import MODES
from contract_tests.fuzzing import fuzz
from contract_tests.plugin.causes import Causes
from contract_tests.plugin.settings import Settings
from contract_tests.report.redaction import Redaction
from contract_tests.results import Outcome
from contract_tests.runner import Runner


@pytest.mark.parametrize("mode", MODES)
def test_every_generated_request_is_answered_as_the_contract_says(
    mode: str,
    runner: Runner,
    settings: Settings,
    causes: Causes,
    redact: Redaction,
    request: pytest.FixtureRequest,
) -> None:
    if settings.policy.live or settings.examples == 0:
        pytest.skip("no generated requests to a live API" if settings.policy.live else "--fuzz 0")
    result = fuzz(runner, mode, settings.examples)
    runner.generated.append(result)
    if result.outcome is Outcome.SKIPPED:
        pytest.skip(redact(result.found))
    if result.outcome is Outcome.FAILED:
        pytest.fail(redact(causes.describe(result, request.node)), pytrace=False)
