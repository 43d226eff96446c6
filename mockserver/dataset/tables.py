"""The tables beside this module."""

import csv
from collections.abc import Iterator
from importlib import resources


def lines(name: str) -> Iterator[dict[str, str]]:
    """The lines of a CSV file of this package, each by its column names."""
    table = resources.files(__package__) / name
    return csv.DictReader(table.read_text(encoding="utf-8").splitlines())
