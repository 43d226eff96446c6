"""Unknown parameters and internal errors."""

from functools import wraps

import pytest
from starlette.testclient import TestClient

from mockserver import settings
from mockserver.app import create_app
from mockserver.contract import Contract
from mockserver.http.operations import OPERATIONS
from tests.asking import envelope, get
from tests.conftest import AUTHORIZED, PATH


@pytest.mark.assumption("unknown-parameters-ignored")
def test_an_unknown_parameter_is_ignored_with_a_warning(client: TestClient) -> None:
    response = client.get(f"{PATH}?page=1&stauts=3")
    assert response.json() == get(client, "page=1")
    assert response.headers["x-mock-warning"] == "unknown parameter 'stauts': did you mean 'status'?"


def test_a_refusal_has_the_warning_too(client: TestClient) -> None:
    response = client.get(f"{PATH}?pgae=1")
    assert response.status_code == 422
    assert response.headers["x-mock-warning"] == "unknown parameter 'pgae': did you mean 'page'?"


def test_known_parameters_cause_no_warning(client: TestClient) -> None:
    assert "x-mock-warning" not in client.get(f"{PATH}?page=1&status[]=2&status[7]=3").headers


@pytest.mark.parametrize("name", ["%0d%0aSet-Cookie:x", "%00", "%F0%9F%98%80", "%FF", "字", "a" * 500])
def test_any_parameter_name_fits_into_the_header(client: TestClient, name: str) -> None:
    response = client.get(f"{PATH}?page=1&{name}=1")
    assert response.status_code == 200
    assert "set-cookie" not in response.headers
    warning = response.headers["x-mock-warning"]
    assert warning.isascii()
    assert warning.isprintable()
    assert len(warning) < 300


def test_only_the_first_unknown_parameters_are_named(client: TestClient) -> None:
    warning = client.get(f"{PATH}?page=1&" + "&".join(f"zz{n}" for n in range(50))).headers["x-mock-warning"]
    assert warning.startswith("unknown parameter 'zz0'; unknown parameter 'zz1'; ")
    assert warning.endswith("; and 45 more")


@pytest.mark.assumption("error-http-status")
def test_a_bug_of_the_mock_is_500_in_the_envelope(
    contract: Contract, caplog: pytest.LogCaptureFixture
) -> None:
    @wraps(OPERATIONS["list_numbers"])
    def fails(**_: object) -> bytes:
        raise RuntimeError("a secret of the mock")

    client = TestClient(create_app(settings.load(), contract, operations={"list_numbers": fails}))
    response = client.get(f"{PATH}?page=1", headers=AUTHORIZED)
    assert response.status_code == 500
    assert "a secret of the mock" in caplog.text
    assert AUTHORIZED["Authorization"] not in caplog.text
    assert envelope(response.json(), 500) == contract.error(500, "failed")
