"""The suite is judged: it notices every fault, by the law that names it, and sees none where none is."""

import logging

import pytest
from starlette.types import ASGIApp

from contract_tests.judge import Outcome, Verdict, judge, judging
from mockserver import contract as contracts
from mockserver import settings
from mockserver.app import create_app
from tests.faults import FAULTS, Fault
from tests.faults.mutant import Remembering

ROWS = 60
"""Enough for every law to be judged."""


def mock(**given: object) -> ASGIApp:
    return create_app(settings.load(token="judge", **given), contracts.load())


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return Remembering(mock(rows=ROWS))


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("mockserver"), "disabled", True)


def broken(verdicts: list[Verdict]) -> dict[str, str]:
    return {each.law.id: each.found for each in verdicts if each.outcome is Outcome.BROKEN}


@pytest.mark.parametrize("fault", [pytest.param(each, id=each.name) for each in FAULTS.values()])
def test_every_fault_is_noticed_by_the_law_that_names_it(fault: Fault, app: ASGIApp) -> None:
    with judging(fault.wrap(app)) as judgement:
        assert judgement[fault.law].outcome is Outcome.BROKEN


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 7, 12, 13, 14, 15, 16, 100, 1000, 10**6, 10**12])
def test_a_right_server_breaks_no_law(rows: int) -> None:
    assert broken(judge(mock(rows=rows))) == {}


@pytest.mark.parametrize("seed", range(1, 6))
def test_no_seed_makes_a_right_server_break_a_law(seed: int) -> None:
    assert broken(judge(mock(seed=seed, rows=200, numbers="realistic"))) == {}


def test_a_right_server_with_usual_data_leaves_no_law_unjudged(app: ASGIApp) -> None:
    assert [each.law.id for each in judge(app) if each.outcome is not Outcome.HELD] == []
