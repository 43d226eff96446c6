"""The laws, one module a theme; importing this enters them all."""

from contract_tests.check import Law, entered
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

__all__ = [
    "LAWS",
    "access",
    "accounts",
    "answers",
    "bounds",
    "encryption",
    "filters",
    "meta",
    "paging",
    "records",
    "refusals",
    "stories",
    "wire",
]

LAWS: tuple[Law, ...] = tuple(entered())
"""Every law, those that are judged at the end last."""
