"""The mock as a client meets it: what is asked, what is answered, what is refused."""

import json
from base64 import b64decode
from functools import wraps
from typing import Any
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from starlette.testclient import TestClient

from mockserver import operations
from mockserver.contract import Contract
from tests import story
from tests.conftest import AUTHORIZED, PATH, TASK, USER, make_client

SUB_USER = "1181ffd3-e3ee-4d75-a45c-8b9be3deb330"


def get(client: TestClient, query: str, path: str = PATH) -> dict[str, Any]:
    """The body of a successful answer to a query written as on the wire."""
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def refused(client: TestClient, query: str, path: str = PATH) -> str:
    """The message of a refusal, after checking its envelope."""
    response = client.get(f"{path}?{query}")
    assert response.status_code == 422, response.text
    return envelope(response.json(), 422)


def envelope(body: dict[str, Any], code: int) -> str:
    """The message of an error, after checking that the rest is the vendor's envelope."""
    message: str = body.pop("message")
    assert body == {"code": code, "status": "error", "data": []}
    return message


# What is asked.


def test_the_pages_own_example_is_answered(client: TestClient) -> None:
    body = get(client, "page=1&per_page=15&encryption=false")
    assert list(body) == ["code", "status", "message", "data", "meta"]
    assert (body["code"], body["status"], body["message"]) == (200, "success", "查看号码列表成功")
    assert body["meta"] == {
        "has_pages": True,
        "total": 1000,
        "last_page": 67,
        "current_page": 1,
        "per_page": 15,
    }
    assert len(body["data"]) == 15
    for record in body["data"]:
        story.check(record)


def test_the_first_page_shows_every_status_in_order(client: TestClient) -> None:
    assert [record["status"] for record in get(client, "page=1")["data"]][:13] == list(range(13))


@pytest.mark.assumption("per-page-default")
def test_per_page_defaults_to_the_contracts(client: TestClient) -> None:
    assert get(client, "page=2")["meta"]["per_page"] == 15


def test_the_answer_is_utf_8_json(client: TestClient) -> None:
    response = client.get(f"{PATH}?page=1")
    assert response.headers["content-type"] == "application/json"
    assert "查看号码列表成功".encode() in response.content


@pytest.mark.parametrize("page", [68, 9007199254740991])
@pytest.mark.assumption("page-beyond-last")
def test_a_page_beyond_the_last_is_empty_with_the_true_totals(client: TestClient, page: int) -> None:
    body = get(client, f"page={page}")
    assert body["data"] == []
    assert body["meta"]["total"] == 1000
    assert body["meta"]["last_page"] == 67
    assert body["meta"]["current_page"] == page
    assert body["meta"]["has_pages"] is True


@pytest.mark.assumption("has-pages")
def test_a_second_page_of_one_says_that_there_are_pages(client: TestClient) -> None:
    """As Laravel does: page 1 is not the current one."""
    assert get(client, "page=2&per_page=1000")["meta"]["has_pages"] is True


@pytest.mark.assumption("last-page-at-least-1")
def test_an_empty_selection_has_one_page() -> None:
    assert get(make_client(rows=0), "page=1")["meta"] == {
        "has_pages": False,
        "total": 0,
        "last_page": 1,
        "current_page": 1,
        "per_page": 15,
    }


@pytest.mark.assumption("has-pages")
@pytest.mark.discrepancy("has-pages-on-one-page")
def test_a_selection_that_fits_a_page_has_no_pages(client: TestClient) -> None:
    meta = get(client, "page=1&per_page=1000")["meta"]
    assert (meta["has_pages"], meta["last_page"]) == (False, 1)


@pytest.mark.parametrize(
    "spelling",
    ["status=2&status=5", "status[]=2&status[]=5", "status[0]=2&status[1]=5", "status=2,5", "status=[2,5]"],
)
@pytest.mark.assumption("array-spelling")
def test_statuses_may_be_spelled_in_five_ways(client: TestClient, spelling: str) -> None:
    plain = get(client, f"page=1&per_page=100&{spelling}")
    assert {record["status"] for record in plain["data"]} == {2, 5}
    assert plain == get(client, f"page=1&per_page=100&{quote(spelling, safe='=&')}")
    assert plain == get(client, "page=1&per_page=100&status=5&status=2")


