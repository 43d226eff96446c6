"""The back end on Django REST framework: its default answers, and that switches change some answer.

These are some habits, and the faults that the court does not notice.
"""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.backends.backend import Backend
from tests.backends.database import OTHER_TASK, OTHER_USER, OTHER_USERS_TASK, SUB_USER, TOKEN
from tests.conftest import TASK, USER
from tools.backend_faults import unnoticed

BACKEND: Final = Backend("django_rest")

BEARER: Final = {"Authorization": f"Bearer {TOKEN}"}
DOCUMENTED: Final = "page=1&per_page=15&encryption=false"
UNKNOWN: Final = "00000000-0000-4000-8000-000000000000"

QUERIES: Final = (
    DOCUMENTED,
    "page=1",
    "page=2",
    "page=16",
    "page=17",
    "page=1&per_page=240",
    "page=1&per_page=235",
    "page=2&per_page=7",
    "page=1&per_page=1",
    "",
    "page=abc",
    "page=1.0",
    "page=99999999999999999999",
    "page=1&status[]=0",
    "page=1&status[]=0&status[]=1&per_page=100",
    "page=1&status[]=2&status[]=5",
    "page=1&status=2&status=5",
    "page=1&status=2,5",
    "page=1&status[0]=2&status[1]=5",
    "page=1&per_page=100&status[]=2&status[]=3&status[]=5&status[]=6&status[]=7",
    "page=1&status[]=13",
    "page=1&start_at=2025/12/3 0:00&end_at=2025/12/3 23:59",
    "page=1&start_at=2025-12-01 12:00:00&end_at=2025-12-02 15:00:00",
    "page=1&start_at=2025-12-03T12:00:00",
    "page=1&start_at=2025/12/2 10:30",
    "page=1&end_at=2025/12/2",
    "page=1&end_at=2025-12-01 09:16",
    "page=1&end_at=2025-12-01 09:16:05",
    "page=1&start_at=2025-12-02&end_at=2025-12-01",
    "page=1&encryption=true",
    "page=2&encryption=true",
    "page=1&encryption=1",
    f"page=1&sub_user_id={SUB_USER}",
    f"page=1&sub_user_id={OTHER_USER}",
    f"page=1&sub_user_id={UNKNOWN}",
    f"{DOCUMENTED}&status[]=12",
)

OWNERS: Final = (
    (USER, OTHER_TASK),
    (USER, UNKNOWN),
    (USER, OTHER_USERS_TASK),
    (USER, OTHER_USERS_TASK.upper()),
    (USER, TASK.upper()),
    (USER, "1"),
    (OTHER_USER, TASK),
)

HEADERS: Final[Sequence[Mapping[str, str]]] = (
    {},
    {"Authorization": "Bearer wrong"},
    {"Authorization": f"bearer {TOKEN}"},
    {"Authorization": f"Token {TOKEN}"},
    {"Authorization": TOKEN},
    {"Authorization": f"Bearer {TOKEN.upper()}"},
    {"Authorization": f"Bearer {TOKEN[:3]}"},
    {"Authorization": f"Bearer {TOKEN[2:]}"},
    {"Authorization": f"Basic {b64encode(f'partner:{TOKEN}'.encode()).decode()}"},
    {"Cookie": f"token={TOKEN}"},
    {"X-Api-Key": TOKEN},
    BEARER | {"Accept-Language": "en"},
    BEARER | {"Accept": "text/html"},
    BEARER | {"Accept": "application/xml"},
    BEARER | {"Accept-Encoding": "gzip"},
    BEARER | {"User-Agent": "curl/8"},
    BEARER | {"If-None-Match": f'"{TASK}"'},
)


SERVER_ERRORS: Final = {
    "page-unchecked",
    "missing-page-500",
    "values-unvalidated",
    "debug-mode",
    "traceback-in-message",
}
"""The faults that are answered with 500."""


def path(user_id: str = USER, task_id: str = TASK) -> str:
    return f"/agent-api/user/{user_id}/task/{task_id}/number"


