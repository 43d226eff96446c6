"""The checks: all are listed, each has a sentence, and parameters they cannot test are refused."""

import re
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from contract_tests import checks
from contract_tests.check import EvidenceCheck, RequestCheck
from contract_tests.checks import refusals
from contract_tests.expectations import Expectations, load
from mockserver import contract as contracts

CHECKS = checks.load(load())
THEMES = [module for module in vars(checks).values() if isinstance(module, ModuleType)]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.__name__)
def test_every_check_of_a_module_is_listed(theme: ModuleType) -> None:
    defined = [each for each in vars(theme).values() if isinstance(each, RequestCheck | EvidenceCheck)]
    assert [each.id for each in defined if each not in CHECKS] == []


def test_no_two_checks_have_the_same_id() -> None:
    assert len({check.id for check in CHECKS}) == len(CHECKS)


def test_every_check_has_a_short_sentence() -> None:
    for check in CHECKS:
        assert re.fullmatch(r"[A-Z`].{1,117}\.", check.sentence), check.id


def test_every_assumption_of_a_check_is_an_open_question_of_the_contract() -> None:
    assert {name for check in CHECKS for name in check.assumes} <= load().questions


@pytest.mark.parametrize(
    ("schema", "what"),
    [
        ({"type": "string"}, "a string with no format"),
        ({"type": "string", "format": "email"}, "a string with format 'email'"),
        ({"type": "number"}, "a number with no format"),
    ],
)
def test_a_parameter_without_known_invalid_values_is_named(schema: dict[str, Any], what: str) -> None:
    expectations = Expectations(contracts.load())
    first = expectations.parameters[0]
    expectations.parameters = (*expectations.parameters, replace(first, name="keyword", schema=schema))
    with pytest.raises(refusals.UnsupportedParameter) as raised:
        checks.load(expectations)
    assert f"parameter 'keyword' is {what}" in str(raised.value)
    assert "\n" not in str(raised.value)
