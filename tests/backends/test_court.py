"""The suite finds nothing in back ends with whatever habit, and the faults that docs/FAULTS.md lists."""

from pathlib import Path
from typing import Final

import pytest

from contract_tests.dialect import Dialect
from tests.backends import court
from tests.backends.backend import BACKENDS, Backend
from tests.backends.court import Faulty
from tools.backend_faults import WORDS, page, read, unnoticed
from tools.fault_page import back_ends

ROWS: Final = read()

HABITS: Final = [
    pytest.param(backend, habits, id="-".join([backend.name, *(habits or ["default"])]))
    for backend in BACKENDS
    for habits in ([], *([each] for each in backend.habits))
]

FAULTS: Final = [
    pytest.param(backend, fault, id=f"{backend.name}-{fault}")
    for backend in BACKENDS
    for fault in backend.faults
    if (backend.name, fault) in ROWS and fault not in unnoticed(backend)
]


@pytest.fixture(scope="module")
def calibrated() -> dict[Backend, Dialect]:
    """The dialects of the back ends without faults, once they have been asked for."""
    return {}


@pytest.fixture
def faulty(backend: Backend, ready: Path, database: Path, calibrated: dict[Backend, Dialect]) -> Faulty:
    if backend not in calibrated:
        with backend.serve(ready, database) as url:
            calibrated[backend] = court.calibrated(url)
    return Faulty(backend, ready, database, calibrated[backend])


@pytest.mark.matrix
@pytest.mark.parametrize(("backend", "habits"), HABITS)
def test_a_correct_back_end_fails_no_check_and_leaves_no_gap(
    backend: Backend, habits: list[str], ready: Path, database: Path
) -> None:
    with backend.serve(ready, database, habits=habits) as url:
        with court.running(url, court.LIVE) as runner:
            dialect = court.written(runner)
            live = court.failures(runner)
        with court.running(url, court.STRICT, dialect) as runner:
            strict = court.failures(runner)
    assert (live, strict) == ({}, {})


@pytest.mark.matrix
@pytest.mark.parametrize(("backend", "fault"), FAULTS)
def test_a_fault_fails_the_checks_that_the_table_names(backend: Backend, fault: str, faulty: Faulty) -> None:
    row = ROWS[backend.name, fault]
    named = {terms: getattr(row, terms) for terms in court.TERMS}
    passed = faulty.passed(fault, {terms: check for terms, check in named.items() if check not in WORDS})
    assert passed == {}, f"run `make backend-faults NAMES={backend.name}/{fault}`"


def test_the_table_has_every_fault_with_its_sentence_and_figures() -> None:
    assert set(ROWS) == {(backend.name, fault) for backend in BACKENDS for fault in backend.faults}
    assert back_ends().endswith(page(ROWS)), "run `make backend-faults`"
