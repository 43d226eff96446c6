from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from faker import Faker
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dataset import NumberProvider
from mockserver.dataset.campaign import LONGEST_CALL
from tests import story


def faker(seed: int = 0) -> Faker:
    fake = Faker()
    fake.add_provider(NumberProvider)
    fake.seed_instance(seed)
    return fake


@given(st.integers(0, 2**32), st.none() | st.integers(0, 12))
def test_any_faker_makes_consistent_records(seed: int, status: int | None) -> None:
    record = faker(seed).number_record(status)
    story.check(record)
    assert status in (None, record["status"])


def test_a_seeded_faker_is_reproducible() -> None:
    assert faker(1).number_record() == faker(1).number_record() != faker(2).number_record()


def test_called_statuses_are_about_as_frequent_as_in_a_task() -> None:
    fake = faker()
    counts = Counter(fake.number_record()["status"] for _ in range(2000))
    assert set(counts) == set(range(1, 13))
    assert 700 < counts[1] < 900


@given(st.integers(0, 100), st.integers(0, 10**6))
def test_a_call_follows_its_turn_and_ends_within_ten_minutes(seed: int, wait: int) -> None:
    created_at = datetime(2026, 2, 3, 4, 5, 6)
    dialled_at = created_at + timedelta(seconds=wait)
    record = faker(seed).number_record(1, created_at=created_at, dialled_at=dialled_at)
    assert record["created_at"] == "2026-02-03 04:05:06"
    assert dialled_at <= story.date(record["calldate"])
    assert story.date(record["hangupdate"]) <= dialled_at + timedelta(seconds=LONGEST_CALL)


@pytest.mark.parametrize("dialled_at", [datetime(2020, 1, 1), datetime(2025, 12, 1, 9), datetime(2040, 1, 1)])
def test_created_at_defaults_to_less_than_a_day_before_dialled_at(dialled_at: datetime) -> None:
    created_at = story.date(faker().number_record(4, dialled_at=dialled_at)["created_at"])
    assert timedelta(0) <= dialled_at - created_at < timedelta(days=1)


def test_given_values_are_used() -> None:
    record = faker().number_record(5, id=258, subscriber=0)
    assert (record["id"], record["number"][-4:], record["status"]) == (258, "0000", 5)


def test_the_plan_changes_only_the_number() -> None:
    plain = faker().number_record(1, plan="unassigned")
    realistic = faker().number_record(1, plan="realistic")
    assert plain["number"] != realistic["number"]
    assert plain | {"number": ""} == realistic | {"number": ""}


@pytest.mark.parametrize("status", [13, -1])
def test_an_unknown_status_is_refused(status: int) -> None:
    with pytest.raises(ValueError, match=rf"status is {status}, and should be one of \[0, 1"):
        faker().number_record(status)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"subscriber": -1}, "subscriber is -1, and should be 0 to 40959999"),
        ({"subscriber": 40_960_000}, "subscriber is 40960000"),
        ({"plan": "homes"}, "plan is 'homes', and should be one of"),
    ],
)
def test_a_value_out_of_range_is_refused(given: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        faker().number_record(**given)


def test_a_call_before_the_creation_is_refused() -> None:
    with pytest.raises(ValueError, match="lies before created_at"):
        faker().number_record(created_at=datetime(2026, 1, 2), dialled_at=datetime(2026, 1, 1))
