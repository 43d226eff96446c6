"""Drifts of records change the fields they name, in the rows they name, and nothing else."""

from typing import Any

import pytest

from mockserver.drift.calls import CALLS
from mockserver.drift.damage import DAMAGE
from mockserver.drift.fields import FIELDS
from mockserver.drift.texts import TEXTS
from tests.drift.conftest import Compare, Page, page_of

OF_RECORDS = [drift.name for drift in (*FIELDS, *TEXTS, *CALLS, *DAMAGE)]

GONE = object()
"""Stands for a field that is not there."""

WAITING, ANSWERED, BARRED, BLACKLISTED, BLOCKED = 0, 1, 2, 11, 12
"""Rows of the first page, which are the statuses too."""

CASES: dict[str, list[tuple[int, dict[str, Any]]]] = {
    "bill_string": [(ANSWERED, {"bill": "10148"}), (WAITING, {"bill": "0"})],
    "bill_seconds": [(ANSWERED, {"bill": 10, "duration": 32}), (BARRED, {"duration": 0})],
    "bill_unanswered": [(BARRED, {"bill": 209}), (WAITING, {})],
    "duration_billed": [(ANSWERED, {"duration": 10148}), (BARRED, {"duration": 0})],
    "id_string": [(WAITING, {"id": "969195391"})],
    "status_13": [(BLOCKED, {"status": 13}), (BLACKLISTED, {})],
    "status_string": [(BLOCKED, {"status": "12"}), (WAITING, {"status": "0"})],
    "label_english": [(BARRED, {"status_str": "status 2"})],
    "area_code_number": [(ANSWERED, {"area_code": 527}), (6, {"area_code": 23})],
    "post_code_short": [(WAITING, {"post_code": "30000"}), (ANSWERED, {})],
    "number_prefixed": [(WAITING, {"number": "+8616190936626"})],
    "null_empty": [(ANSWERED, {"extra": ""}), (BLACKLISTED, {"answerdate": "", "customer_id": ""})],
    "null_missing": [(ANSWERED, {"extra": GONE}), (BLACKLISTED, {"answerdate": GONE, "customer_id": GONE})],
    "field_missing": [(ANSWERED, {"hangupcause": GONE}), (WAITING, {"hangupcause": GONE})],
    "field_renamed": [
        (BLACKLISTED, {"customer_id": GONE, "customerId": None}),
        (ANSWERED, {"customer_id": GONE, "customerId": "bdaf81c1-7341-4840-ae17-096752336f3f"}),
    ],
    "field_unknown": [(WAITING, {"remark": ""})],
    "dates_iso": [
        (WAITING, {"created_at": "2025-12-01T09:01:00+08:00"}),
        (
            ANSWERED,
            {
                "created_at": "2025-12-01T09:03:51+08:00",
                "calldate": "2025-12-01T09:04:27+08:00",
                "answerdate": "2025-12-01T09:04:49+08:00",
                "hangupdate": "2025-12-01T09:04:59+08:00",
            },
        ),
    ],
    "dates_utc": [
        (WAITING, {"created_at": "2025-12-01 01:01:00"}),
        (
            BARRED,
            {
                "created_at": "2025-12-01 01:04:38",
                "calldate": "2025-12-01 01:07:04",
                "hangupdate": "2025-12-01 01:07:04",
            },
        ),
    ],
    "dates_disordered": [
        (ANSWERED, {"calldate": "2025-12-01 09:04:49", "answerdate": "2025-12-01 09:04:27"}),
        (BARRED, {}),
    ],
    "waiting_called": [(WAITING, {"calldate": "2025-12-01 09:01:00"}), (ANSWERED, {})],
    "extra_entities": [
        (WAITING, {"extra": "{&quot;id&quot;:&quot;da996b53-d4a1-4e1a-ad8f-a4ab61fd3c11&quot;}"}),
        (ANSWERED, {}),
    ],
    "extra_replaced": [(WAITING, {"extra": "da996b53-d4a1-4e1a-ad8f-a4ab61fd3c11\ufffd"}), (ANSWERED, {})],
    "operator_quoted": [(WAITING, {"mobile_type": '"电信"'})],
    "city_percent": [(WAITING, {"city": "%E5%A4%AA%E5%8E%9F"})],
    "city_marked": [(WAITING, {"city": "太\u200b原"})],
    "province_tagged": [(WAITING, {"pro": "<em>山西</em>"})],
    "callid_cut": [(ANSWERED, {"callid": "cbbdb9bb-5762-4ac1-af0f-d9d437d1"}), (WAITING, {})],
    "cause_cut": [(ANSWERED, {"hangupcause": "NORMAL_CLEAR"}), (WAITING, {})],
    "id_inexact": [(WAITING, {"id": 969195391 + 2**60})],
    "blacklist_number": [
        (WAITING, {"is_blacklist": 0}),
        (ANSWERED, {"is_blacklist": 0}),
        (BLACKLISTED, {"is_blacklist": 1}),
    ],
    "blacklist_forgotten": [(BLACKLISTED, {"is_blacklist": False}), (WAITING, {}), (ANSWERED, {})],
    "cause_lowercase": [(ANSWERED, {"hangupcause": "normal_clearing"}), (WAITING, {})],
    "cause_same": [(BARRED, {"hangupcause": "NORMAL_CLEARING"}), (ANSWERED, {}), (WAITING, {})],
    "chinese_garbled": [
        (ANSWERED, {"city": "å®¿è¿\x81", "pro": "æ±\x9fè\x8b\x8f", "mobile_type": "ç§»å\x8a¨"}
         | {"status_str": "å\x91¼å\x8f«æ\x88\x90å\x8a\x9f"}),
    ],
}  # fmt: skip


def exact(value: object) -> object:
    """A value with its type: 1 is not true."""
    return type(value).__name__, value


@pytest.mark.parametrize("drift", CASES)
def test_a_drift_of_records_changes_its_fields_and_nothing_else(compare: Compare, drift: str) -> None:
    plain, drifted = map(page_of, compare(drift, "page=1"))
    assert plain != drifted
    assert {**plain, "data": None} == {**drifted, "data": None}
    assert len(plain["data"]) == len(drifted["data"])
    for row, changes in CASES[drift]:
        expected = {
            name: value for name, value in (plain["data"][row] | changes).items() if value is not GONE
        }
        found: Page = drifted["data"][row]
        assert {name: exact(value) for name, value in found.items()} == {
            name: exact(value) for name, value in expected.items()
        }


@pytest.mark.parametrize("drift", OF_RECORDS)
@pytest.mark.parametrize("query", ["page=0", "page=1&start_at=2030-01-01"])
def test_a_drift_of_records_leaves_answers_without_records_alone(
    compare: Compare, drift: str, query: str
) -> None:
    plain, drifted = compare(drift, query)
    assert (plain.status, plain.body) == (drifted.status, drifted.body)


@pytest.mark.parametrize("drift", OF_RECORDS)
def test_every_row_of_a_filtered_page_can_drift(compare: Compare, drift: str) -> None:
    """No drift fails on rows of a single status, or with encrypted numbers."""
    for status in range(13):
        _, drifted = compare(drift, f"page=1&status={status}&encryption=true")
        assert page_of(drifted)["data"]
