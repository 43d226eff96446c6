"""The contract's cases, positive and negative, each answer held against the contract."""

from typing import Any

from hypothesis import HealthCheck, settings
from schemathesis import Case

from contract_tests.conftest import Target, schema


@schema.parametrize()
@settings(
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_answer_keeps_the_contract(case: Case[Any], target: Target) -> None:
    case.call_and_validate(base_url=target.url, headers=dict(target.headers))
