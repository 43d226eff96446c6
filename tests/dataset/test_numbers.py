import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from faker import Generator
from hypothesis import given
from hypothesis import strategies as st

from mockserver.contract import Contract
from mockserver.dataset import MOST_ROWS, NumberPlan, NumberProvider, Numbers, Record, campaign, seal_number
from mockserver.dataset.campaign import DAWN, DUSK
from tests import story

LABELS = dict(enumerate(story.LABELS))
START = datetime(2025, 12, 1)

moments = st.none() | st.integers(-3600, 4 * 86_400).map(lambda second: START + timedelta(seconds=second))
clocks = st.none() | st.integers(DAWN - 5, DUSK + 5)
statuses = st.none() | st.frozensets(st.integers(0, 12), min_size=1)


PROVIDER = NumberProvider(Generator(), LABELS)


def numbers(
    rows: int, key: bytes = b"key", now: int | None = None, plan: NumberPlan = "unassigned"
) -> Numbers:
    return Numbers(key, PROVIDER, rows=rows, plan=plan, now=now)


def read(records: Iterable[bytes]) -> list[Record]:
    return [json.loads(record) for record in records]


@given(
    key=st.binary(min_size=1, max_size=32),
    rows=st.integers(0, 300),
    now=clocks,
    status=statuses,
    start_at=moments,
    end_at=moments,
    page=st.integers(1, 30),
    per_page=st.integers(1, 40),
)
def test_pages_and_totals_agree_with_a_filtered_list(
    key: bytes,
    rows: int,
    now: int | None,
    status: frozenset[int] | None,
    start_at: datetime | None,
    end_at: datetime | None,
    page: int,
    per_page: int,
) -> None:
    dataset = numbers(rows, key, now)

    def matches(record: dict[str, Any]) -> bool:
        created = story.date(record["created_at"])
        return (
            (status is None or record["status"] in status)
            and (start_at is None or created >= start_at)
            and (end_at is None or created <= end_at)
        )

    matching = [record for record in read(dataset.write(range(rows))) if matches(record)]
    selection = dataset.where(status=status, start_at=start_at, end_at=end_at)
    assert selection.total == len(matching)
    assert read(selection.page(page, per_page)) == matching[(page - 1) * per_page : page * per_page]


@given(st.binary(min_size=1, max_size=8), st.integers(1, MOST_ROWS), clocks, st.data())
def test_records_of_a_task_of_any_size_are_consistent_and_in_order(
    key: bytes, rows: int, now: int | None, data: st.DataObject
) -> None:
    dataset = numbers(rows, key, now)
    first = data.draw(st.integers(0, rows - 1))
    records = read(dataset.write(range(first, min(first + 3, rows))))
    for record in records:
        story.check(record)
    assert [record["id"] for record in records] == [records[0]["id"] + step for step in range(len(records))]
    assert sorted(record["created_at"] for record in records) == [each["created_at"] for each in records]


@given(st.integers(1, MOST_ROWS), statuses, moments)
def test_totals_add_up_in_a_task_of_any_size(
    rows: int, status: frozenset[int] | None, at: datetime | None
) -> None:
    dataset = numbers(rows)
    total = dataset.where(status=status).total
    before = dataset.where(status=status, end_at=at).total
    after = dataset.where(status=status, start_at=at and at + timedelta(seconds=1)).total
    assert total == before + after if at else total == before == after
    each = [dataset.where(status={one}, end_at=at).total for one in status or range(13)]
    assert sum(each) == before


@given(st.integers(0, 60 * 10**6))
def test_a_late_page_of_a_large_task_has_the_right_rows(page: int) -> None:
    dataset = numbers(10**9)
    (first,) = read(dataset.write([0]))
    rows = read(dataset.where().page(page + 1, 15))
    assert [row["id"] - first["id"] for row in rows] == list(range(page * 15, page * 15 + 15))


def test_an_empty_task_has_no_records() -> None:
    selection = numbers(0).where(status={1}, start_at=START, end_at=START)
    assert (selection.total, selection.page(1, 15)) == (0, [])


def test_records_do_not_depend_on_the_order_of_reading() -> None:
    dataset = numbers(100)
    forwards = dataset.write(range(100))
    assert dataset.write(range(99, -1, -1)) == forwards[::-1]


def test_every_number_is_called_once() -> None:
    called = [record["number"] for record in read(numbers(2000).write(range(2000)))]
    assert len(set(called)) == 2000


@pytest.mark.parametrize("plan", ["unassigned", "realistic"])
def test_a_segment_has_one_place_and_one_operator(plan: NumberPlan) -> None:
    dataset = numbers(5000, plan=plan)
    homes: dict[str, tuple[str, ...]] = {}
    for record in read(dataset.write(range(5000))):
        home = tuple(record[name] for name in ("city", "pro", "mobile_type", "area_code", "post_code"))
        assert homes.setdefault(record["number"][:7], home) == home


def test_sealing_changes_only_the_number() -> None:
    (record,) = numbers(20).write([7])
    sealed = seal_number(record, lambda number: f"<{number}>")
    (plain, other) = read([record, sealed])
    assert other == plain | {"number": f"<{plain['number']}>"}
    assert list(other) == story.FIELDS


def test_the_labels_match_the_contract(contract: Contract) -> None:
    assert dict(contract.labels) == LABELS


@given(st.integers(1, MOST_ROWS), st.integers(DAWN, DUSK), st.integers(0, 600))
def test_as_the_clock_moves_waiting_numbers_get_their_outcome_in_order(
    rows: int, now: int, step: int
) -> None:
    before, after = numbers(rows, now=now), numbers(rows, now=now + step)
    assert before.called <= after.called <= rows
    edges = (0, before.called - 1, before.called, after.called - 1, after.called, rows - 1)
    for row in (edge for edge in edges if 0 <= edge < rows):
        (earlier,), (later,) = read(before.write([row])), read(after.write([row]))
        assert (earlier["status"] == 0) == (row >= before.called)
        assert (later["status"] == 0) == (row >= after.called)
        if row < before.called:
            assert earlier == later


@given(st.integers(0, MOST_ROWS))
def test_all_numbers_wait_at_dawn_and_none_at_dusk(rows: int) -> None:
    dawn, dusk = numbers(rows, now=DAWN), numbers(rows, now=DUSK)
    assert dawn.where(status={0}).total == dawn.where().total == rows
    assert dusk.where(status={0}).total == 0


def test_no_date_is_later_than_the_clock() -> None:
    now = DAWN + 3600
    dataset = numbers(500, now=now)
    records = read(dataset.write(range(500)))
    clock = campaign.moment(now)
    assert all(story.date(record["created_at"]) <= clock for record in records)
    ended = [story.date(record["hangupdate"]) for record in records if record["status"]]
    assert len(ended) == dataset.called > 0
    assert max(ended) <= clock
