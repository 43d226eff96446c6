"""The back end in Go with gin and gorm: the default server, and that switches change some answer.

These are some habits, and the faults that the court does not notice.
"""

import http.client
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

from tests.backends.backend import Backend
from tests.backends.database import (
    OTHER_TASK,
    OTHER_USER,
    OTHER_USERS_TASK,
    SUB_USER,
    TOKEN,
)
from tests.conftest import PATH, TASK, USER
from tools.backend_faults import unnoticed

GIN: Final = Backend("gin")

AUTHORIZED: Final = {"Authorization": f"Bearer {TOKEN}", "Accept": "*/*"}
UNKNOWN: Final = "00000000-0000-4000-8000-000000000000"
SLASHES: Final = "2025/12/2%2010:00"

HABITS: Final = list(GIN.habits)[::8]

SWITCHES: Final = [*(("habits", name) for name in HABITS), *(("faults", name) for name in unnoticed(GIN))]


@dataclass(frozen=True)
class Request:
    """One request; the method is GET and the token is sent unless it says otherwise."""

    target: str
    headers: dict[str, str] = field(default_factory=lambda: AUTHORIZED)
    method: str = "GET"


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    def __str__(self) -> str:
        return f"{self.status} {self.headers} {self.body[:300].decode('utf-8', 'replace')}"

    def json(self) -> Any:
        return json.loads(self.body)