def test_status_0_is_a_filter_and_not_its_absence(client: TestClient) -> None:
    body = get(client, "page=1&status=0")
    assert {record["status"] for record in body["data"]} == {0}
    assert 0 < body["meta"]["total"] < 1000


def test_the_totals_of_all_statuses_add_up(client: TestClient) -> None:
    totals = [get(client, f"page=1&status={status}")["meta"]["total"] for status in range(13)]
    assert sum(totals) == 1000
    assert all(totals)


@pytest.mark.parametrize(
    ("bounds", "first", "last"),
    [
        ("start_at=2025/12/3 0:00&end_at=2025/12/3 23:59", "2025-12-03", "2025-12-03"),
        ("start_at=2025-12-02", "2025-12-02", "2025-12-03"),
        ("end_at=2025/12/2", "2025-12-01", "2025-12-01"),
        ("start_at=2025-12-02 00:00:00&end_at=2025-12-03", "2025-12-02", "2025-12-02"),
    ],
)
@pytest.mark.assumption("bounds-alone")
def test_bounds_hold_alone_and_together(client: TestClient, bounds: str, first: str, last: str) -> None:
    body = get(client, f"page=1&per_page=1000&{bounds}")
    days = [record["created_at"][:10] for record in body["data"]]
    assert (days[0], days[-1]) == (first, last)
    assert 0 < body["meta"]["total"] < 1000


@pytest.mark.assumption("bounds-inclusive")
@pytest.mark.discrepancy("two-formats-of-dates")
def test_bounds_are_inclusive(client: TestClient) -> None:
    second = get(client, "page=1")["data"][7]["created_at"]
    found = get(client, f"page=1&start_at={second}&end_at={second}")["data"]
    assert [record["created_at"] for record in found] == [second]


def test_a_sub_account_has_rows_of_its_own(client: TestClient) -> None:
    own, sub = get(client, "page=1"), get(client, f"page=1&sub_user_id={SUB_USER}")
    assert own["meta"] == sub["meta"]
    assert not {record["id"] for record in own["data"]} & {record["id"] for record in sub["data"]}


@pytest.mark.parametrize("path", [PATH.replace(TASK, USER), PATH.replace(USER, TASK)])
@pytest.mark.assumption("unknown-task")
def test_another_task_and_another_user_have_other_rows(client: TestClient, path: str) -> None:
    assert get(client, "page=1")["data"] != get(client, "page=1", path)["data"]


def test_a_uuid_in_upper_case_is_the_same(client: TestClient) -> None:
    assert get(client, "page=1") == get(client, "page=1", PATH.replace(TASK, TASK.upper()))


@pytest.mark.parametrize("spelling", ["true", "True", "TRUE", "1"])
@pytest.mark.assumption("boolean-spelling", "ciphertext")
def test_encryption_changes_the_number_and_nothing_else(client: TestClient, spelling: str) -> None:
    plain = get(client, "page=1&encryption=False")["data"]
    sealed = get(client, f"page=1&encryption={spelling}")["data"]
    for one, other in zip(plain, sealed, strict=True):
        nonce_and_text = b64decode(other["number"])
        key = bytes(range(32))  # The default, as the README documents it.
        assert AESGCM(key).decrypt(nonce_and_text[:12], nonce_and_text[12:], None).decode() == one["number"]
        assert one | {"number": ""} == other | {"number": ""}


def test_another_encryption_key_makes_another_ciphertext(client: TestClient) -> None:
    other = make_client(encryption_key="00" * 16)
    assert get(client, "page=1&encryption=1") != get(other, "page=1&encryption=1")


def test_another_seed_makes_other_rows(client: TestClient) -> None:
    assert get(client, "page=1")["data"] != get(make_client(seed=1), "page=1")["data"]


def test_realistic_numbers_change_the_number_and_nothing_else(client: TestClient) -> None:
    plain, real = get(client, "page=1")["data"], get(make_client(numbers="realistic"), "page=1")["data"]
    assert all(one["number"] != other["number"] for one, other in zip(plain, real, strict=True))
    assert [each | {"number": ""} for each in plain] == [each | {"number": ""} for each in real]


