"""Results of checks: passed, failed, reported, skipped; and what a run must have exercised."""

import logging
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pytest
from starlette.types import ASGIApp

from contract_tests import coverage
from contract_tests.check import RequestCheck
from contract_tests.client import Client
from contract_tests.exchange import BEARER
from contract_tests.request_policy import LIVE_BUDGET, RequestPolicy
from contract_tests.results import Outcome
from contract_tests.runner import Runner, open_runner
from contract_tests.throttle import Throttle
from mockserver import contract as contracts
from mockserver import settings
from mockserver.app import create_app
from mockserver.drift import DRIFTS, kinds
from mockserver.drift.access import TOKEN
from tests.drift.server import Remembering, drifting

LIVE = RequestPolicy(live=True, budget=LIVE_BUDGET, until="2025-12-31 00:00:00")


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("mockserver"), "disabled", True)


def mock(rows: int) -> ASGIApp:
    return Remembering(create_app(settings.load(token=TOKEN, rows=rows), contracts.load()))


def opened(app: ASGIApp, **how: Any) -> AbstractContextManager[Runner]:
    """A runner on the same day of the week, whenever the tests run."""
    return open_runner(app, **{"token": TOKEN, "today": date(2026, 11, 23), **how})


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return mock(200)


@pytest.fixture(scope="module")
def live(app: ASGIApp) -> Iterator[Runner]:
    with opened(app, policy=LIVE) as runner:
        runner.results()
        yield runner


def test_a_live_api_receives_at_most_60_requests_and_only_get(live: Runner) -> None:
    assert live.client.throttle.sent <= 60
    assert {exchange.request.method for exchange in live.client.evidence.exchanges} == {"GET"}


def test_numbers_of_a_live_api_are_requested_up_to_a_moment(live: Runner) -> None:
    """Only calibration, `start_at` alone, and the documented request have no `end_at`."""
    pages = list(live.client.evidence.pages(start=live.calibrated))
    open_ended = [page for page in pages if page.sent.end_at is None]
    assert pages
    for page in open_ended:
        documented = page.exchange.request.headers
        assert page.sent.start_at is not None or "contract_test" in page.exchange.url or documented


def test_no_check_fails_on_a_correct_live_api(live: Runner) -> None:
    outcomes = [result.outcome for result in live.results()]
    assert set(outcomes) == {Outcome.PASSED, Outcome.SKIPPED}
    assert outcomes.count(Outcome.PASSED) > 70
    assert coverage.gaps(live) == {}


def test_wrong_credentials_are_sent_after_everything_else(live: Runner) -> None:
    """An API may lock out clients that send some; nothing else is spoiled then."""
    exchanges = live.client.evidence.exchanges
    wrong = [(each.request.authorization or BEARER).lower() != BEARER.lower() for each in exchanges]
    first = wrong.index(True)
    kept = {each.request for each in exchanges[:first]}
    later = exchanges[first:]
    assert [each.url for each in later if each.request.expected != 401 and each.request not in kept] == []


def test_what_is_assumed_is_a_habit_of_a_live_api_and_fails_elsewhere(app: ASGIApp) -> None:
    other = drifting(app, DRIFTS["error_400"])
    with opened(other, policy=replace(LIVE, budget=None)) as runner:
        assert runner["refused-page-missing"].outcome is Outcome.PASSED
        assert [(each.key, each.value) for each in runner.habits if each.differs] == [
            ("error_codes", {"400": 422}),
            ("refusal_status", 400),
        ]
    with opened(other) as runner:
        result = runner["refused-page-missing"]
    assert result.outcome is Outcome.FAILED
    assert result.found == "the API answers 400 where the contract assumes 422"
    assert "invalid-values-refused" in result.assumes


def test_what_calibration_leaves_open_is_reported_on_a_live_api(app: ASGIApp) -> None:
    """No key of the dialect says which hang-up causes there are."""
    other = drifting(app, DRIFTS["cause_same"])
    with opened(other, policy=LIVE) as runner:
        assert runner["the-cause-fits-the-status"].outcome is Outcome.REPORTED
    with opened(other) as runner:
        assert runner["the-cause-fits-the-status"].outcome is Outcome.FAILED


def test_a_documented_statement_is_never_a_habit(app: ASGIApp) -> None:
    """Rows of other statuses behind a filter fail, though calibration has seen them."""
    other = drifting(app, DRIFTS["filter_ignored"])
    with opened(other, policy=replace(LIVE, budget=None)) as runner:
        assert "array_spelling" not in runner.client.dialect.model_fields_set
        assert runner["a-status-filter-lets-no-other-status-through"].outcome is Outcome.FAILED


def test_a_habit_found_once_and_contradicted_later_is_a_breach(app: ASGIApp) -> None:
    """The first answers have the newest numbers first, later ones the oldest."""
    turn = count()

    @kinds.paging
    def reversed_at_first(page: kinds.Page, _: kinds.Request) -> None:
        if next(turn) > 40:
            page["data"].reverse()

    with opened(drifting(app, reversed_at_first), policy=replace(LIVE, budget=None)) as runner:
        assert runner.client.dialect.settles("row-order")
        result = runner["rows-are-in-order"]
    assert result.outcome is Outcome.FAILED
    assert "row-order" in result.assumes


