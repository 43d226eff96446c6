"""The back end on Laravel: its default server, and that switches change an answer.

These are some habits, and the faults that the court does not notice.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.backends.backend import Backend
from tests.backends.database import OTHER_TASK, OTHER_USER, OTHER_USERS_TASK, SUB_USER, TOKEN
from tests.conftest import TASK, USER
from tools.backend_faults import unnoticed

LARAVEL: Final = Backend("laravel")
UNKNOWN: Final = "00000000-0000-4000-8000-000000000000"
JSON: Final = "application/json"


@dataclass(frozen=True)
class Request:
    """A request with the token of the partner, unless its headers have another."""

    query: str = "page=1"
    user_id: str = USER
    task_id: str = TASK
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: Any = None

    def send(self, client: httpx.Client) -> httpx.Response:
        path = f"/agent-api/user/{self.user_id}/task/{self.task_id}/number?{self.query}"
        headers = {"Authorization": f"Bearer {TOKEN}", **self.headers}
        return client.request(self.method, path, headers=headers, json=self.body)


DOCUMENTED: Final = Request("page=1&per_page=15&encryption=false", headers={"Content-Type": JSON})

REQUESTS: Final = (
    DOCUMENTED,
    Request("page=1&per_page=240"),
    *(Request(f"page={page}&per_page=100") for page in (1, 2, 3, 4)),
    Request("page=12"),
    Request("page=2&per_page=20"),
    Request("page=1&per_page=200&status[]=2&status[]=5"),
    Request("page=1&status[]=0"),
    Request("page=1&status[]=1"),
    Request("page=1&per_page=300&" + "&".join(f"status[]={status}" for status in range(13))),
    Request("page=1&per_page=300&start_at=2025/12/2 0:00&end_at=2025/12/2 12:30"),
    Request("page=1&per_page=300&start_at=2025-12-02 12:00:00"),
    Request("page=1&per_page=300&end_at=2025-12-02"),
    Request("page=1&end_at=2025-12-01 09:16:05"),
    Request("page=1&encryption=true"),
    Request("page=2&encryption=1"),
    Request("page=1&encryption=1"),
    Request(f"page=1&per_page=100&sub_user_id={SUB_USER}"),
    Request(f"page=1&sub_user_id={OTHER_USER}"),
    Request(f"page=1&sub_user_id={OTHER_USER}", task_id=OTHER_USERS_TASK),
    Request(f"page=1&sub_user_id={UNKNOWN}"),
    Request("page=1&per_page=100", task_id=OTHER_TASK),
    Request(user_id=OTHER_USER, task_id=OTHER_USERS_TASK),
    Request(user_id=OTHER_USER),
    Request(task_id=OTHER_USERS_TASK),
    Request(task_id=OTHER_USERS_TASK.upper()),
    Request(task_id=UNKNOWN),
    Request(task_id=TASK.upper()),
    Request(task_id="x"),
    Request(""),
    Request("page="),
    Request("page=1&per_page=&status=&start_at="),
    Request("page=1e0"),
    Request("page=0"),
    Request("page[]=1"),
    Request("page=1&status[a][b]=1"),
    Request("page=1&status[a][]=1&status[a][]=2"),
    Request("page=1&status[]=99"),
    Request("page=1&start_at[]=2025&end_at=2025-12-02"),
    Request("page=1&end_at=2025-12-02 12:00:30"),
    Request("page=9007199254740991&per_page=1000"),
    Request("page=999999999999999999"),
    Request("page=1&per_page=-1"),
    Request("page=1&per_page[]=5"),
    Request("page=1&per_page=1000000"),
    Request("page=1&per_page=101"),
    Request("page=1&status=1"),
    Request("page=1&status=1,2"),
    Request("page=1&status=nothing", headers={"Accept": "text/html"}),
    Request("page=1&start_at=tomorrow evening"),
    Request("page=1&start_at[]=2025"),
    Request(headers={"Authorization": ""}),
    Request(headers={"Authorization": f"Basic {TOKEN}"}),
    Request(headers={"Authorization": f"bearer {TOKEN}"}),
    Request(headers={"Authorization": f"Bearer {TOKEN.upper()}"}),
    Request(headers={"Authorization": f"Bearer {TOKEN[:3]}"}),
    Request(headers={"Authorization": "Bearer other"}),
    Request(f"page=1&api_token={TOKEN}", headers={"Authorization": ""}),
    Request(headers={"Authorization": "", "Cookie": f"token={TOKEN}"}),
    Request(headers={"Accept-Language": "en"}),
    Request("page=2", headers={"If-None-Match": "*"}),
    Request(headers={"Accept": "application/json", "Accept-Encoding": "gzip"}),
    Request(headers={"Accept": "text/csv"}),
    Request(method="POST", body={"data": [{"phone": "16039140715"}]}),
)
"""Requests in which every switch shows."""

VARYING: Final = {"date", "x-ratelimit-remaining"}
"""Headers that vary in the default server too."""


@pytest.fixture
def backend() -> Backend:
    return LARAVEL


@contextmanager
def serving(build: Path, database: Path, **switches: Sequence[str]) -> Iterator[httpx.Client]:
    with LARAVEL.serve(build, database, **switches) as url, httpx.Client(base_url=url) as client:
        yield client


def answers(build: Path, database: Path, **switches: Sequence[str]) -> Generator[Any]:
    """What is seen of the answer to each request, but of ciphertexts only the form."""
    with serving(build, database, **switches) as client:
        for request in REQUESTS:
            yield _seen(request, client)


def _seen(request: Request, client: httpx.Client) -> Any:
    try:
        response = request.send(client)
        body = response.text
    except httpx.HTTPError as error:
        return str(type(error))
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in VARYING and not name.startswith("host")
    }
    try:
        content = response.json()
    except ValueError:
        return response.status_code, headers, body
    if "encryption" in request.query and isinstance(content, dict) and response.is_success:
        content = {**content, "data": [_without_ciphertext(row) for row in content["data"]]}
        body = ""
    return response.status_code, headers, content, body


def _without_ciphertext(row: Any) -> Any:
    """The row, with what can be seen of its number without the key: how it begins, and its length."""
    if not isinstance(row, dict) or not isinstance(row.get("number"), str):
        return row
    number = row["number"]
    return {**row, "number": (number[:12] if number.isdigit() else number[:7], len(number) > 100)}


@pytest.fixture
def default(ready: Path, database: Path, answered: dict[Path, list[Any]]) -> list[Any]:
    """The answers of the default server."""
    if ready not in answered:
        answered[ready] = list(answers(ready, database))
    return answered[ready]


@pytest.fixture(scope="module")
def answered() -> dict[Path, list[Any]]:
    """The answers of `default`, so that they are asked for once."""
    return {}


def test_the_documented_request_is_answered(ready: Path, database: Path) -> None:
    with serving(ready, database) as client:
        response = DOCUMENTED.send(client)

    assert response.status_code == 200
    envelope = response.json()
    assert (envelope["code"], envelope["status"], envelope["message"]) == (
        200,
        "success",
        "查看号码列表成功",
    )
    assert len(envelope["data"]) == 15
    assert envelope["meta"] == {
        "has_pages": True,
        "total": 240,
        "last_page": 16,
        "current_page": 1,
        "per_page": 15,
    }


def test_no_request_is_an_internal_error(ready: Path, database: Path) -> None:
    with serving(ready, database) as client:
        statuses = [request.send(client).status_code for request in REQUESTS]

    assert set(statuses) <= {200, 401, 404, 405, 422}


def test_an_unknown_switch_ends_the_server(ready: Path, database: Path) -> None:
    with pytest.raises(OSError, match="exit code 2"), serving(ready, database, habits=["no-such-habit"]):
        pass

    assert "unknown switch 'no-such-habit' in BACKEND_HABITS" in (ready / "log").read_text()


@pytest.mark.parametrize("habit", list(LARAVEL.habits)[::8])
def test_a_habit_changes_an_answer(habit: str, ready: Path, database: Path, default: list[Any]) -> None:
    with closing(answers(ready, database, habits=[habit])) as changed:
        assert any(answer != usual for answer, usual in zip(changed, default, strict=True))


@pytest.mark.parametrize("fault", unnoticed(LARAVEL))
def test_a_fault_changes_an_answer(fault: str, ready: Path, database: Path, default: list[Any]) -> None:
    with closing(answers(ready, database, faults=[fault])) as changed:
        assert any(answer != usual for answer, usual in zip(changed, default, strict=True))
