"""Authentication."""

import pytest
from starlette.testclient import TestClient

from mockserver.contract import Contract
from tests.asking import envelope
from tests.conftest import PATH, make_client


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
def test_a_bad_or_missing_token_is_refused_with_the_reason(
    stranger: TestClient, contract: Contract, headers: dict[str, str], reason: str
) -> None:
    response = stranger.get(f"{PATH}?page=0", headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert envelope(response.json(), 401) == contract.error(401, reason)


@pytest.mark.assumption("scheme-in-any-case")
@pytest.mark.parametrize("header", ["Bearer anything", "bearer x", "BEARER  x y"])
def test_any_other_token_is_accepted(stranger: TestClient, header: str) -> None:
    assert stranger.get(f"{PATH}?page=1", headers={"Authorization": header}).status_code == 200


@pytest.mark.parametrize("token", ["s3cret-令牌", "voilà", "x\u0405"])
def test_a_token_can_be_any_text(token: str) -> None:
    client = make_client(authorized=False, token=token)
    headers = {b"authorization": f"Bearer {token}".encode()}
    assert client.get(f"{PATH}?page=1", headers=headers).status_code == 200


def test_only_the_configured_token_is_accepted() -> None:
    client = make_client(authorized=False, token="s3cret-令牌")
    right = "Bearer s3cret-令牌".encode()
    assert client.get(f"{PATH}?page=1", headers={b"authorization": right}).status_code == 200
    for wrong in ("Bearer s3cret", "Bearer s3cret-xx", "Bearer S3CRET-令牌"):
        response = client.get(f"{PATH}?page=1", headers={b"authorization": wrong.encode()})
        assert response.status_code == 401
