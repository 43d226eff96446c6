"""docs/FAULTS.md is the list of faults, and the figures above it are those of its rows."""

import re
from pathlib import Path

from tests.faults import FAULTS

PAGE = Path(__file__).parent.parent / "docs" / "FAULTS.md"


def rows() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]


def test_it_has_every_fault_with_its_law() -> None:
    expected = [[f"`{each.name}`", each.sentence, f"`{each.law}`"] for each in FAULTS.values()]
    assert [row[:3] for row in rows()] == expected


def test_its_figures_are_those_of_its_rows() -> None:
    text = PAGE.read_text(encoding="utf-8")
    plain = sum(row[3] != "–" for row in rows())
    assert f"Noticed by the laws: {len(FAULTS)} of {len(FAULTS)}." in text
    assert re.search(rf"Noticed by plain Schemathesis: {plain} of {len(FAULTS)}\.", text)


def test_there_are_enough_of_them() -> None:
    assert len(FAULTS) >= 60
