"""Assumptions and discrepancies that no other test covers."""

import csv
import re
from datetime import datetime
from importlib import resources
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator
from starlette.testclient import TestClient

from mockserver.contract import Contract
from tests.conftest import PATH, make_client

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def rows(client: TestClient) -> Rows:
    """All rows of a task."""
    response = client.get(f"{PATH}?page=1&per_page=1000")
    assert response.status_code == 200
    found: Rows = response.json()["data"]
    assert len(found) == 1000
    return found


def limits(contract: Contract, name: str) -> tuple[int, int]:
    (parameter,) = (each for each in contract.operations["list_numbers"] if each.name == name)
    return parameter.schema["minimum"], parameter.schema["maximum"]


@pytest.mark.assumption("page-limit", "per-page-limit")
@pytest.mark.parametrize(("name", "query"), [("page", "page={}"), ("per_page", "page=1&per_page={}")])
def test_values_at_the_limits_are_accepted_and_beyond_refused(
    client: TestClient, contract: Contract, name: str, query: str
) -> None:
    least, most = limits(contract, name)
    values = (least - 1, least, most, most + 1)
    statuses = [client.get(f"{PATH}?{query.format(value)}").status_code for value in values]
    assert statuses == [422, 200, 200, 422]


@pytest.mark.assumption("empty-array-refused")
@pytest.mark.parametrize("spelling", ["status=", "status[]=", "status=[]"])
def test_an_empty_status_is_refused(client: TestClient, spelling: str) -> None:
    response = client.get(f"{PATH}?page=1&{spelling}")
    assert response.status_code == 422
    assert "参数 status " in response.json()["message"]


@pytest.mark.discrepancy("page-optional-elsewhere")
def test_a_request_without_a_page_is_refused(client: TestClient) -> None:
    response = client.get(f"{PATH}?per_page=15")
    assert response.status_code == 422
    assert "参数 page 必填" in response.json()["message"]


@pytest.mark.assumption("date-without-time")
@pytest.mark.parametrize("bound", ["start_at", "end_at"])
def test_a_bound_without_a_time_is_midnight(client: TestClient, bound: str) -> None:
    short, long = (
        client.get(f"{PATH}?page=1&{bound}=2025-12-02{time}").json()["meta"]["total"]
        for time in ("", " 00:00:00")
    )
    assert 0 < short == long < 1000


@pytest.mark.assumption("rate-limit")
def test_the_rate_limit_response_requires_retry_after(contract: Contract) -> None:
    retry_after = contract.document["components"]["responses"]["TooManyRequests"]["headers"]["Retry-After"]
    assert retry_after["required"] is True
    assert retry_after["schema"] == {"type": "integer", "minimum": 0}
    assert contract.error(429, "too_many")


@pytest.mark.assumption("error-code")
def test_an_error_may_have_a_vendor_specific_code(contract: Contract) -> None:
    envelope = OAS30Validator(contract.document["components"]["schemas"]["ErrorEnvelope"])
    error = {"code": 6007, "status": "error", "message": "x", "data": []}
    assert envelope.is_valid(error)
    assert not envelope.is_valid(error | {"code": "6007"})


@pytest.mark.assumption("extra-null", "customer-null")
@pytest.mark.parametrize("name", ["extra", "customer_id"])
def test_values_not_given_are_null_and_never_empty_or_missing(rows: Rows, name: str) -> None:
    values = [record[name] for record in rows]
    assert None in values
    assert "" not in values
    assert len({type(value) for value in values}) == 2


@pytest.mark.assumption("place-known")
@pytest.mark.parametrize("name", ["city", "pro", "mobile_type", "area_code", "post_code"])
def test_the_place_of_a_number_is_always_known(rows: Rows, name: str) -> None:
    assert all(isinstance(record[name], str) and record[name] for record in rows)


@pytest.mark.discrepancy("codes-are-text")
def test_codes_are_text_with_their_zeros(rows: Rows) -> None:
    assert all(re.fullmatch("0[0-9]{2,3}", record["area_code"]) for record in rows)
    assert all(re.fullmatch("[0-9]{6}", record["post_code"]) for record in rows)
    assert any(record["post_code"].startswith("0") for record in rows)


@pytest.mark.discrepancy("number-of-another-place")
def test_a_number_belongs_to_the_place_and_operator_of_its_segment() -> None:
    table = (resources.files("mockserver") / "dataset" / "subscribers.csv").read_text(encoding="utf-8")
    segments = {
        row["realistic"]: (row["city"], row["mobile_type"]) for row in csv.DictReader(table.splitlines())
    }
    page = make_client(numbers="realistic").get(f"{PATH}?page=1&per_page=1000").json()["data"]
    assert [segments[record["number"][:7]] for record in page] == [
        (record["city"], record["mobile_type"]) for record in page
    ]


@pytest.mark.assumption("hangup-cause-names")
def test_the_cause_of_a_hang_up_is_a_name_in_capitals(rows: Rows) -> None:
    causes = {record["hangupcause"] for record in rows if record["status"] != 0}
    assert {"NORMAL_CLEARING", "USER_BUSY", "NO_ANSWER"} <= causes
    assert all(re.fullmatch("[A-Z]+(_[A-Z]+)*", cause) for cause in causes)


