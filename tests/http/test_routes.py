"""Unknown paths, other methods and CORS."""

import pytest
from starlette.testclient import TestClient

from tests.asking import envelope, get
from tests.conftest import PATH, USER


@pytest.mark.parametrize("path", ["/", "/agent-api", f"{PATH}/1", PATH.replace(USER, "a%2Fb"), "/%00", "//"])
@pytest.mark.assumption("error-http-status")
def test_an_unknown_path_is_404_in_the_envelope(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "没有这个接口" in envelope(response.json(), 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.assumption("error-http-status")
def test_another_method_is_405_with_the_allowed_ones(stranger: TestClient, method: str) -> None:
    response = stranger.request(method, PATH)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert "GET" in envelope(response.json(), 405)


def test_options_lists_the_methods(stranger: TestClient) -> None:
    response = stranger.options(PATH)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert stranger.options("/nowhere").status_code == 404


def test_private_network_access_is_allowed(stranger: TestClient) -> None:
    headers = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Private-Network": "true",
    }
    preflight = stranger.options(PATH, headers=headers)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-private-network"] == "true"


def test_head_has_the_headers_of_get(client: TestClient) -> None:
    head, whole = client.head(f"{PATH}?page=1"), client.get(f"{PATH}?page=1")
    assert head.status_code == 200
    assert head.headers == whole.headers


def test_a_trailing_slash_is_ignored(client: TestClient) -> None:
    assert get(client, "page=1", f"{PATH}/") == get(client, "page=1")


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "x", "multipart/form-data"])
def test_the_content_type_of_a_request_without_a_body_is_ignored(
    client: TestClient, content_type: str
) -> None:
    assert client.get(f"{PATH}?page=1", headers={"Content-Type": content_type}).status_code == 200


def test_any_origin_is_allowed(stranger: TestClient) -> None:
    headers = {
        "Origin": "http://localhost:3000",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    preflight = stranger.options(PATH, headers=headers)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    refused = stranger.get(PATH, headers={"Origin": "http://localhost:3000"})
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == "*"
    assert refused.headers["access-control-expose-headers"] == "*"
