"""Each drift of queries answers another request than the one that was asked, and that one rightly."""

import pytest
from starlette.types import ASGIApp

from mockserver.drift import DRIFTS, queries
from tests.asgi import ask
from tests.conftest import PATH, USER
from tests.drift.conftest import Compare

FIRST = "2025-12-01 09:01:00"
"""When the first row was added."""

NEXT = "2025-12-01 09:01:01"
BEFORE = "2025-12-01 09:00:59"

HEARD: dict[str, tuple[str, str]] = {
    "filter_ignored": ("page=1&status=2&status=5", "page=1"),
    "filter_last_only": ("page=1&status=2&status=5", "page=1&status=5"),
    "filter_zero_ignored": ("page=1&status=0", "page=1"),
    "filter_unknown_accepted": ("page=1&status=99", "page=1"),
    "start_ignored": ("page=1&start_at=2025-12-02&end_at=2025-12-03", "page=1&end_at=2025-12-03"),
    "end_ignored": ("page=1&start_at=2025-12-02&end_at=2025-12-03", "page=1&start_at=2025-12-02"),
    "start_exclusive": (f"page=1&start_at={FIRST}", f"page=1&start_at={NEXT}"),
    "end_exclusive": (f"page=1&end_at={FIRST}", f"page=1&end_at={BEFORE}"),
    "date_accepted": ("page=1&start_at=2025-02-30&end_at=2025-12-02", "page=1&end_at=2025-12-02"),
    "page_ignored": ("page=3&status=1", "page=1&status=1"),
    "page_optional": ("per_page=3", "page=1&per_page=3"),
    "page_from_zero": ("page=1", "page=2"),
    "page_late": ("page=3", "page=2"),
    "per_page_ignored": ("page=1&per_page=3", "page=1"),
    "per_page_capped": ("page=1&per_page=101", "page=1&per_page=100"),
    "sub_account_ignored": (f"page=1&sub_user_id={USER}", "page=1"),
    "encryption_ignored": ("page=1&encryption=1", "page=1"),
    "encryption_always": ("page=1", "page=1&encryption=true"),
}

UNHEARD = [
    ("filter_last_only", "page=1&status=5"),
    ("filter_zero_ignored", "page=1&status=0&status=1"),
    ("filter_zero_ignored", "page=1&status=1"),
    ("filter_unknown_accepted", "page=1&status=12"),
    ("filter_unknown_accepted", "page=1"),
    ("start_exclusive", "page=1&start_at=2025-02-30"),
    ("start_exclusive", "page=1&start_at=20251203"),
    ("end_exclusive", "page=1"),
    ("end_exclusive", "page=1&end_at=0001-01-01"),
    ("date_accepted", "page=1&start_at=2025-12-02&end_at=2025-12-03"),
    ("page_ignored", "page=1"),
    ("page_ignored", "page=2&status=[]"),
    ("page_optional", "page=2"),
    ("page_from_zero", "per_page=2"),
    ("page_from_zero", "page=x"),
    ("page_from_zero", "page=9007199254740991"),
    ("page_late", "page=1"),
    ("page_late", "page=0"),
    ("per_page_capped", "page=1&per_page=100"),
    ("per_page_capped", "page=1&per_page=0"),
    ("per_page_capped", "page=1&per_page=x"),
    ("encryption_always", "page=1&encryption=true"),
    ("filter_ignored", "page=1"),
]
"""Requests in which a drift has nothing to hear wrongly."""


def escaped(query: str) -> str:
    return query.replace(" ", "%20")


@pytest.mark.parametrize("drift", [drift.name for drift in queries.DRIFTS])
def test_a_drift_of_queries_answers_another_request(app: ASGIApp, compare: Compare, drift: str) -> None:
    asked, heard = map(escaped, HEARD[drift])
    plain, drifted = compare(drift, asked)
    assert drifted.body != plain.body
    assert (drifted.status, drifted.body) == (200, ask(app, f"{PATH}?{heard}").body)


@pytest.mark.parametrize(("drift", "query"), UNHEARD)
def test_a_drift_of_queries_leaves_other_requests_alone(compare: Compare, drift: str, query: str) -> None:
    plain, drifted = compare(drift, query)
    assert (plain.status, plain.body) == (drifted.status, drifted.body)


@pytest.mark.parametrize("drift", [drift.name for drift in queries.DRIFTS])
def test_a_drift_of_queries_does_not_touch_what_it_is_given(drift: str) -> None:
    values = {"page": 3, "per_page": 200, "status": [0], "start_at": FIRST, "end_at": "2025-02-30"}
    before = {**values, "status": [0]}
    DRIFTS[drift].hear(values)
    assert values == before