def of(query: str, *, user: str = USER, task: str = TASK, **headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(f"/agent-api/user/{user}/task/{task}/number?{query}", AUTHORIZED | named)


def without_token(query: str, **headers: str) -> Request:
    return Request(f"{PATH}?{query}", {"Accept": "*/*"} | headers)


REQUESTS: Final = (
    of("page=1&per_page=15&encryption=false"),
    of("page=1"),
    of("page=2&per_page=40"),
    of("page=6&per_page=40"),
    of("page=11&per_page=10"),
    of("page=1&per_page=100"),
    of("page=1&per_page=101"),
    of("page=1&per_page=200"),
    of("page=7&per_page=40"),
    of("page=2&per_page=1000"),
    of("page=4294967297"),
    of("page=1229782938247303442&per_page=15"),
    of("page=9223372036854775807&per_page=1000"),
    of(""),
    of("per_page=3"),
    of("page=0"),
    of("page=abc"),
    of("page=1e0"),
    of("page=1&per_page=0"),
    of("page=1&per_page=-1"),
    of("page=1&status="),
    of("page=1&status=0"),
    of("page=1&status=2,5"),
    of("page=1&status=2&status=5"),
    of("page=1&status=2&status=6"),
    of("page=1&status[]=2"),
    of("page=1&status[0]=2&status[1]=5"),
    of("page=1&status[]=2&status[]=5&per_page=1000"),
    of("page=1&per_page=1000&status=" + "&status=".join(str(status) for status in range(1, 13))),
    of("page=1&status=13"),
    of(f"page=1&start_at={SLASHES}"),
    of(f"page=1&end_at={SLASHES}"),
    of(f"page=1&start_at={SLASHES}&end_at=2025/12/3%2018:15"),
    of("page=1&start_at=2025-12-02%2010:00:00&end_at=2025-12-03%2018:00:00"),
    of("page=1&start_at=2025-12-01%2009:04:10&end_at=2025-12-01%2009:16:05"),
    of("page=1&end_at=2025-12-01%2009:16"),
    of("page=1&end_at=2025-12-02&status=4"),
    of("page=1&start_at=2030-01-01"),
    of("page=1&encryption=true"),
    of("page=1&encryption=true"),
    of("page=2&encryption=true"),
    of("page=1&encryption=1"),
    of(f"page=1&sub_user_id={SUB_USER}&per_page=1000"),
    of(f"page=1&sub_user_id={UNKNOWN}"),
    of(f"page=1&sub_user_id={OTHER_USER}", task=OTHER_USERS_TASK),
    of("page=1", task=OTHER_TASK),
    of("page=1", task=OTHER_USERS_TASK),
    of("page=1", task=OTHER_USERS_TASK.upper()),
    of("page=1", user=OTHER_USER),
    of("page=1", user=OTHER_USER, task=OTHER_USERS_TASK),
    of("page=1", task=UNKNOWN),
    of("page=1", task=TASK.upper()),
    of("page=1", task="1"),
    without_token("page=1"),
    without_token(f"page=1&token={TOKEN}"),
    without_token("page=1", Cookie=f"token={TOKEN}"),
    *(
        without_token("page=1", Authorization=credentials)
        for credentials in (
            "Bearer wrong",
            f"bearer {TOKEN}",
            f"Basic {TOKEN}",
            TOKEN,
            f"Bearer {TOKEN[:2]}",
            f"Bearer {TOKEN.upper()}",
        )
    ),
    of("page=1", Accept_Language="en"),
    of("page=1", Accept_Encoding="gzip"),
    Request(f"{PATH}/?page=1"),
    Request("/agent-api/nothing"),
    Request(f"{PATH}?page=1", method="POST"),
    Request(f"{PATH}?page=1", method="HEAD"),
)


def send(url: str, request: Request) -> Answer:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request(request.method, request.target, headers=request.headers)
        response = connection.getresponse()
        headers = {
            name: value
            for name, value in response.getheaders()
            if name not in {"Date", "Content-Length", "Transfer-Encoding"}
        }
        return Answer(response.status, headers, response.read())
    finally:
        connection.close()


def ask_all(url: str) -> list[Answer]:
    return [send(url, request) for request in REQUESTS]


def comparable(answers: list[Answer]) -> list[tuple[object, ...]]:
    """The answers with the form of each ciphertext instead of its text, and whether ciphertexts repeat."""
    seen: set[bytes] = set()
    compared: list[tuple[object, ...]] = []
    for request, answer in zip(REQUESTS, answers, strict=True):
        body, repeated = answer.body, False
        if "encryption=true" in request.target or "encryption=1" in request.target:
            ciphertexts = re.findall(rb'"number":\s*"([A-Za-z0-9+/=]{12,})"', body)
            prefixes = {text[:16] for text in ciphertexts}
            repeated = bool(prefixes & seen) or len(prefixes) < len(ciphertexts)
            seen |= prefixes
            body = re.sub(rb'"number":\s*"[A-Za-z0-9+/=]{12,}"', _form, body)
        compared.append((answer.status, answer.headers, body, repeated))
    return compared


def _form(match: re.Match[bytes]) -> bytes:
    text = match[0]
    hexadecimal = re.search(rb'"[0-9a-f]+"$', text) is not None
    return b"%s %d" % (b"hexadecimal" if hexadecimal else b"base64", len(text))


@pytest.fixture(scope="module")
def backend() -> Backend:
    return GIN


@pytest.fixture(scope="module")
def default_answers() -> dict[str, list[Answer]]:
    """The answers of the default server, once it has been asked."""
    return {}


@pytest.fixture
def defaults(ready: Path, database: Path, default_answers: dict[str, list[Answer]]) -> list[Answer]:
    if not default_answers:
        with GIN.serve(ready, database) as url:
            default_answers["all"] = ask_all(url)
    return default_answers["all"]


@pytest.fixture
def url(ready: Path, database: Path) -> Iterator[str]:
    with GIN.serve(ready, database) as served:
        yield served


def test_the_documented_request_is_answered_with_the_envelope(url: str) -> None:
    answer = send(url, of("page=1&per_page=15&encryption=false"))
    assert answer.status == 200, answer
    body = answer.json()
    assert {key: body[key] for key in ("code", "status", "message")} == {
        "code": 200,
        "status": "success",
        "message": "查看号码列表成功",
    }
    assert len(body["data"]) == 15
    assert body["meta"] == {
        "has_pages": True,
        "total": 240,
        "last_page": 16,
        "current_page": 1,
        "per_page": 15,
    }


def test_an_error_has_the_envelope(url: str) -> None:
    answer = send(url, of(""))
    assert answer.status == 400, answer
    assert answer.json() == {"code": 400, "status": "error", "message": answer.json()["message"], "data": []}


def test_the_tasks_of_another_user_are_not_found(url: str) -> None:
    assert send(url, of("page=1", task=OTHER_USERS_TASK)).status == 404
    assert send(url, of("page=1", user=OTHER_USER, task=OTHER_USERS_TASK)).json()["meta"]["total"] == 30


def test_the_default_server_answers_alike_twice(defaults: list[Answer], url: str) -> None:
    assert comparable(ask_all(url)) == comparable(defaults)


@pytest.mark.parametrize(("kind", "name"), SWITCHES, ids=[name for _, name in SWITCHES])
def test_a_switch_changes_some_answer(
    kind: str, name: str, ready: Path, database: Path, defaults: list[Answer]
) -> None:
    with GIN.serve(ready, database, **{kind: [name]}) as url:
        answers = ask_all(url)
    assert comparable(answers) != comparable(defaults)


@pytest.mark.parametrize("name", HABITS)
def test_with_a_habit_the_documented_request_has_whole_rows(
    name: str, ready: Path, database: Path, defaults: list[Answer]
) -> None:
    fields = set(defaults[0].json()["data"][0])
    with GIN.serve(ready, database, habits=[name]) as url:
        answer = send(url, of("page=1&per_page=15"))
    assert answer.status == 200, answer
    body = answer.json()
    assert (body["code"], body["status"], len(body["data"])) == (200, "success", 15)
    for row in body["data"]:
        assert set(row) >= fields
        assert re.fullmatch(r"1[0-9]{2}([0-9]{4}|\*{4})[0-9]{4}(_[a-z0-9]+)?", row["number"]), row["number"]


@pytest.mark.parametrize(
    ("kind", "name", "status"), [("habits", "entity-tags", 200), ("faults", "entity-tag-of-task", 304)]
)
def test_only_a_wrong_entity_tag_is_that_of_another_page(
    kind: str, name: str, status: int, ready: Path, database: Path
) -> None:
    with GIN.serve(ready, database, **{kind: [name]}) as url:
        tag = send(url, of("page=1")).headers["Etag"]
        assert send(url, of("page=1", If_None_Match=tag)).status == 304
        assert send(url, of("page=2", If_None_Match=tag)).status == status


def test_an_unknown_switch_ends_the_server(ready: Path, database: Path) -> None:
    with pytest.raises(OSError, match="ended with exit code 1"), GIN.serve(ready, database, habits=["none"]):
        pass
    assert 'unknown habit "none"' in (ready / "log").read_text(encoding="utf-8")


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("command", [["gofmt", "-l", "."], ["go", "vet", "."]], ids=" ".join)
def test_the_program_is_formatted_and_vetted(command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    checked = subprocess.run(command, cwd=GIN.folder, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, ""), checked.stdout + checked.stderr


def test_every_switch_of_the_program_is_described() -> None:
    program = "".join(path.read_text(encoding="utf-8") for path in sorted(GIN.folder.glob("*.go")))
    assert set(re.findall(r'\bhabit\("([^"]+)"\)', program)) == set(GIN.habits)
    assert set(re.findall(r'\bfault\("([^"]+)"\)', program)) == set(GIN.faults)
