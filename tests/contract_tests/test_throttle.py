from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from contract_tests.throttle import PATIENCE, Clock, Pace, Spent, seconds_to_wait


class Hand:
    """A clock that is moved by sleeping only."""

    def __init__(self) -> None:
        self.time = 100.0

    def clock(self) -> Clock:
        return Clock(lambda: self.time, self.sleep)

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.time += seconds


@pytest.fixture
def hand() -> Hand:
    return Hand()


def times(pace: Pace, hand: Hand, count: int) -> list[float]:
    found = []
    for _ in range(count):
        pace.wait()
        found.append(hand.time - 100)
    return found


def test_requests_leave_at_the_rate(hand: Hand) -> None:
    assert times(Pace(2, None, hand.clock()), hand, 4) == [0, 0.5, 1, 1.5]


def test_without_a_rate_none_waits(hand: Hand) -> None:
    assert times(Pace(None, None, hand.clock()), hand, 50) == [0] * 50


def test_time_that_passed_by_itself_is_not_waited_for_again(hand: Hand) -> None:
    pace = Pace(2, None, hand.clock())
    pace.wait()
    hand.time += 10
    assert times(pace, hand, 2) == [10, 10.5]


def test_a_pause_holds_up_the_next_request(hand: Hand) -> None:
    pace = Pace(None, None, hand.clock())
    pace.wait()
    pace.pause(7)
    assert times(pace, hand, 1) == [7]


def test_a_budget_ends(hand: Hand) -> None:
    pace = Pace(None, 3, hand.clock())
    times(pace, hand, 3)
    with pytest.raises(Spent, match="the budget of 3 requests is spent"):
        pace.wait()
    assert pace.asked == 3


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
        (str(PATIENCE + 1), None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        (in_an_hour, None),
    ],
)
def test_retry_after_is_understood(header: str | Callable[[], str] | None, seconds: float | None) -> None:
    assert seconds_to_wait(header() if callable(header) else header) == seconds
