"""Listing numbers: filters, pages and totals."""

from base64 import b64decode
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from starlette.testclient import TestClient

from tests import story
from tests.asking import get
from tests.conftest import PATH, TASK, USER, make_client

SUB_USER = "1181ffd3-e3ee-4d75-a45c-8b9be3deb330"


def test_the_vendors_example_is_returned(client: TestClient) -> None:
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
def test_per_page_defaults_to_the_contracts_default(client: TestClient) -> None:
    assert get(client, "page=2")["meta"]["per_page"] == 15


def test_the_response_is_utf_8_json(client: TestClient) -> None:
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
def test_has_pages_is_true_on_page_2_of_1(client: TestClient) -> None:
    """As in Laravel, where it is true on any page but the first."""
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
def test_has_pages_is_false_if_everything_fits_on_one_page(client: TestClient) -> None:
    meta = get(client, "page=1&per_page=1000")["meta"]
    assert (meta["has_pages"], meta["last_page"]) == (False, 1)


@pytest.mark.parametrize(
    "spelling",
    ["status=2&status=5", "status[]=2&status[]=5", "status[0]=2&status[1]=5", "status=2,5", "status=[2,5]"],
)
@pytest.mark.assumption("array-spelling")
def test_statuses_can_be_spelled_in_five_ways(client: TestClient, spelling: str) -> None:
    plain = get(client, f"page=1&per_page=100&{spelling}")
    assert {record["status"] for record in plain["data"]} == {2, 5}
    assert plain == get(client, f"page=1&per_page=100&{quote(spelling, safe='=&')}")
    assert plain == get(client, "page=1&per_page=100&status=5&status=2")


def test_status_0_is_a_filter(client: TestClient) -> None:
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
def test_start_at_and_end_at_work_alone_and_together(
    client: TestClient, bounds: str, first: str, last: str
) -> None:
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


def test_a_sub_account_has_its_own_rows(client: TestClient) -> None:
    own, sub = get(client, "page=1"), get(client, f"page=1&sub_user_id={SUB_USER}")
    assert own["meta"] == sub["meta"]
    assert not {record["id"] for record in own["data"]} & {record["id"] for record in sub["data"]}


@pytest.mark.parametrize("path", [PATH.replace(TASK, USER), PATH.replace(USER, TASK)])
@pytest.mark.assumption("unknown-task")
def test_other_tasks_and_users_have_other_rows(client: TestClient, path: str) -> None:
    assert get(client, "page=1")["data"] != get(client, "page=1", path)["data"]


def test_uuids_are_case_insensitive(client: TestClient) -> None:
    assert get(client, "page=1") == get(client, "page=1", PATH.replace(TASK, TASK.upper()))


@pytest.mark.parametrize("spelling", ["true", "True", "TRUE", "1"])
@pytest.mark.assumption("boolean-spelling", "ciphertext")
def test_encryption_changes_only_the_number(client: TestClient, spelling: str) -> None:
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


def test_realistic_numbers_change_only_the_number(client: TestClient) -> None:
    plain, real = get(client, "page=1")["data"], get(make_client(numbers="realistic"), "page=1")["data"]
    assert all(one["number"] != other["number"] for one, other in zip(plain, real, strict=True))
    assert [each | {"number": ""} for each in plain] == [each | {"number": ""} for each in real]


def test_the_last_page_of_the_largest_task_is_served() -> None:
    client = make_client(rows=10**12)
    body = get(client, "page=1000000000&per_page=1000")
    assert len(body["data"]) == 1000
    assert body["meta"]["last_page"] == body["meta"]["current_page"]
    assert get(client, "page=1&status=12&status=0")["meta"]["total"] > 10**11


def test_two_applications_send_the_same_bytes(client: TestClient) -> None:
    query = f"{PATH}?page=7&status=1&status=4&encryption=true"
    first, again = client.get(query), make_client().get(query)
    assert first.status_code == 200
    assert (first.content, first.headers) == (again.content, again.headers)
