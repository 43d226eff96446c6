"""The same request gets the same bytes today, tomorrow and after an upgrade.

If one of these fails, the data in every user's tests would change: that is a breaking change.
"""

from typing import Any

import pytest
from starlette.testclient import TestClient
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension

from tests.conftest import PATH, make_client

SUB_USER = "1181ffd3-e3ee-4d75-a45c-8b9be3deb330"


class Body(SingleFileSnapshotExtension):
    """Stores each body unchanged in a file of its own."""

    file_extension = "json"


def body(client: TestClient, query: str) -> bytes:
    response = client.get(f"{PATH}?{query}")
    assert response.status_code == 200
    return bytes(response.content)


@pytest.mark.parametrize(
    "query",
    [
        "page=1&per_page=15&encryption=false",
        "page=67",
        "page=2&per_page=5&status=2&status=5&encryption=true",
        "page=1&per_page=5&start_at=2025/12/3 0:00&end_at=2025/12/3 23:59",
        f"page=1&per_page=5&sub_user_id={SUB_USER}",
    ],
    ids=["first", "last", "filtered-encrypted", "dated", "sub-account"],
)
def test_a_default_mock_repeats_its_bytes(
    client: TestClient, query: str, snapshot: SnapshotAssertion
) -> None:
    assert body(client, query) == snapshot(extension_class=Body)


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ({"seed": 7, "rows": 10**12, "numbers": "realistic"}, "page=60000000000&per_page=5"),
        ({"seed": 7, "rows": 10**12}, "page=100000000&per_page=5&status=11&start_at=2025-12-02"),
    ],
    ids=["deep", "deep-and-rare"],
)
def test_the_largest_mock_repeats_its_bytes(
    given: dict[str, Any], query: str, snapshot: SnapshotAssertion
) -> None:
    assert body(make_client(**given), query) == snapshot(extension_class=Body)
