from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dataset import campaign, outcomes, record
from mockserver.dataset.campaign import (
    ADDING,
    DIALLING,
    DUSK,
    FROZEN,
    LONGEST_CALL,
    MOVING,
    STILL,
    Campaign,
    Pace,
)

SHOWCASE = len(outcomes())
paces = st.sampled_from([STILL, MOVING])
sizes = st.integers(1, 5_000) | st.integers(10**9, 10**12)
jitters = st.sampled_from([0, 1, 2**31, 2**32 - 1])


def timetable(rows: int, jitter: int, pace: Pace = STILL) -> Campaign:
    return Campaign(rows, lambda row: ((jitter + row * 2_654_435_761) % 2**32).to_bytes(4, "little"), pace)


@pytest.mark.parametrize(
    ("working", "date"),
    [
        (0, "2025-12-01 09:00:00"),
        (12 * 3600 - 1, "2025-12-01 20:59:59"),
        (12 * 3600, "2025-12-02 09:00:00"),
        (ADDING - 1, "2025-12-03 20:59:59"),
    ],
)
def test_working_seconds_are_the_hours_from_nine_to_nine(working: int, date: str) -> None:
    assert campaign.moment(working) == datetime.fromisoformat(date)
    assert campaign.working_seconds(datetime.fromisoformat(date)) == working


@pytest.mark.parametrize("date", ["2025-12-01 21:00:00", "2025-12-02 03:00:00", "2025-12-02 09:00:00"])
def test_a_date_outside_working_hours_maps_to_the_next_opening(date: str) -> None:
    assert campaign.moment(campaign.working_seconds(datetime.fromisoformat(date))) == datetime(2025, 12, 2, 9)


@pytest.mark.parametrize("date", [datetime.min, datetime.max.replace(microsecond=0)])
def test_any_calendar_date_can_be_a_bound(date: datetime) -> None:
    row = timetable(100, 0).first_added(campaign.working_seconds(date, after=True))
    assert row == (0 if date == datetime.min else 100)


@given(sizes, jitters, paces, st.data())
def test_rows_are_added_and_dialled_in_order(rows: int, jitter: int, pace: Pace, data: st.DataObject) -> None:
    times = timetable(rows, jitter, pace)
    row = data.draw(st.integers(0, rows - 1))
    assert 0 <= times.added(row) < ADDING
    assert times.added(row) <= times.dialled(row) <= DIALLING == MOVING.begins + MOVING.takes
    if row + 1 < rows:
        assert times.added(row) <= times.added(row + 1)
        assert times.dialled(row) <= times.dialled(row + 1)


@given(sizes, jitters, st.integers(-5, ADDING + 5))
def test_first_added_returns_the_first_row(rows: int, jitter: int, working: int) -> None:
    times = timetable(rows, jitter)
    row = times.first_added(working)
    assert row == rows or times.added(row) >= working
    assert row == 0 or times.added(row - 1) < working


@given(sizes, paces, st.integers(-10, DUSK + LONGEST_CALL))
def test_only_rows_before_the_frontier_have_their_outcome(rows: int, pace: Pace, now: int) -> None:
    times = timetable(rows, 0, pace)
    frontier = times.frontier(now)

    def over(row: int) -> bool:
        return times.dialled(row) + LONGEST_CALL <= now

    assert frontier == 0 or over(frontier - 1)
    assert frontier == rows or not over(frontier)


def test_the_showcase_has_one_row_per_status() -> None:
    assert STILL.showcase == SHOWCASE


def test_a_frozen_clock_leaves_one_number_in_eight_waiting() -> None:
    assert timetable(1000, 0).frontier(FROZEN) == 875
    assert timetable(10**12, 0).frontier(FROZEN) == 875 * 10**9 + 5_787_037


@pytest.mark.parametrize("rows", range(1, 16))
def test_with_a_frozen_clock_the_showcase_of_a_small_task_is_complete(rows: int) -> None:
    assert timetable(rows, 0).frontier(FROZEN) >= min(rows, SHOWCASE)


def test_the_last_call_ends_before_the_frozen_clock() -> None:
    last = campaign.moment(timetable(1000, 0).dialled(874))
    assert last + timedelta(seconds=LONGEST_CALL) <= campaign.moment(FROZEN)


@given(st.integers(-(10**9), 10**9))
def test_dates_are_written_alike_inside_and_outside_the_campaign(second: int) -> None:
    date = campaign.FIRST_DAY + timedelta(seconds=second)
    assert campaign.MINUTES[second // 60] + campaign.SECONDS[second % 60] == date.isoformat(" ").encode()
    assert campaign.seconds_since(date) == second


def test_no_call_takes_longer_than_the_limit() -> None:
    longest = max(each.ring_least + each.ring_span + each.talk_least + each.talk_span for each in outcomes())
    assert record.QUEUE + longest <= LONGEST_CALL


@given(paces, st.integers(-10, DUSK + LONGEST_CALL))
def test_the_frontier_of_an_empty_task_is_zero(pace: Pace, now: int) -> None:
    assert timetable(0, 0, pace).frontier(now) == 0


@given(sizes, paces, st.data())
def test_a_row_is_settled_when_the_frontier_passes_it(rows: int, pace: Pace, data: st.DataObject) -> None:
    times = timetable(rows, 0, pace)
    row = data.draw(st.integers(0, rows - 1))
    settled = times.settled(row)
    assert times.frontier(settled - 1) <= row < times.frontier(settled)


@given(st.integers(1, 10**12))
def test_a_moving_campaign_calls_all_rows_between_dawn_and_dusk(rows: int) -> None:
    times = campaign.moving(rows)
    assert times.frontier(campaign.DAWN) == 0
    assert times.frontier(DUSK) == rows == times.frontier(DUSK + 1)
    assert times.frontier(DUSK - 1) < rows
