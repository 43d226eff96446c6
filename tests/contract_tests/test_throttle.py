from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.results import Skipped
from contract_tests.throttle import LONGEST_GAP, LONGEST_WAIT, SHORTEST_GAP, Clock, Throttle, seconds_to_wait


class FakeClock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.time = 100.0

    def clock(self) -> Clock:
        return Clock(lambda: self.time, self.sleep)

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.time += seconds


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def times(throttle: Throttle, clock: FakeClock, count: int) -> list[float]:
    found = []
    for _ in range(count):
        throttle.wait()
        found.append(clock.time - 100)
    return found


def test_requests_keep_the_rate(clock: FakeClock) -> None:
    assert times(Throttle(2, None, clock.clock()), clock, 4) == [0, 0.5, 1, 1.5]


def test_without_a_rate_no_request_waits(clock: FakeClock) -> None:
    assert times(Throttle(None, None, clock.clock()), clock, 50) == [0] * 50


def test_time_that_has_passed_is_not_waited_for_again(clock: FakeClock) -> None:
    throttle = Throttle(2, None, clock.clock())
    throttle.wait()
    clock.time += 10
    assert times(throttle, clock, 2) == [10, 10.5]


def test_a_pause_delays_the_next_request(clock: FakeClock) -> None:
    throttle = Throttle(None, None, clock.clock())
    throttle.wait()
    throttle.pause(7)
    assert times(throttle, clock, 1) == [7]


def test_a_budget_ends(clock: FakeClock) -> None:
    throttle = Throttle(None, 3, clock.clock())
    times(throttle, clock, 3)
    with pytest.raises(Skipped, match="the budget of 3 requests is spent"):
        throttle.wait()
    assert throttle.sent == 3


def in_an_hour() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 1.0),
        ("3", 3.0),
        ("0", 0.0),
        ("-5", 0.0),
        ("soon", 1.0),
        (str(LONGEST_WAIT + 1), None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        (in_an_hour, None),
        ("nan", 1.0),
        ("inf", None),
        ("-inf", 0.0),
        ("1e999", None),
        ("9" * 5000, None),
        ("Wed, 21 Oct 2015 07:28:00 +99999999999999999999", 1.0),
        ("Wed, 21 Oct 99999 07:28:00 GMT", 1.0),
        ("Wed, 21 Oct 2015 07:28:00", 1.0),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(
    header: str | Callable[[], str] | None, seconds: float | None
) -> None:
    assert seconds_to_wait(header() if callable(header) else header) == seconds


def test_a_request_that_is_refunded_does_not_count(clock: FakeClock) -> None:
    throttle = Throttle(None, 2, clock.clock())
    for _ in range(5):
        throttle.wait()
        throttle.refund()
    assert times(throttle, clock, 2) == [0, 0]


def test_a_rate_is_halved_for_good(clock: FakeClock) -> None:
    throttle = Throttle(2, None, clock.clock())
    throttle.slow_down()
    assert times(throttle, clock, 3) == [0, 1, 2]


def test_without_a_rate_there_is_one_once_requests_are_refused(clock: FakeClock) -> None:
    throttle = Throttle(None, None, clock.clock())
    throttle.slow_down()
    assert times(throttle, clock, 3) == pytest.approx([0, SHORTEST_GAP, 2 * SHORTEST_GAP])


def test_a_rate_is_not_halved_below_a_limit(clock: FakeClock) -> None:
    throttle = Throttle(2, None, clock.clock())
    for _ in range(50):
        throttle.slow_down()
    assert times(throttle, clock, 2) == [0, LONGEST_GAP]


@pytest.mark.parametrize("header", [None, "", "soon"])
def test_without_a_usable_retry_after_the_default_holds(header: str | None) -> None:
    assert seconds_to_wait(header, 8) == 8


@given(st.text())
def test_no_retry_after_is_waited_for_too_long(header: str) -> None:
    seconds = seconds_to_wait(header)
    assert seconds is None or 0 <= seconds <= LONGEST_WAIT


def test_nothing_waits_beyond_the_deadline(clock: FakeClock) -> None:
    throttle = Throttle(None, None, clock.clock(), deadline=10)
    throttle.pause(60)
    assert times(throttle, clock, 2) == [10, 10]
    assert throttle.seconds_left == 0


def test_a_pause_is_at_least_the_gap_of_the_rate(clock: FakeClock) -> None:
    throttle = Throttle(0.1, None, clock.clock())
    throttle.pause(0)
    assert throttle.paused == 10
