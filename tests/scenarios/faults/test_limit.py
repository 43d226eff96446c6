import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.contract import Contract, Problem
from mockserver.scenarios.faults.limit import Limit
from tests.asgi import ask
from tests.scenarios.faults.stand_ins import PLAIN, FixedTurn


class Time:
    """Seconds that pass when a test adds them."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def too_many(contract: Contract) -> Problem:
    return contract.problem(429, "too_many")


def retry_after(limit: Limit, turn: FixedTurn) -> int | None:
    """The seconds after which to try again; None if the request was let through."""
    app = limit.wrap(PLAIN, turn)
    if app is PLAIN:
        return None
    response = ask(app, "/")
    assert response.status == 429
    return int(dict(response.headers)[b"retry-after"])


def test_requests_of_one_second_may_arrive_at_once_and_later_ones_get_429(too_many: Problem) -> None:
    time, turn = Time(), FixedTurn()
    limit = Limit(2, too_many, time)
    assert [retry_after(limit, turn) for _ in range(4)] == [None, None, 1, 1]
    time.now += 0.5
    assert [retry_after(limit, turn) for _ in range(2)] == [None, 1]
    time.now += 3600
    assert [retry_after(limit, turn) for _ in range(3)] == [None, None, 1]


def test_a_limit_below_one_per_second_lets_one_through_at_a_time(too_many: Problem) -> None:
    time, turn = Time(), FixedTurn()
    limit = Limit(0.1, too_many, time)
    assert [retry_after(limit, turn) for _ in range(2)] == [None, 10]
    time.now += 6.5
    assert retry_after(limit, turn) == 4
    time.now += 3.5
    assert [retry_after(limit, turn) for _ in range(2)] == [None, 10]


def test_each_client_has_its_own_limit(too_many: Problem) -> None:
    limit, one = Limit(1, too_many, Time()), FixedTurn(client="a")
    other = FixedTurn(client="b", memory=one.memory)
    assert [retry_after(limit, turn) for turn in (one, one, other, other)] == [None, 1, None, 1]


@given(
    st.integers(10, 50_000_000).map(lambda millionths: millionths / 10**6),
    st.lists(st.floats(0, 3), min_size=1, max_size=30),
)
def test_a_request_after_retry_after_is_let_through_and_one_a_second_earlier_is_not(
    contract: Contract, rate: float, waits: list[float]
) -> None:
    time, turn = Time(), FixedTurn()
    limit = Limit(rate, contract.problem(429, "too_many"), time)
    for wait in waits:
        time.now += wait
        seconds = retry_after(limit, turn)
        if seconds is not None:
            time.now += max(seconds - 1.001, 0)
            assert seconds == 1 or retry_after(limit, turn) is not None
            time.now += 1.01
            assert retry_after(limit, turn) is None


@given(st.integers(1, 20), st.lists(st.floats(0, 2), max_size=60))
def test_no_more_requests_are_let_through_than_the_rate_allows(
    contract: Contract, rate: int, waits: list[float]
) -> None:
    time, turn = Time(), FixedTurn()
    limit = Limit(rate, contract.problem(429, "too_many"), time)
    passed = 0
    for wait in waits:
        time.now += wait
        passed += limit.wrap(PLAIN, turn) is PLAIN
    assert passed <= rate + sum(waits) * rate + 1e-6