def test_a_check_that_is_not_due_is_skipped_with_its_day(live: Runner) -> None:
    skipped = [each.found for each in live.finished_as(Outcome.SKIPPED) if "its turn is" in each.found]
    assert len(skipped) > 50
    turn = re.compile(
        r"left out to spare a live API; its turn is 2026-11-(2\d) \(--max-requests 250 runs all\)"
    )
    days = {found[1] for each in skipped if (found := turn.fullmatch(each))}
    assert days == {str(day) for day in range(24, 30)}


@pytest.mark.parametrize(
    ("drift", "check"),
    [
        ("labels_swapped", "the-label-is-that-of-the-status"),
        ("token_unchecked", "no-access-with-a-bad-token"),
        ("filter_ignored", "a-status-filter-lets-no-other-status-through"),
        ("area_code_number", "fields-have-their-types"),
    ],
)
def test_what_is_documented_fails_on_a_live_api_too(drift: str, check: str, app: ASGIApp) -> None:
    with opened(drifting(app, DRIFTS[drift]), policy=LIVE) as runner:
        assert runner[check].outcome is Outcome.FAILED


def test_an_empty_task_leaves_gaps() -> None:
    with opened(mock(0)) as runner:
        gaps = coverage.gaps(runner)
    assert {"rows", "statuses", "second-page", "bounds", "spellings", "encryption"} <= gaps.keys()


def test_statuses_that_no_number_has_are_named() -> None:
    with opened(mock(5)) as runner:
        gaps = coverage.gaps(runner)
    assert gaps["statuses"].startswith("status 5: no number has it; status 6: ")
    assert "status 4:" not in gaps["statuses"]


def test_a_task_of_one_number_has_no_second_page() -> None:
    with opened(mock(1)) as runner:
        gaps = coverage.gaps(runner)
    assert gaps["second-page"] == "no second page carried rows"


def test_a_usual_task_leaves_no_gaps(app: ASGIApp) -> None:
    with opened(app) as runner:
        assert coverage.gaps(runner) == {}


@pytest.mark.parametrize("check", ["pages-join", "array-spelling-json"])
def test_a_check_that_the_budget_does_not_allow_is_skipped(check: str, app: ASGIApp) -> None:
    with opened(app) as runner:
        runner.client.sender.throttle = Throttle(None, 0)
        result = runner[check]
    assert result.outcome is Outcome.SKIPPED
    assert result.found == "the budget of 0 requests is spent"


def test_a_check_of_malformed_answers_is_skipped(app: ASGIApp) -> None:
    def run(_: Client) -> None:
        raise KeyError("created_at")

    with opened(app) as runner:
        result = runner.result(RequestCheck("a-check", "A sentence.", run))
        assert result.outcome is Outcome.SKIPPED
        assert result.malformed


def campaign(app: ASGIApp, answers: int) -> ASGIApp:
    """An API that calls the waiting numbers after this many answers."""
    turn = count()

    @kinds.paging
    def running(page: kinds.Page, _: kinds.Request) -> None:
        called = next(turn)
        for row in page["data"]:
            if row["status"] == 0 and called >= answers:
                row.update(status=5, status_str="空号", callid="c", bill=0, duration=1000, is_blacklist=False)
                row.update(calldate="2025-12-30 10:00:00", hangupdate="2025-12-30 10:00:01")
                row.update(hangupcause="UNALLOCATED_NUMBER")

    return drifting(app, running)


@pytest.mark.parametrize(
    ("check", "answers", "policy"),
    [
        ("the-same-request-has-the-same-answer", 3, replace(LIVE, budget=None, assumptions="strict")),
        ("without-per-page-the-default-holds", 1, RequestPolicy()),  # Its page is received before all others.
        ("one-id-is-one-record", 1, RequestPolicy()),
    ],
)
def test_no_check_fails_on_numbers_called_during_the_run(
    check: str, answers: int, policy: RequestPolicy, app: ASGIApp
) -> None:
    """A running campaign calls waiting numbers; that is not a fault."""
    with opened(campaign(app, answers), policy=policy) as runner:
        result = runner[check]
    assert result.outcome is Outcome.SKIPPED
    assert result.found.startswith("the numbers changed during the run")


def test_a_running_campaign_is_detected_once(app: ASGIApp) -> None:
    with opened(campaign(app, 1)) as runner:
        assert runner["without-per-page-the-default-holds"].outcome is Outcome.SKIPPED
        sent = runner.client.throttle.sent
        assert runner["an-unknown-parameter-changes-nothing"].outcome is Outcome.SKIPPED
    # The check's own, and one for each of its exchanges to see whether numbers were added.
    assert runner.client.throttle.sent <= sent + 3


def test_numbers_created_in_one_second_can_be_checked(app: ASGIApp) -> None:
    """After an import many numbers have the same moment; the baseline then spans several pages."""

    @kinds.rereading
    async def batched(page: kinds.Page, request: kinds.Request, ask: kinds.Ask) -> None:
        rows = (await ask(request.asking({**request.values, "per_page": 1000, "page": 1}))).document["data"]
        for place, row in enumerate(rows):
            row["created_at"] = f"2025-12-0{1 + place // 150} 09:00:00"
        number, size = page["meta"]["current_page"], page["meta"]["per_page"]
        page["data"] = rows[(number - 1) * size : number * size]

    with opened(drifting(app, batched), policy=LIVE) as runner:
        assert runner["pages-join"].outcome is Outcome.PASSED
        assert runner["different-numbers-have-different-ciphertexts"].outcome is Outcome.PASSED
