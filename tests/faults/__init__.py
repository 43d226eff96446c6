"""Faults that real back ends ship, each a small wrapper of the mock: what the suite has to notice."""

from tests.faults import answers, methods, pages, queries, rows
from tests.faults.mutant import FAULTS, Fault

__all__ = ["FAULTS", "Fault", "answers", "methods", "pages", "queries", "rows"]
