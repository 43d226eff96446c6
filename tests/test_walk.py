"""An independent walk over a whole task: totals and filters are recomputed from the rows alone."""

from collections import Counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests import story
from tests.conftest import PATH, make_client

Rows = list[dict[str, Any]]


def walk(client: TestClient, per_page: int, **filters: Any) -> Rows:
    """All rows that match some filters, page by page, with the `meta` of each page checked."""
    rows: Rows = []
    page = 0
    while True:
        page += 1
        response = client.get(PATH, params={"page": page, "per_page": per_page, **filters})
        assert response.status_code == 200
        body = response.json()
        meta, data = body["meta"], body["data"]
        rows += data
        assert meta["current_page"] == page
        assert meta["per_page"] == per_page
        assert meta["last_page"] == max(1, -(-meta["total"] // per_page))
        assert meta["has_pages"] == (meta["total"] > per_page)
        if page < meta["last_page"]:
            assert len(data) == per_page
        else:
            assert len(rows) == meta["total"]
            return rows


@pytest.fixture(scope="module")
def everything(client: TestClient) -> Rows:
    return walk(client, 100)


@pytest.mark.assumption(
    "no-call-is-null",
    "no-call-is-zero",
    "unanswered-is-null",
    "unanswered-is-zero",
    "blacklist-null",
    "blacklist-type",
)
@pytest.mark.discrepancy(
    "label-of-another-status", "ended-before-called", "bill-and-duration", "seconds-elsewhere"
)
def test_every_record_is_consistent(everything: Rows) -> None:
    assert len(everything) == 1000
    for record in everything:
        story.check(record)


@pytest.mark.assumption("id-unique")
def test_ids_and_numbers_and_calls_are_unique(everything: Rows) -> None:
    for name in ("id", "number", "callid", "extra", "customer_id"):
        values = [record[name] for record in everything if record[name] is not None]
        assert len(set(values)) == len(values) > 800, name


@pytest.mark.assumption("row-order")
def test_rows_come_in_the_order_of_creation_and_id(everything: Rows) -> None:
    order = [(record["created_at"], record["id"]) for record in everything]
    assert order == sorted(order)


def test_calls_are_placed_in_working_hours(everything: Rows) -> None:
    times = [record["calldate"][11:] for record in everything if record["calldate"]]
    assert (
        "09:00:00" <= min(times) < max(times) <= "21:01:00"
    )  # The last calls wait in the queue for up to a minute.


def test_numbers_are_added_at_the_documented_times(everything: Rows) -> None:
    days = Counter(record["created_at"][:10] for record in everything)
    times = [record["created_at"][11:] for record in everything]
    assert set(days) == {"2025-12-01", "2025-12-02", "2025-12-03"}
    assert "09:00:00" <= min(times) < max(times) < "21:00:00"


@pytest.mark.parametrize("per_page", [1000, 333, 7])
def test_rows_do_not_depend_on_the_page_size(client: TestClient, everything: Rows, per_page: int) -> None:
    assert walk(client, per_page) == everything


@pytest.mark.parametrize("status", [[each] for each in range(13)] + [[2, 5], [0, 1], list(range(13))])
def test_a_status_filter_returns_exactly_the_matching_rows(
    client: TestClient, everything: Rows, status: list[int]
) -> None:
    expected = [record for record in everything if record["status"] in status]
    assert walk(client, 50, status=status) == expected != []


@pytest.mark.parametrize(
    ("start_at", "end_at"),
    [
        ("2025-12-02 09:00:00", None),
        (None, "2025-12-02 12:34:56"),
        ("2025-12-01 10:00:00", "2025-12-03 10:00:00"),
        ("2025-12-01 21:00:00", "2025-12-02 08:59:59"),
        ("2020-01-01 00:00:00", "2030-01-01 00:00:00"),
    ],
)
@pytest.mark.assumption("filters-combine")
def test_date_bounds_return_exactly_the_matching_rows(
    client: TestClient, everything: Rows, start_at: str | None, end_at: str | None
) -> None:
    bounds = {name: at for name, at in (("start_at", start_at), ("end_at", end_at)) if at}
    expected = [
        record
        for record in everything
        if (start_at is None or record["created_at"] >= start_at)
        and (end_at is None or record["created_at"] <= end_at)
    ]
    assert walk(client, 100, **bounds) == expected
    answered = [record for record in expected if record["status"] == 1]
    assert walk(client, 100, status=1, **bounds) == answered


@pytest.mark.assumption("bounds-inclusive")
def test_each_bound_includes_its_own_second(client: TestClient, everything: Rows) -> None:
    for record in everything[::97]:
        found = walk(client, 10, start_at=record["created_at"], end_at=record["created_at"])
        assert record in found


@pytest.mark.parametrize("rows", [1, 12, 13, 14, 40])
def test_small_tasks_show_their_statuses_first(rows: int) -> None:
    records = walk(make_client(rows=rows), 15)
    assert len(records) == rows
    shown = min(rows, 13)
    assert [record["status"] for record in records[:shown]] == list(range(shown))
    for record in records:
        story.check(record)
