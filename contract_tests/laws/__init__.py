"""The laws, one module a theme; importing this enters them all."""

from contract_tests.laws import (
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
