"""The checks, one module a theme; each module ends with the tuple of its checks."""

from contract_tests.check import Check, EvidenceCheck
from contract_tests.checks import (
    access,
    accounts,
    answers,
    bounds,
    caching,
    ciphers,
    damage,
    documentation,
    doors,
    encryption,
    far_end,
    filters,
    isolation,
    meta,
    negotiation,
    paging,
    records,
    refusals,
    shapes,
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
        *caching.CHECKS,
        *ciphers.CHECKS,
        *damage.CHECKS,
        *documentation.CHECKS,
        *encryption.CHECKS,
        *far_end.CHECKS,
        *filters.CHECKS,
        *isolation.CHECKS,
        *meta.CHECKS,
        *negotiation.CHECKS,
        *paging.CHECKS,
        *records.CHECKS,
        *refusals.checks(expectations),
        *shapes.CHECKS,
        *stories.CHECKS,
        *wire.CHECKS,
        *doors.CHECKS,  # Last, since wrong credentials may lock a client out.
    )
    return tuple(sorted(found, key=_phase))


def _phase(check: Check) -> int:
    return 2 if isinstance(check, EvidenceCheck) else int(check.last)
