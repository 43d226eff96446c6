"""Writes the section "Back ends" of docs/FAULTS.md: each fault, and a check that it fails.

`make backend-faults` runs it, with the languages of the back ends; it takes an hour if there are no rows.
NAMES="…" limits it to some back ends (`gin`), to a fault wherever it exists (`order-random`), or to a fault
of one back end (`gin/order-random`), and keeps the other rows. A check that a row names stays if the fault
still fails it. A check that fails without others before it is preferred.
"""

import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from contract_tests.check import RequestCheck
from contract_tests.results import Unavailable
from contract_tests.runner import CannotRun
from tests.backends import court, database
from tests.backends.backend import BACKENDS, Backend
from tools import fault_page

SILENT: Final = "silent"
REPORTED: Final = "reported"
REFUSED: Final = "cannot run"
WORDS: Final = (SILENT, REPORTED, REFUSED)

MOST: Final = 5
"""How many checks are run alone, to find one that fails alone."""

HEAD: Final = """
{count} faults of the number list written in other frameworks ([tests/backends](../tests/backends)). The third
column names a check that each one fails under the terms of a live API, whose habits are unknown; the fourth
one that it fails strictly, with the dialect that calibration wrote for the back end without faults.
`make check-backends` demands both. `reported`: a check failed, but what it found may be a habit where the
documentation is silent, so the run does not fail. `silent`: nothing was noticed. `make backend-faults`
measures this again.

| back end | faults | noticed live | reported | silent | noticed strictly | reported | silent |
|---|---|---|---|---|---|---|---|
"""

TABLE: Final = """
### {name}

| fault | what it is | live | strictly |
|---|---|---|---|
"""


@dataclass(frozen=True)
class Row:
    """What a fault fails under both terms: the id of a check, or one of the words."""

    live: str
    strict: str

    def text(self, name: str, sentence: str) -> str:
        """The line of the table."""
        cells = " | ".join(_code(each) for each in (self.live, self.strict))
        escaped = sentence.replace("|", "\\|")
        return f"| `{name}` | {escaped} | {cells} |"


Rows = Mapping[tuple[str, str], Row]
"""Rows by the names of back end and fault."""


def _code(found: str) -> str:
    return found if found in WORDS else f"`{found}`"


def read() -> dict[tuple[str, str], Row]:
    """The rows of the page."""
    rows = {}
    for part in fault_page.back_ends().split("\n### ")[1:]:
        backend = part.partition("\n")[0]
        for name, _, *found in fault_page.cells(part):
            rows[backend, name.strip("`")] = Row(*(each.strip("`") for each in found))
    return rows


def unnoticed(backend: Backend) -> list[str]:
    """The faults of a back end that fail no check."""
    rows = {fault: row for (name, fault), row in read().items() if name == backend.name}
    return [fault for fault, row in rows.items() if {row.live, row.strict} <= {SILENT, REPORTED}]


def page(rows: Rows) -> str:
    """The section with these rows; those of faults that no longer exist are left out."""
    known = {
        backend.name: {
            each: rows[backend.name, each] for each in backend.faults if (backend.name, each) in rows
        }
        for backend in BACKENDS
    }
    lines = [HEAD.format(count=sum(map(len, known.values())))]
    lines += [_summary(name, list(found.values())) for name, found in known.items()]
    for backend in BACKENDS:
        lines.append(TABLE.format(name=backend.name))
        found = known[backend.name]
        lines += [f"{row.text(name, backend.faults[name])}\n" for name, row in found.items()]
    return "".join(lines)


def _summary(name: str, rows: Sequence[Row]) -> str:
    cells: list[object] = [name, len(rows)]
    for terms in court.TERMS:
        found = [getattr(row, terms) for row in rows]
        reported, silent = found.count(REPORTED), found.count(SILENT)
        cells += [len(found) - reported - silent, reported, silent]
    return f"| {' | '.join(map(str, cells))} |\n"


class Measurement:
    """Measures the faults of one back end, which is built into a folder."""

    def __init__(self, backend: Backend, folder: Path) -> None:
        numbers = folder / "numbers.sqlite"
        database.write(numbers)
        backend.build(folder)
        with backend.serve(folder, numbers) as url:
            self._faulty = court.Faulty(backend, folder, numbers, court.calibrated(url))
        self._usual: dict[str, set[str]] = {}
        for terms in court.TERMS:
            with self._faulty.running(terms) as runner:
                failed = court.failures(runner)
                self._usual[terms] = {*failed, *(each.id for each in court.reported(runner))}
            for check, found in failed.items():
                print(f"{backend.name} without faults fails {check} ({terms}), which is left out: {found}")

    def row(self, fault: str, known: Row | None) -> Row:
        """The row of a fault."""
        return Row(*(self._found(terms, fault, getattr(known, terms, SILENT)) for terms in court.TERMS))

    def _found(self, terms: str, fault: str, known: str) -> str:
        if known not in WORDS and self._faulty.is_noticed(terms, fault, known):
            return known
        try:
            with self._faulty.running(terms, fault) as runner:
                failed = court.failures(runner).keys() - self._usual[terms]
                checks = [each.id for each in runner.checks if isinstance(each, RequestCheck)]
                candidates = sorted(failed, key=[*checks, *sorted(failed - set(checks))].index)
                reported = {each.id for each in court.reported(runner)} - self._usual[terms]
        except (CannotRun, Unavailable) as error:
            print(f"{fault} ({terms}): {error}")
            return REFUSED
        alone = (each for each in candidates[:MOST] if self._faulty.fails(terms, fault, each))
        return next(alone, candidates[0] if candidates else REPORTED if reported else SILENT)


def measure(backend: Backend, faults: Sequence[str], known: Rows) -> None:
    """Measure some faults of a back end; each row is written at once."""
    with TemporaryDirectory() as folder:
        measurement = Measurement(backend, Path(folder))
        for fault in faults:
            row = measurement.row(fault, known.get((backend.name, fault)))
            print(backend.name, row.text(fault, backend.faults[fault]), flush=True)
            fault_page.write_back_ends(page({**read(), (backend.name, fault): row}))


def main(names: Sequence[str]) -> None:
    """Measure the faults with these names, or all."""
    warnings.simplefilter("ignore")
    known = read()
    chosen = {
        backend: [
            each
            for each in backend.faults
            if not names or {backend.name, each, f"{backend.name}/{each}"} & set(names)
        ]
        for backend in BACKENDS
    }
    every = {
        name
        for each in BACKENDS
        for name in (each.name, *each.faults, *(f"{each.name}/{f}" for f in each.faults))
    }
    if unknown := [name for name in names if name not in every]:
        sys.exit(f"there is no back end or fault {unknown[0]!r}; see tests/backends/*/backend.toml")
    if missing := [each.name for each, faults in chosen.items() if faults and not each.installed()]:
        sys.exit(f"the languages or packages of {', '.join(missing)} are not installed")
    for backend, faults in chosen.items():
        if faults:
            measure(backend, faults, known)


if __name__ == "__main__":
    main(sys.argv[1:])