@pytest.mark.assumption("no-other-fields")
def test_an_answer_has_the_fields_of_the_contract_and_no_others(
    client: TestClient, contract: Contract
) -> None:
    schemas = contract.document["components"]["schemas"]
    page, refusal = client.get(f"{PATH}?page=1").json(), client.get(PATH).json()
    answers = {
        "NumberPage": page,
        "PageMeta": page["meta"],
        "NumberRecord": page["data"][0],
        "ErrorEnvelope": refusal,
    }
    for name, answer in answers.items():
        assert list(answer) == list(schemas[name]["properties"]), name


@pytest.mark.assumption("page-missing")
def test_a_missing_page_is_refused_and_not_page_1(client: TestClient) -> None:
    assert [client.get(f"{PATH}{query}").status_code for query in ("", "?page=", "?page=1")] == [
        422,
        422,
        200,
    ]


@pytest.mark.assumption("per-page-type")
@pytest.mark.parametrize("value", [15, "15"])
def test_per_page_is_an_integer_or_a_string_of_digits(contract: Contract, value: object) -> None:
    meta = OAS30Validator(contract.document["components"]["schemas"]["PageMeta"])
    page = {"has_pages": False, "total": 1, "last_page": 1, "current_page": 1}
    assert meta.is_valid(page | {"per_page": value})
    for other in (0, "0", "", "015", 1.5, None, True):
        assert not meta.is_valid(page | {"per_page": other}), other


@pytest.mark.assumption("per-page-type")
def test_per_page_is_an_integer_whether_it_is_sent_or_not(client: TestClient) -> None:
    sizes = [client.get(f"{PATH}?page=1{query}").json()["meta"]["per_page"] for query in ("", "&per_page=2")]
    assert list(map(repr, sizes)) == ["15", "2"]


@pytest.mark.assumption("unknown-sub-account")
def test_every_sub_account_has_numbers_of_its_own(client: TestClient) -> None:
    pages = [
        client.get(f"{PATH}?page=1{query}").json()["data"]
        for query in ("", *(f"&sub_user_id=00000000-0000-4000-8000-00000000000{digit}" for digit in "123"))
    ]
    assert len({str(page) for page in pages if page}) == 4


@pytest.mark.assumption("number-masked")
def test_a_masked_number_is_neither_returned_nor_in_the_contract(rows: Rows, contract: Contract) -> None:
    pattern = contract.document["components"]["schemas"]["NumberRecord"]["properties"]["number"]["pattern"]
    assert not re.search(pattern, "186****3344")
    assert all(re.search(pattern, record["number"]) for record in rows)


@pytest.mark.assumption("clock-tolerance")
def test_durations_agree_with_dates_to_the_second(rows: Rows) -> None:
    called = [record for record in rows if record["calldate"]]
    assert called
    for record in called:
        call, end = (datetime.fromisoformat(record[name]) for name in ("calldate", "hangupdate"))
        assert abs((end - call).total_seconds() - record["duration"] / 1000) <= 1


@pytest.mark.assumption("not-found-format")
@pytest.mark.parametrize("path", ["/nowhere", f"{PATH}s", "/agent-api/user"])
def test_an_unknown_path_is_refused_in_the_envelope(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("application/json")
    assert (response.json()["code"], response.json()["data"]) == (404, [])


@pytest.mark.assumption("other-methods")
@pytest.mark.discrepancy("post-on-the-same-path")
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused_with_those_that_are_supported(client: TestClient, method: str) -> None:
    response = client.request(method, f"{PATH}?page=1")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert response.json()["code"] == 405


@pytest.mark.discrepancy("post-on-the-same-path")
def test_no_answer_to_a_post_is_promised(contract: Contract) -> None:
    document = contract.document
    (item,) = document["paths"].values()
    assert item.keys() == {"parameters", "get"}
    assert "POST" in document["components"]["responses"]["MethodNotAllowed"]["description"]


@pytest.mark.assumption("challenge")
def test_a_refused_token_is_answered_with_the_scheme_to_use() -> None:
    response = make_client(authorized=False).get(f"{PATH}?page=1")
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.assumption("equal-times")
def test_rows_are_in_the_order_of_time_and_id(rows: Rows) -> None:
    keys = [(record["created_at"], record["id"]) for record in rows]
    assert keys == sorted(set(keys))


@pytest.mark.assumption("empty-values", "lenient-spelling", "start-after-end")
@pytest.mark.parametrize(
    "query",
    [
        "per_page=", "start_at=", "encryption=", "sub_user_id=",
        "per_page=%2B1", "per_page=%201", "per_page=1e0", "per_page=01", "start_at=tomorrow",
        "start_at=2025-12-02&end_at=2025-12-01",
    ],
)  # fmt: skip
def test_empty_lenient_and_contradictory_values_are_refused(client: TestClient, query: str) -> None:
    assert client.get(f"{PATH}?page=1&{query}").status_code == 422
