import json
import logging
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.contract import Contract
from mockserver.http.endpoint import Endpoints
from mockserver.http.operations import OPERATIONS
from mockserver.http.response_validation import ResponseValidation
from tests.asgi import ask
from tests.conftest import PATH, make_client


def test_the_mock_conforms_to_its_contract() -> None:
    client = make_client(validate_responses=True)
    for query in ("page=1&per_page=1000", "page=9999", "page=1&encryption=1"):
        assert client.get(f"{PATH}?{query}").status_code == 200
    assert client.get(f"{PATH}?page=0").status_code == 422
    assert client.get("/nowhere").status_code == 404
    assert client.options(PATH).status_code == 204
    with client:  # Sends lifespan events.
        assert client.head(f"{PATH}?page=1").status_code == 200


@pytest.fixture
def strict(contract: Contract, tmp_path: Path) -> TestClient:
    """A mock whose responses break its contract."""
    document = contract.document
    document["components"]["schemas"]["NumberRecord"]["properties"]["city"]["maxLength"] = 0
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document))
    return make_client(spec=file, validate_responses=True)


def test_a_breach_is_a_500_with_its_location(strict: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        response = strict.get(f"{PATH}?page=1")
    assert response.status_code == 500
    body = response.json()
    assert (body["code"], body["status"], body["data"]) == (500, "error", [])
    assert "the answer breaks the contract: data.data[0].city must be shorter" in body["message"]
    assert "breaks the contract" in caplog.text


def test_a_valid_response_passes(strict: TestClient) -> None:
    assert strict.get(f"{PATH}?page=9999").status_code == 200


@pytest.mark.parametrize(("status", "body"), [(418, b"{}"), (200, b"<html>"), (200, b"{}")])
def test_an_undocumented_status_or_body_is_a_breach(contract: Contract, status: int, body: bytes) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": body[:1], "more_body": True})
        await send({"type": "http.response.body", "body": body[1:]})

    endpoints = Endpoints(contract, OPERATIONS, token=None, secret="00" * 32)
    checked: ASGIApp = ResponseValidation(app, contract, endpoints)
    assert ask(checked, "/").status == 500
