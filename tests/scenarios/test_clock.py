"""The clocks of campaigns."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dataset.campaign import DAWN, DUSK
from mockserver.scenarios import clock
from mockserver.scenarios.clock import LENGTH, Clocks, Reading
from mockserver.scenarios.model import Scenario

STEPPED = Scenario(clock="stepped", rows=720)

MORNING = datetime(2025, 12, 4, 9, 9, 59)
"""One second before the first call of a moving campaign ends."""


class RealTime:
    """Real time, which a test sets."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def test_a_frozen_clock_shows_no_time_and_does_not_move() -> None:
    clocks = Clocks(0)
    clocks.advance(STEPPED, "", seconds=3600)
    assert clocks.working(Scenario(), "") is None
    assert clocks.reading(Scenario(), "") == Reading("frozen", None, None, None)


def test_a_moving_campaign_starts_with_all_numbers_waiting() -> None:
    assert Clocks(0).reading(STEPPED, "x") == Reading("stepped", MORNING, 0, 720)


def test_each_scenario_has_its_own_stepped_clock() -> None:
    clocks = Clocks(0, RealTime(10**9))
    clocks.advance(STEPPED, "x", seconds=3600)
    clocks.advance(STEPPED, "x", seconds=3600)
    assert clocks.reading(STEPPED, "x") == Reading("stepped", datetime(2025, 12, 4, 11, 9, 59), 119, 601)
    assert clocks.reading(STEPPED, "y").called == 0


def test_a_stepped_clock_stops_when_all_numbers_have_been_called() -> None:
    clocks = Clocks(0)
    clocks.advance(STEPPED, "x", seconds=10**15)
    reading = clocks.reading(STEPPED, "x")
    assert (reading.called, reading.waiting) == (720, 0)
    assert clocks.working(STEPPED, "x") == DUSK == DAWN + LENGTH
    clocks.advance(STEPPED, "x", seconds=1)
    assert clocks.working(STEPPED, "x") == DUSK


def test_a_reset_sets_stepped_clocks_to_their_start() -> None:
    clocks = Clocks(0)
    clocks.advance(STEPPED, "x", seconds=3600)
    clocks.reset()
    assert clocks.working(STEPPED, "x") == DAWN


def test_a_reset_restarts_running_clocks_without_since() -> None:
    real_time = RealTime(1000)
    started, since = Clocks(now=real_time), Clocks(400, real_time)
    running = Scenario(clock="running")
    real_time.now = 1600
    assert started.working(running, "") == DAWN + 600
    for clocks in (started, since):
        clocks.reset()
    assert started.working(running, "") == DAWN
    assert since.working(running, "") == DAWN + 1200


@pytest.mark.parametrize(("speed", "seconds"), [(1.0, 10), (3600.0, 36_000), (0.001, 0), (0.15, 1)])
def test_a_running_clock_moves_with_real_time_times_its_speed(speed: float, seconds: int) -> None:
    real_time = RealTime(1000)
    clocks = Clocks(1000, real_time)
    running = Scenario(clock="running", speed=speed)
    assert clocks.working(running, "") == DAWN
    real_time.now = 1010
    assert clocks.working(running, "") == DAWN + seconds


def test_running_clocks_with_the_same_since_agree() -> None:
    real_time = RealTime(1000)
    running, since = Scenario(clock="running"), Scenario(clock="running", since=400.0)
    one, other = Clocks(1000, real_time), Clocks(990, real_time)
    assert (one.working(running, ""), other.working(running, "")) == (DAWN, DAWN + 10)
    assert one.working(since, "") == other.working(since, "") == DAWN + 600


@pytest.mark.parametrize(("now", "working"), [(-1e12, DAWN), (1e15, DUSK)])
def test_a_running_clock_stands_still_before_its_start_and_after_its_end(now: float, working: int) -> None:
    assert Clocks(0, RealTime(now)).working(Scenario(clock="running", speed=1e6), "") == working


@pytest.mark.parametrize(
    "empty",
    [Scenario(clock="running", rows=0), Scenario(clock="stepped", rows=0)],
    ids=lambda each: each.clock,
)
def test_an_empty_task_has_a_clock_too(empty: Scenario) -> None:
    clocks = Clocks(0, RealTime(10**9))
    clocks.advance(STEPPED, "x", seconds=3600)
    clocks.advance(empty, "x", calls=5)
    reading = clocks.reading(empty, "x")
    assert (reading.called, reading.waiting) == (0, 0)


@given(st.integers(1, 40_000), st.lists(st.integers(0, 500), max_size=5))
def test_a_step_of_calls_is_that_many_more_numbers_called(rows: int, steps: list[int]) -> None:
    """As long as no two calls end in the same second."""
    scenario, clocks = Scenario(clock="stepped", rows=rows), Clocks(0)
    for done, calls in enumerate(steps):
        clocks.advance(scenario, "x", calls=calls)
        assert clocks.reading(scenario, "x").called == min(sum(steps[: done + 1]), rows)


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, LENGTH))
def test_a_step_of_calls_is_the_shortest_time_in_which_they_end(rows: int, calls: int, seconds: int) -> None:
    scenario, clocks = Scenario(clock="stepped", rows=rows), Clocks(0)
    clocks.advance(STEPPED, "x", seconds=seconds)
    before = clocks.reading(scenario, "x").called
    assert before is not None
    clocks.advance(scenario, "x", calls=calls)
    working = clocks.working(scenario, "x")
    after = clocks.reading(scenario, "x").called
    assert after is not None
    assert after >= min(before + calls, rows)
    assert working is not None
    if working > DAWN + seconds:
        earlier = Clocks(0)
        earlier.advance(STEPPED, "x", seconds=working - DAWN - 1)
        too_few = earlier.reading(scenario, "x").called
        assert too_few is not None
        assert too_few < min(before + calls, rows)


def test_the_number_of_stepped_clocks_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "KEPT", 3)
    clocks = Clocks(0)
    for text in "abcd":
        clocks.advance(STEPPED, text, seconds=10)
        clocks.advance(STEPPED, "a", seconds=10)  # Never the one not moved for longest.
    worked = [clocks.working(STEPPED, text) for text in "abcd"]
    assert worked == [DAWN + 50, DAWN, DAWN + 10, DAWN + 10]