def test_the_largest_task_answers_on_its_last_page() -> None:
    client = make_client(rows=10**12)
    body = get(client, "page=1000000000&per_page=1000")
    assert len(body["data"]) == 1000
    assert body["meta"]["last_page"] == body["meta"]["current_page"]
    assert get(client, "page=1&status=12&status=0")["meta"]["total"] > 10**11


def test_the_same_request_has_the_same_bytes_from_another_application(client: TestClient) -> None:
    query = f"{PATH}?page=7&status=1&status=4&encryption=true"
    first, again = client.get(query), make_client().get(query)
    assert first.status_code == 200
    assert (first.content, first.headers) == (again.content, again.headers)


# What is refused.


@pytest.mark.parametrize(
    ("query", "name", "rule", "received"),
    [
        ("", "page", "必填", None),
        ("per_page=15", "page", "必填", None),
        ("page=0", "page", "不能小于 1", "0"),
        ("page=-1", "page", "不能小于 1", "-1"),
        ("page=abc", "page", "应为整数", "abc"),
        ("page=", "page", "应为整数", ""),
        ("page=1.5", "page", "应为整数", "1.5"),
        ("page=1_0", "page", "应为整数", "1_0"),
        ("page=１", "page", "应为整数", "１"),
        ("page=%2B1", "page", "应为整数", "+1"),
        ("page=01", "page", "应为整数", "01"),
        (f"page={'9' * 23}", "page", "不能大于 9007199254740991", "9" * 23),
        (f"page={'9' * 5000}", "page", "应为整数", "9" * 64 + "…"),
        ("page=1%00", "page", "应为整数", "1\\u0000"),
        ("page=1&page=0", "page", "不能小于 1", "0"),
        ("page=1&per_page=0", "per_page", "不能小于 1", "0"),
        ("page=1&per_page=1001", "per_page", "不能大于 1000", "1001"),
        ("page=1&status=13", "status", "只能取 0, 1, 2", "13"),
        ("page=1&status=-1", "status", "只能取 0, 1, 2", "-1"),
        ("page=1&status=x", "status", "只能取 0, 1, 2", "x"),
        ("page=1&status[]=99", "status", "只能取 0, 1, 2", "99"),
        ("page=1&status=2,13", "status", "只能取 0, 1, 2", "13"),
        ("page=1&status=2&status=", "status", "只能取 0, 1, 2", ""),
        ("page=1&status=-0", "status", "只能取 0, 1, 2", "-0"),
        ("page=-0", "page", "应为整数", "-0"),
        ("page=1%C2%85", "page", "应为整数", "1\\u0085"),
        ("page=1&status=2,", "status", "只能取 0, 1, 2", ""),
        ("page=1&status=", "status", "只能取 0, 1, 2", ""),
        ("page=1&status=[]", "status", "至少要有 1 个值", None),
        ("page=1&start_at=2025-02-30", "start_at", "应为存在的日期", "2025-02-30"),
        ("page=1&end_at=2025-13-01", "end_at", "应为存在的日期", "2025-13-01"),
        ("page=1&end_at=yesterday", "end_at", "应为存在的日期", "yesterday"),
        ("page=1&end_at=2025-12-03%0A", "end_at", "应为存在的日期", "2025-12-03\\n"),
        ("page=1&end_at=", "end_at", "应为存在的日期", ""),
        ("page=1&start_at=2025-12-03&end_at=2025/12/2", "start_at", "不能晚于 end_at", "2025-12-03"),
        ("page=1&encryption=maybe", "encryption", "应为 true、false、1 或 0", "maybe"),
        ("page=1&encryption=", "encryption", "应为 true、false、1 或 0", ""),
        ("page=1&sub_user_id=7", "sub_user_id", "应为 UUID", "7"),
        ("page=1&sub_user_id=%00", "sub_user_id", "应为 UUID", "\\u0000"),
        (f"page=1&sub_user_id={SUB_USER}%0A", "sub_user_id", "应为 UUID", f"{SUB_USER}\\n"),
    ],
)
@pytest.mark.assumption("invalid-values-refused", "error-http-status", "error-code")
def test_a_wrong_value_is_refused_with_its_name_rule_and_value(
    client: TestClient, query: str, name: str, rule: str, received: str | None
) -> None:
    message = refused(client, query)
    assert f"参数 {name} {rule}" in message
    assert f"the parameter {name} " in message
    assert received is None or f'收到的是 "{received}"' in message


