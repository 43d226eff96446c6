"""The checks, one module a theme; each module ends with the tuple of its checks."""

from contract_tests.check import Check, EvidenceCheck
from contract_tests.checks import (
    access,
    accounts,
    answers,
    bounds,
    encryption,
    filters,
    meta,
    paging,
    records,
    refusals,
    stories,
    wire,
)
from contract_tests.checks.refusals import UnsupportedParameter
from contract_tests.expectations import Expectations

__all__ = ["UnsupportedParameter", "load"]


def load(expectations: Expectations) -> tuple[Check, ...]:
    """All checks of a contract, in the order of a run: wrong credentials late, evidence last.

    Raises UnsupportedParameter if the contract has a parameter that no invalid values are known for.
    """
    found: tuple[Check, ...] = (
        *access.CHECKS,
        *accounts.CHECKS,
        *answers.CHECKS,
        *bounds.CHECKS,
        *encryption.CHECKS,
        *filters.CHECKS,
        *meta.CHECKS,
        *paging.CHECKS,
        *records.CHECKS,
        *refusals.checks(expectations),
        *stories.CHECKS,
        *wire.CHECKS,
    )
    return tuple(sorted(found, key=_phase))


def _phase(check: Check) -> int:
    return 2 if isinstance(check, EvidenceCheck) else int(check.last)
