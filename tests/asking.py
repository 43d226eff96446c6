"""Helpers that send a request, check the envelope and return the content."""

from typing import Any

from starlette.testclient import TestClient

from tests.conftest import PATH


def get(client: TestClient, query: str, path: str = PATH) -> dict[str, Any]:
    """The body of a successful response; `query` is sent as written."""
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def refused(client: TestClient, query: str, path: str = PATH) -> str:
    """The message of a 422 response, after checking its envelope."""
    response = client.get(f"{path}?{query}")
    assert response.status_code == 422, response.text
    return envelope(response.json(), 422)


def envelope(body: dict[str, Any], code: int) -> str:
    """The message of an error, after checking that the rest is the vendor's error envelope."""
    message: str = body.pop("message")
    assert body == {"code": code, "status": "error", "data": []}
    return message
