"""Drifts of queries answer another request than the one that was sent, and that one correctly."""

import pytest
from starlette.types import ASGIApp

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
    "filter_first_only": ("page=1&status=2&status=5", "page=1&status=2"),
    "filter_neighbour": ("page=1&status=2,12", "page=1&status=2&status=11"),
    "bounds_same_empty": (f"page=1&start_at={FIRST}&end_at={FIRST}", "page=1&end_at=1999-01-01"),
    "end_whole_day": ("page=1&end_at=2025-12-01", "page=1&end_at=2025-12-01 23:59:59"),
    "array_comma_unknown": ("page=1&status=2,5", "page=1&status=2"),
    "array_indices_unknown": ("page=1&status[0]=2", "page=1"),
    "spaces_accepted": ("page=%202%20", "page=2"),
    "sign_accepted": ("page=%2B2", "page=2"),
    "zeros_accepted": ("page=02", "page=2"),
    "unknown_filters": ("page=1&state=2", "page=1&status=1"),
    "false_of_python_true": ("page=1&encryption=False", "page=1&encryption=true"),
    "dates_of_table": ("page=1&start_at=2025/12/3 0:00", "page=1"),
    "capitals_of_table": ("page=1&encryption=FALSE&status=2", "page=1"),
    "array_removes_limit": ("page=1&per_page[]=3", "page=1&per_page=1000"),
    "named_item_removes_filter": ("page=1&status[]=2&status[x]=5", "page=1"),
    "empty_item_is_zero": ("page=1&status[]=2&status[]=", "page=1&status=2&status=0"),
    "twice_is_nothing": ("page=2&page=3&per_page=4", "page=1&per_page=4"),
    "zero_byte_removes_filter": ("page=1&status=2%00", "page=1"),
    "many_statuses_remove_filter": ("page=1" + "&status=2" * 101, "page=1"),
    "cache_joins_statuses": ("page=1&status=1&status=2", "page=1&status=12"),
    "cache_joins_numbers": ("page=11&per_page=1", "page=1&per_page=11"),
    "cache_first_status": ("page=1&status=1&status=12", "page=1&status=1&status=2"),
    "offset_32_bits": ("page=268435457&per_page=16", "page=1&per_page=16"),
    "offset_64_bits": ("page=1152921504606846977&per_page=16", "page=1&per_page=16"),
    "sub_account_unknown_is_main": (f"page=1&sub_user_id={USER}", "page=1"),
    "sub_account_capitals_is_main": (f"page=1&sub_user_id={USER.upper()}", "page=1"),
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
    ("filter_neighbour", "page=1&status=99"),
    ("bounds_same_empty", f"page=1&start_at={FIRST}"),
    ("end_whole_day", "page=1&end_at=2025/12/01 09:00"),
    ("array_comma_unknown", "page=1&status=[2,5]"),
    ("array_indices_unknown", "page=1&status[]=2"),
    ("sign_accepted", "page=1&per_page=x"),
    ("zeros_accepted", "page=00"),
    ("unknown_filters", "page=1&status[]=2"),
    ("false_of_python", "page=1&encryption=false"),
    ("false_of_python_true", "page=1&encryption=FALSE"),
    ("dates_of_table", "page=1&start_at=2025/12/3"),
    ("capitals_of_table", "page=1&encryption=false&status=2"),
    ("array_removes_limit", "page=1&per_page=3"),
    ("array_fails", "page=1&status[]=2"),
    ("array_shows_code", "page=1&status[]=2"),
    ("nested_array_fails", "page=1&status[]=2"),
    ("empty_bracket_fails", "page=1&status="),
    ("named_item_removes_filter", "page=1&status[0]=2"),
    ("empty_item_is_zero", "page=1&status="),
    ("twice_is_nothing", "page=2&status=1&status=2"),
    ("bytes_fail", "page=1&city=%E5%A4%AA"),
    ("zero_byte_removes_filter", "page=1&status=0"),
    ("length_fails", "page=1&x=" + "1" * 2000),
    ("name_missing_fails", "page=1&status[]=2"),
    ("many_statuses_remove_filter", "page=1" + "&status=2" * 100),
    ("cache_joins_statuses", "page=1&status=2&status=1"),
    ("cache_joins_numbers", "page=1&per_page=11"),
    ("cache_first_status", "page=1&status=1&status=2"),
    ("offset_32_bits", "page=268435456&per_page=16"),
    ("offset_32_bits", "page=x&per_page=x"),
    ("offset_64_bits", "page=268435457&per_page=16"),
    ("sub_account_capitals_is_main", f"page=1&sub_user_id={USER}"),
    ("total_too_small", "page=0"),
    ("last_page_empty", "page=1&per_page=1000&status=2"),
    ("deep_page_repeats", "page=2"),
]
"""Requests that a drift leaves alone."""


def escaped(query: str) -> str:
    return query.replace(" ", "%20")


@pytest.mark.parametrize("drift", HEARD)
def test_a_drift_of_queries_answers_another_request(app: ASGIApp, compare: Compare, drift: str) -> None:
    sent, heard = map(escaped, HEARD[drift])
    plain, drifted = compare(drift, sent)
    assert drifted.body != plain.body
    assert (drifted.status, drifted.body) == (200, ask(app, f"{PATH}?{heard}").body)


@pytest.mark.parametrize(("drift", "query"), UNHEARD)
def test_a_drift_of_queries_leaves_other_requests_alone(compare: Compare, drift: str, query: str) -> None:
    plain, drifted = compare(drift, escaped(query))
    assert (plain.status, plain.body) == (drifted.status, drifted.body)
