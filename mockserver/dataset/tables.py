"""Reads the CSV tables of this package."""

import csv
from collections.abc import Iterator
from importlib import resources


def lines(name: str) -> Iterator[dict[str, str]]:
    """The lines of a CSV file of this package, keyed by column name."""
    table = resources.files(__package__) / name
    return csv.DictReader(table.read_text(encoding="utf-8").splitlines())
