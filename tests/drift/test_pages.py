"""Drifts of pages change what they name, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from mockserver.drift.meta import META
from mockserver.drift.pages import PAGES
from tests.drift.conftest import Compare, Page, page_of

Change = Callable[[Page], Any]

EMPTY = "page=1&start_at=2030-01-01"


def meta(**values: Any) -> Change:
    """The page with other values in `meta`."""
    return lambda page: {**page, "meta": {**page["meta"], **values}}


def data(change: Callable[[list[Page]], Any]) -> Change:
    """The page with other `data`."""
    return lambda page: {**page, "data": change(page["data"])}


CASES: dict[str, tuple[str, Change]] = {
    "total_off": ("page=1", meta(total=1001)),
    "total_page": ("page=1", meta(total=15)),
    "last_page_off": ("page=1", meta(last_page=66)),
    "last_page_zero": (EMPTY, meta(last_page=0)),
    "current_page_stuck": ("page=2", meta(current_page=1)),
    "per_page_string": ("page=1&per_page=7", meta(per_page="7")),
    "has_pages_inverted": ("page=1", meta(has_pages=False)),
    "meta_missing": ("page=1", lambda page: {name: page[name] for name in page if name != "meta"}),
    "data_null": (EMPTY, data(lambda _: None)),
    "data_object": ("page=1", data(lambda rows: {str(place): row for place, row in enumerate(rows)})),
    "row_lost": ("page=1", data(lambda rows: rows[:14])),
    "row_twice": ("page=1", data(lambda rows: [rows[0], *rows[:14]])),
    "labels_shifted": (
        "page=1&per_page=2",
        data(lambda rows: [{**rows[0], "status_str": "呼叫成功"}, {**rows[1], "status_str": "等待呼叫"}]),
    ),
    "order_reversed": ("page=1", data(lambda rows: rows[::-1])),
    "code_zero": ("page=1", lambda page: {**page, "code": 0}),
}

OF_PAGES = [drift.name for drift in (*META, *PAGES)]


@pytest.mark.parametrize("drift", CASES)
def test_a_drift_of_pages_changes_what_it_names_and_nothing_else(compare: Compare, drift: str) -> None:
    query, change = CASES[drift]
    plain, drifted = map(page_of, compare(drift, query))
    assert plain != drifted == change(plain)


def test_an_unstable_order_is_another_each_time_with_the_same_rows(compare: Compare) -> None:
    orders = []
    for _ in range(3):
        plain, drifted = map(page_of, compare("order_unstable", "page=1"))
        orders.append([row["id"] for row in drifted["data"]])
        assert sorted(orders[-1]) == [row["id"] for row in plain["data"]]
    assert orders[0] != orders[1] != orders[2]


@pytest.mark.parametrize("drift", ["last_page_zero", "data_null"])
def test_a_drift_of_empty_pages_leaves_others_alone(compare: Compare, drift: str) -> None:
    plain, drifted = map(page_of, compare(drift, "page=1"))
    assert plain == drifted


@pytest.mark.parametrize("drift", OF_PAGES)
def test_a_drift_of_pages_leaves_errors_alone(compare: Compare, drift: str) -> None:
    plain, drifted = compare(drift, "page=0")
    assert plain.status == drifted.status == 422
    assert plain.body == drifted.body


@pytest.mark.parametrize("drift", OF_PAGES)
def test_a_drift_of_pages_can_serve_an_empty_one(compare: Compare, drift: str) -> None:
    _, drifted = compare(drift, EMPTY)
    assert page_of(drifted).keys() >= {"code", "status", "message", "data"}


def test_of_a_page_with_one_page_the_last_is_rounded_to_it(compare: Compare) -> None:
    _, drifted = compare("last_page_off", "page=1&per_page=1000&status=12")
    assert page_of(drifted)["meta"]["last_page"] == 1