def test_a_refused_order_tells_both_values(client: TestClient) -> None:
    message = refused(client, "page=1&start_at=2025-12-03&end_at=2025/12/2")
    assert '收到的是 "2025-12-03"、"2025/12/2"' in message
    assert 'received "2025-12-03" and "2025/12/2"' in message


@pytest.mark.parametrize("wrong", ["7", f"{USER}0", USER[:-1], USER.replace("-", ""), "%00", f"{USER}%0A"])
@pytest.mark.parametrize(("name", "right"), [("user_id", USER), ("task_id", TASK)])
@pytest.mark.assumption("ids-are-uuids")
def test_an_id_that_is_no_uuid_is_refused(client: TestClient, name: str, right: str, wrong: str) -> None:
    assert f"参数 {name} 应为 UUID" in refused(client, "page=1", PATH.replace(right, wrong))


def test_a_limit_changed_in_the_contract_is_the_limit_kept(tmp_path: Any, contract: Contract) -> None:
    document = contract.document
    document["components"]["parameters"]["per_page"]["schema"] |= {"maximum": 100, "default": 20}
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document))  # JSON is YAML too.
    client = make_client(spec=file)
    assert "不能大于 100" in refused(client, "page=1&per_page=101")
    assert get(client, "page=1")["meta"]["per_page"] == 20


def test_a_pattern_changed_in_the_contract_is_the_pattern_kept(tmp_path: Any, contract: Contract) -> None:
    document = contract.document
    document["components"]["parameters"]["start_at"]["schema"]["pattern"] = "^[0-9-]+$"
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document))
    client = make_client(spec=file)
    assert get(client, "page=1&start_at=2025-12-03")["meta"]["total"] == 333
    assert "参数 start_at 应为存在的日期" in refused(client, "page=1&start_at=2025/12/3")


# Who may ask.


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "missing"),
        ({"Authorization": ""}, "missing"),
        ({"Authorization": "Basic dXNlcjpwYXNz"}, "scheme"),
        ({"Authorization": "YOUR_TOKEN"}, "scheme"),
        ({"Authorization": "Bearer"}, "empty"),
        ({"Authorization": "Bearer  "}, "empty"),
        ({"Authorization": "Bearer invalid"}, "invalid"),
        ({"Authorization": "Bearer invalid-7"}, "invalid"),
        ({"Authorization": "Bearer expired-yesterday"}, "expired"),
        ({"Authorization": "  Bearer   expired"}, "expired"),
    ],
)
@pytest.mark.assumption("error-http-status")
def test_who_has_no_good_token_is_refused_with_the_reason(
    stranger: TestClient, contract: Contract, headers: dict[str, str], reason: str
) -> None:
    response = stranger.get(f"{PATH}?page=0", headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert envelope(response.json(), 401) == contract.error(401, reason)


@pytest.mark.assumption("scheme-in-any-case")
@pytest.mark.parametrize("header", ["Bearer anything", "bearer x", "BEARER  x y"])
def test_any_other_token_will_do(stranger: TestClient, header: str) -> None:
    assert stranger.get(f"{PATH}?page=1", headers={"Authorization": header}).status_code == 200


@pytest.mark.parametrize("token", ["s3cret-令牌", "voilà", "x\u0405"])
def test_a_token_may_be_any_text(token: str) -> None:
    client = make_client(authorized=False, token=token)
    headers = {b"authorization": f"Bearer {token}".encode()}
    assert client.get(f"{PATH}?page=1", headers=headers).status_code == 200


def test_only_the_token_given_will_do() -> None:
    client = make_client(authorized=False, token="s3cret-令牌")
    right = "Bearer s3cret-令牌".encode()
    assert client.get(f"{PATH}?page=1", headers={b"authorization": right}).status_code == 200
    for wrong in ("Bearer s3cret", "Bearer s3cret-xx", "Bearer S3CRET-令牌"):
        response = client.get(f"{PATH}?page=1", headers={b"authorization": wrong.encode()})
        assert response.status_code == 401


# Other paths and methods.


@pytest.mark.parametrize("path", ["/", "/agent-api", f"{PATH}/1", PATH.replace(USER, "a%2Fb"), "/%00", "//"])
@pytest.mark.assumption("error-http-status")
def test_an_unknown_path_is_404_in_the_envelope(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "没有这个接口" in envelope(response.json(), 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.assumption("error-http-status")
def test_another_method_is_405_and_tells_the_right_ones(stranger: TestClient, method: str) -> None:
    response = stranger.request(method, PATH)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert "GET" in envelope(response.json(), 405)


def test_options_tells_the_methods(stranger: TestClient) -> None:
    response = stranger.options(PATH)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert stranger.options("/nowhere").status_code == 404


def test_a_page_of_the_internet_may_ask_this_machine(stranger: TestClient) -> None:
    asks = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Private-Network": "true",
    }
    preflight = stranger.options(PATH, headers=asks)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-private-network"] == "true"


def test_head_has_the_headers_of_get(client: TestClient) -> None:
    head, whole = client.head(f"{PATH}?page=1"), client.get(f"{PATH}?page=1")
    assert head.status_code == 200
    assert head.headers == whole.headers


def test_a_slash_at_the_end_changes_nothing(client: TestClient) -> None:
    assert get(client, "page=1", f"{PATH}/") == get(client, "page=1")


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "x", "multipart/form-data"])
def test_the_content_type_of_a_request_without_a_body_does_not_matter(
    client: TestClient, content_type: str
) -> None:
    assert client.get(f"{PATH}?page=1", headers={"Content-Type": content_type}).status_code == 200


