"""The contract's cases by Schemathesis, right and wrong, each answer held against the request as sent."""

from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import ignored_auth

from contract_tests.cases import MODES, cases, held_against_its_request
from contract_tests.dialect import Dialect
from contract_tests.plugin.settings import Choice
from contract_tests.report.redaction import Mask
from contract_tests.report.text import tell
from contract_tests.runner import Judgement, Outcome, Verdict


def hold(case: Case[Any], judgement: Judgement, choice: Choice) -> None:
    """Send one case, and fail with what its answer breaks."""
    headers = {"Authorization": f"Bearer {choice.token}"}
    with requests.Session() as session:
        session.trust_env = False  # No proxy stands before this machine, and ~/.netrc has no token.
        response = case.call(judgement.api.url, session, headers, allow_redirects=False)
    try:
        # The laws of access know better than a random token what a mock without a token of its own refuses.
        case.validate_response(response, headers=headers, excluded_checks=[ignored_auth])
    except FailureGroup as group:
        raise AssertionError("\n".join(str(each) for each in group.exceptions)) from None
    for law, broken, exchange in held_against_its_request(response, judgement.api):
        raise AssertionError(tell(Verdict(law, Outcome.BROKEN, broken.found, (exchange,))))


@pytest.mark.parametrize("mode", MODES)
def test_every_case_is_answered_by_the_contract(
    mode: str, judgement: Judgement, choice: Choice, mask: Mask
) -> None:
    if choice.terms.live or choice.examples == 0:
        pytest.skip("not judged: a live API is not fuzzed" if choice.terms.live else "not judged: --fuzz 0")
    if choice.dialect != Dialect():
        pytest.skip("not judged: the cases are those of the contract as it is, and the dialect is another")

    @settings(
        max_examples=choice.examples,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(judgement.api.promises, mode))
    def each(case: Case[Any]) -> None:
        hold(case, judgement, choice)

    failure = None
    try:
        each()
    except Exception as raised:
        failure = str(raised)
    if failure is not None:  # Out here, where pytest shows no exception beside it that is not masked.
        pytest.fail(mask(f"schemathesis-{mode}: broken\n{failure}"), pytrace=False)
