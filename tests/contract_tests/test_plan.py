"""The plan of a week: every check has its day, days cost about the same, and a week judges everything."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests import checks, expectations
from contract_tests.check import Check, EvidenceCheck, RequestCheck
from contract_tests.plan import MOST, WEEK, Plan, days, turns
from contract_tests.request_policy import LIVE_BUDGET, RequestPolicy
from contract_tests.results import Outcome
from contract_tests.runner import Runner, open_runner
from mockserver.drift.access import TOKEN
from tests.drift.server import Remembering, mock

ALL = checks.load(expectations.load())
MONDAY = date(2026, 11, 23)
DATES = tuple(MONDAY + timedelta(days=day) for day in range(WEEK))

NEVER_LIVE = {
    "other-methods-are-not-allowed",
    "refused-user_id-' OR '1'='1",
    "a-byte-of-zero-does-no-harm",
    "answers-asked-at-once-do-not-mix",
    "no-access-by-a-token-in-the-query",
    "no-access-by-a-rewritten-path",
}
"""What a live API is not sent, however large the budget is."""


def nothing(_: object) -> None:
    """A check that always passes."""


@st.composite
def some_checks(draw: st.DrawFn) -> tuple[Check, ...]:
    kinds = draw(st.lists(st.tuples(st.booleans(), st.integers(0, 20), st.booleans()), max_size=60))
    return tuple(
        EvidenceCheck(f"check-{place}", "", nothing)
        if evidence
        else RequestCheck(f"check-{place}", "", nothing, daily=daily, cost=cost)
        for place, (daily, cost, evidence) in enumerate(kinds)
    )


def rotating(some: tuple[Check, ...]) -> list[RequestCheck]:
    return [each for each in some if isinstance(each, RequestCheck) and not each.daily and each.cost]


STARTS = st.dates(date(1970, 1, 1), date(2200, 1, 1))
PERIODS = st.sampled_from(range(WEEK, MOST + 1, WEEK))


@given(some=some_checks(), start=STARTS, period=PERIODS)
def test_every_check_has_one_day_in_any_period_and_the_others_have_all(
    some: tuple[Check, ...], start: date, period: int
) -> None:
    plans = [Plan(start + timedelta(days=day), turns(some, period), period) for day in range(period)]
    for check in some:
        due = [plan.today for plan in plans if plan.due(check) == plan.today]
        assert len(due) == (1 if check in rotating(some) else period)


@given(some=some_checks(), start=STARTS, period=PERIODS)
def test_the_day_that_a_check_is_put_off_to_is_the_day_it_runs(
    some: tuple[Check, ...], start: date, period: int
) -> None:
    plan = Plan(start, turns(some, period), period)
    for check in some:
        due = plan.due(check)
        assert start <= due < start + timedelta(days=period)
        assert Plan(due, plan.turns, period).due(check) == due


@given(some=some_checks(), period=PERIODS)
def test_no_day_costs_more_than_another_by_more_than_one_check(some: tuple[Check, ...], period: int) -> None:
    load = Counter(dict.fromkeys(range(period), 0))
    found = turns(some, period)
    for check in rotating(some):
        load[found[check.id]] += check.cost
    largest = max((check.cost for check in rotating(some)), default=0)
    assert max(load.values()) - min(load.values()) <= largest


@given(some=some_checks(), room=st.integers(-20, 100))
def test_a_period_is_the_fewest_weeks_whose_days_have_room_for_all(
    some: tuple[Check, ...], room: int
) -> None:
    cost = sum(check.cost for check in rotating(some))
    period = days(some, room)
    assert period % WEEK == 0
    assert cost <= period * room or period == MOST
    assert period == WEEK or cost > (period - WEEK) * room


@given(some=some_checks(), today=st.dates())
def test_without_turns_every_check_is_due(some: tuple[Check, ...], today: date) -> None:
    assert {Plan(today, {}).due(check) for check in some} <= {today}


def test_a_day_of_checks_has_the_same_turns_in_every_run() -> None:
    assert turns(ALL) == turns(checks.load(expectations.load()))


def run(budget: int | None, today: date) -> Runner:
    policy = RequestPolicy(live=True, budget=budget, until="2026-01-01 00:00:00")
    with open_runner(Remembering(mock(rows=240)), token=TOKEN, policy=policy) as opened:
        runner = Runner(opened.client, opened.checks, today)
        runner.results()
        return runner


@pytest.fixture(scope="module")
def week() -> list[Runner]:
    return [run(LIVE_BUDGET, day) for day in DATES]


def test_a_week_of_small_budgets_judges_every_check(week: list[Runner]) -> None:
    passed = {each.id for runner in week for each in runner.finished_as(Outcome.PASSED)}
    sparing = {
        each.id
        for each in week[0].finished_as(Outcome.SKIPPED)
        if "(--max-requests 400 sends all)" in each.found
    }
    assert {check.id for check in ALL} - passed - sparing == NEVER_LIVE


def test_every_day_keeps_the_budget_and_can_afford_its_checks(week: list[Runner]) -> None:
    for runner in week:
        assert runner.client.throttle.sent <= LIVE_BUDGET
        found = {each.id: each.found for each in runner.finished_as(Outcome.SKIPPED)}
        assert {name for name, why in found.items() if "budget" in why} == set()
        assert runner.finished_as(Outcome.FAILED) == []


def test_a_check_that_is_left_out_says_when_its_turn_is(week: list[Runner]) -> None:
    for runner in week:
        for check in rotating(ALL):
            due = runner.plan.due(check)
            said = f"its turn is {due} (--max-requests 250 runs all)" in runner[check.id].found
            assert said is (due != runner.today)


def test_the_daily_checks_run_on_every_day(week: list[Runner]) -> None:
    daily = {each.id for each in ALL if isinstance(each, RequestCheck) and each.daily}
    assert len(daily) > 10
    for runner in week:
        assert daily <= {each.id for each in runner.finished_as(Outcome.PASSED)}


def test_an_api_whose_calibration_takes_more_takes_turns_for_longer() -> None:
    assert run(LIVE_BUDGET, MONDAY).plan.days == WEEK
    assert run(LIVE_BUDGET - 10, MONDAY).plan.days == 2 * WEEK


def test_a_budget_of_250_judges_all_there_is_in_one_run() -> None:
    runner = run(250, MONDAY)
    assert runner.client.throttle.sent <= 250
    skipped = {each.id: each.found for each in runner.finished_as(Outcome.SKIPPED)}
    left_out = {name for name, why in skipped.items() if "(--max-requests 400 sends all)" not in why}
    assert left_out == NEVER_LIVE