def test_a_browser_of_any_origin_may_ask(stranger: TestClient) -> None:
    asks = {
        "Origin": "http://localhost:3000",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    preflight = stranger.options(PATH, headers=asks)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    refused = stranger.get(PATH, headers={"Origin": "http://localhost:3000"})
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == "*"
    assert refused.headers["access-control-expose-headers"] == "*"


# What is ignored, and what fails.


@pytest.mark.assumption("unknown-parameters-ignored")
def test_an_unknown_parameter_is_ignored_and_said(client: TestClient) -> None:
    response = client.get(f"{PATH}?page=1&stauts=3")
    assert response.json() == get(client, "page=1")
    assert response.headers["x-mock-warning"] == "unknown parameter 'stauts': did you mean 'status'?"


def test_a_refusal_says_too_what_it_ignored(client: TestClient) -> None:
    response = client.get(f"{PATH}?pgae=1")
    assert response.status_code == 422
    assert response.headers["x-mock-warning"] == "unknown parameter 'pgae': did you mean 'page'?"


def test_nothing_is_said_of_known_parameters(client: TestClient) -> None:
    assert "x-mock-warning" not in client.get(f"{PATH}?page=1&status[]=2&status[7]=3").headers


@pytest.mark.parametrize("name", ["%0d%0aSet-Cookie:x", "%00", "%F0%9F%98%80", "%FF", "字", "a" * 500])
def test_no_name_gets_out_of_the_warning(client: TestClient, name: str) -> None:
    response = client.get(f"{PATH}?page=1&{name}=1")
    assert response.status_code == 200
    assert "set-cookie" not in response.headers
    warning = response.headers["x-mock-warning"]
    assert warning.isascii()
    assert warning.isprintable()
    assert len(warning) < 300


def test_of_many_unknown_parameters_a_few_are_named(client: TestClient) -> None:
    warning = client.get(f"{PATH}?page=1&" + "&".join(f"zz{n}" for n in range(50))).headers["x-mock-warning"]
    assert warning.startswith("unknown parameter 'zz0'; unknown parameter 'zz1'; ")
    assert warning.endswith("; and 45 more")


@pytest.mark.assumption("error-http-status")
def test_a_fault_of_the_mock_is_500_in_the_envelope(
    monkeypatch: pytest.MonkeyPatch, contract: Contract, caplog: pytest.LogCaptureFixture
) -> None:
    @wraps(operations.list_numbers)
    def fails(**_: object) -> bytes:
        raise RuntimeError("a secret of the mock")

    monkeypatch.setitem(operations.OPERATIONS, "list_numbers", fails)
    response = make_client().get(f"{PATH}?page=1")
    assert response.status_code == 500
    assert "a secret of the mock" in caplog.text
    assert AUTHORIZED["Authorization"] not in caplog.text
    assert envelope(response.json(), 500) == contract.error(500, "failed")