REQUESTS: Final = (
    *(httpx.Request("GET", f"http://backend{path()}?{query}", headers=BEARER) for query in QUERIES),
    *(httpx.Request("GET", f"http://backend{path(*owner)}?{DOCUMENTED}", headers=BEARER) for owner in OWNERS),
    *(httpx.Request("GET", f"http://backend{path()}?{DOCUMENTED}", headers=headers) for headers in HEADERS),
    httpx.Request("GET", f"http://backend{path()}?page=1&token={TOKEN}"),
    httpx.Request("GET", f"http://backend{path()}", headers=BEARER | {"Accept-Language": "en"}),
    httpx.Request(
        "GET",
        f"http://backend{path(USER, OTHER_USERS_TASK)}?page=1&sub_user_id={OTHER_USER}",
        headers=BEARER,
    ),
    httpx.Request("GET", f"http://backend{path()}/detail?page=1", headers=BEARER),
    httpx.Request("GET", f"http://backend{path()}/?page=1", headers=BEARER),
    httpx.Request("POST", f"http://backend{path()}", headers=BEARER),
    httpx.Request("OPTIONS", f"http://backend{path()}", headers=BEARER),
    httpx.Request("GET", f"http://backend{path()}?{DOCUMENTED}", headers=BEARER),
)


def answers(url: str) -> list[object]:
    """What the server answers to each request, without what differs from run to run."""
    plain = {"Accept": "*/*", "Accept-Encoding": "identity"}
    with httpx.Client(base_url=url, headers=plain, timeout=10) as client:
        return [_answer(client, request) for request in REQUESTS]


def _answer(client: httpx.Client, request: httpx.Request) -> object:
    relative = str(request.url).removeprefix("http://backend")
    headers = {name: value for name, value in request.headers.items() if name != "host"}
    try:
        answer = client.request(request.method, relative, headers=headers)
    except httpx.HTTPError as error:
        return type(error)
    sent = {name: value for name, value in answer.headers.items() if name not in ("date", "expires")}
    encrypted = "encryption=true" in relative or "encryption=1" in relative
    return answer.status_code, sent, _lengths(answer) if encrypted else answer.content


def _lengths(answer: httpx.Response) -> object:
    """The body with the length of each ciphertext, since ciphertexts are random."""
    try:
        body: Any = answer.json()
        return body | {"data": [row | {"number": len(row["number"])} for row in body["data"]]}
    except (json.JSONDecodeError, TypeError, KeyError):
        return answer.content


def _server_errors(answers: list[object]) -> bool:
    return any(isinstance(answer, tuple) and answer[0] >= 500 for answer in answers)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not BACKEND.installed():
        pytest.skip(f"{BACKEND.name}: Django, its REST framework, cryptography or waitress is not installed")
    return tmp_path_factory.mktemp(BACKEND.name)


@pytest.fixture(scope="module")
def usual(folder: Path, database: Path) -> list[object]:
    """The answers of the server without switches."""
    with BACKEND.serve(folder, database) as url:
        return answers(url)


def test_documented_request_is_answered_with_the_envelope(folder: Path, database: Path) -> None:
    with BACKEND.serve(folder, database) as url:
        answer = httpx.get(f"{url}{path()}?{DOCUMENTED}", headers=BEARER)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["code"], body["status"], len(body["data"])) == (200, "success", 15)
    assert body["meta"] == {
        "has_pages": True,
        "total": 240,
        "last_page": 16,
        "current_page": 1,
        "per_page": 15,
    }


def test_answers_are_the_same_in_every_run(folder: Path, database: Path, usual: list[object]) -> None:
    with BACKEND.serve(folder, database) as url:
        assert answers(url) == usual


@pytest.mark.parametrize("habit", list(BACKEND.habits)[::8])
def test_habit_changes_an_answer(habit: str, folder: Path, database: Path, usual: list[object]) -> None:
    with BACKEND.serve(folder, database, habits=[habit]) as url:
        changed = answers(url)
    assert changed != usual
    assert not _server_errors(changed)


@pytest.mark.parametrize("fault", sorted({*unnoticed(BACKEND), *SERVER_ERRORS}))
def test_fault_changes_an_answer(fault: str, folder: Path, database: Path, usual: list[object]) -> None:
    with BACKEND.serve(folder, database, faults=[fault]) as url:
        changed = answers(url)
    assert changed != usual
    assert _server_errors(changed) == (fault in SERVER_ERRORS)


def test_unknown_switch_ends_the_server_at_the_start(folder: Path, database: Path) -> None:
    with pytest.raises(OSError, match="ended with exit code"), BACKEND.serve(folder, database, habits=["x"]):
        pytest.fail("the server started")
    assert "BACKEND_HABITS: unknown names x" in (folder / "log").read_text()
