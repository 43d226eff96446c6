"""Runs every example as the README shows, against a mock and a faulty server."""

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from examples import languages
from examples.faulty import (
    FaultyServer,
    Handler,
    Request,
    Step,
    answer,
    cut,
    error,
    forward,
    hang,
    serving,
    stall,
)
from mockserver import contract
from tests.servers import greeting, starting
from tools.needs import debian

FOLDER = Path(__file__).parent
READMES = ("README.md", "README.zh-CN.md")
TOKEN = "a-token-that-nobody-may-see"
USER = "5832d184-dd53-42a0-8ace-0bf8d660f4cc"
TASK = "f232d184-dd54-42a0-8ace-0bf8d660f4cc"
PATH = f"/agent-api/user/{USER}/task/{TASK}/number"
FILTERS = ("status=2,5", "start_at=2025/12/1 0:00", "end_at=2025/12/3 12:00")
QUERY = {"status": [2, 5], "start_at": "2025/12/1 0:00", "end_at": "2025/12/3 12:00"}
RECORD = {
    "id": 2**53 - 1,
    "number": "16039140715",
    "status": 4,
    "status_str": "无应答/无人接听",
    "created_at": "2025-12-03 18:07:03",
}


@dataclass(frozen=True)
class Run:
    """The outcome of one run of a client."""

    exit_code: int
    out: str
    err: str
    requests: list[Request]

    @property
    def gaps(self) -> list[float]:
        """The seconds between the client's requests."""
        return [later.at - earlier.at for earlier, later in pairwise(self.requests)]


RunAll = Callable[..., Iterator[tuple[str, Run]]]


def blocks(readme: str) -> list[str]:
    text = (FOLDER / readme).read_text(encoding="utf-8")
    return re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def shown() -> dict[str, list[str]]:
    """The commands that the README shows for each chosen language."""
    _, *recipes = blocks(READMES[0])
    commands = {re.findall("examples/([a-z]+)/", recipe)[-1]: recipe.splitlines() for recipe in recipes}
    return {name: commands[name] for name in languages.asked()}


def shell(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script in the folder of the repository, in a locale without Chinese."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("NUMBERS_")}
    return subprocess.run(
        ["sh", "-euc", script],
        cwd=FOLDER.parent,
        env=own | {"LC_ALL": "C"} | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.fixture(scope="session")
def mock() -> Iterator[str]:
    """A mock with enough numbers for many pages."""
    with starting() as start:
        yield greeting(start("--port", "0", "--rows", "2500", MOCKSERVER_TOKEN=TOKEN))[0]


@pytest.fixture(scope="session")
def server(mock: str) -> Iterator[FaultyServer]:
    with serving(mock) as server:
        yield server


@pytest.fixture(scope="session")
def programs() -> dict[str, str]:
    """The command that starts each client, without its arguments; all are compiled."""
    for *preparation, _ in shown().values():
        done = shell("\n".join(preparation))
        assert done.returncode == 0, done.stderr
    return {name: last.partition(" $USER_ID ")[0] for name, (*_, last) in shown().items()}


@pytest.fixture
def run_all(server: FaultyServer, programs: dict[str, str]) -> RunAll:
    """A function that runs all clients at once, each with its own steps."""

    def run_all(
        *steps: Step, words: tuple[str, ...] = (USER, TASK, *FILTERS), pipe: str = "", **environment: str
    ) -> Iterator[tuple[str, Run]]:
        def run(name: str) -> Run:
            course = server.course(steps)
            settings = {"NUMBERS_URL": course.url, "NUMBERS_TOKEN": TOKEN} | environment
            done = shell(f"{programs[name]} {shlex.join(words)} {pipe}", **settings)
            assert TOKEN not in done.stdout + done.stderr
            return Run(done.returncode, done.stdout, done.stderr, course.requests)

        with ThreadPoolExecutor(len(programs)) as pool:
            yield from zip(programs, pool.map(run, programs), strict=True)

    return run_all


def rows(base: str, **query: Any) -> tuple[str, str]:
    """The expected output: each number on standard output, the count on standard error."""
    records: list[dict[str, Any]] = []
    headers = {"Authorization": f"Bearer {TOKEN}"}
    for page in count(1):
        parameters = {"page": page, "per_page": 1000} | query
        received = httpx.get(base + PATH, params=parameters, headers=headers).json()
        records += received["data"]
        if page >= received["meta"]["last_page"]:
            break
    pages = -(-len(records) // 100)
    assert pages > 1
    lines = ["\t".join(str(record[name]) for name in RECORD) + "\n" for record in records]
    return "".join(lines), f"{len(records)} numbers, {pages} pages\n"


def page(*records: dict[str, Any], last: int) -> dict[str, Any]:
    """A response of the API with these records."""
    meta = {"has_pages": last > 1, "total": 1, "last_page": last, "current_page": 1, "per_page": 100}
    return {"code": 200, "status": "success", "message": "成功", "data": list(records), "meta": meta}


def test_both_readmes_show_the_same_commands() -> None:
    assert blocks(READMES[0]) == blocks(READMES[1])


@pytest.mark.parametrize("readme", READMES)
def test_each_readme_lists_what_each_language_needs(readme: str) -> None:
    text = (FOLDER / readme).read_text(encoding="utf-8")
    for name, needs in languages.NEEDS.items():
        (row,) = re.findall(rf"^\| `{name}` \|.*", text, re.MULTILINE)
        for need in needs:
            assert need.get.removeprefix(debian("")) in row


def test_every_command_in_the_readme_lists_the_filtered_numbers(mock: str, subtests: pytest.Subtests) -> None:
    setting_up = blocks(READMES[0])[0].replace("http://127.0.0.1:4010", mock).replace("YOUR_TOKEN", TOKEN)
    for language, commands in shown().items():
        with subtests.test(language):
            done = shell("\n".join([setting_up, *commands]))
            assert (done.stdout, done.stderr) == rows(mock, **QUERY)
            assert done.returncode == 0


def test_all_numbers_are_listed_without_filters(
    run_all: RunAll, mock: str, subtests: pytest.Subtests
) -> None:
    for language, run in run_all(words=(USER, TASK)):
        with subtests.test(language):
            assert (run.out, run.err) == rows(mock)
            assert run.exit_code == 0


def test_arrays_are_spelled_for_a_php_backend(run_all: RunAll, subtests: pytest.Subtests) -> None:
    default = contract.load().document["components"]["parameters"]["per_page"]["schema"]["default"]
    for language, run in run_all():
        with subtests.test(language):
            first = run.requests[0]
            query = [(re.sub(r"\[\d\]", "[]", name), value) for name, value in first.query]
            _, *dates = (tuple(word.split("=")) for word in FILTERS)
            assert sorted(query) == sorted(
                [("page", "1"), ("per_page", "100"), ("status[]", "2"), ("status[]", "5"), *dates]
            )
            assert int(dict(query)["per_page"]) > default
            assert first.headers["Accept"] == "application/json"
            assert first.headers["Authorization"] == f"Bearer {TOKEN}"


def test_the_largest_id_is_kept(run_all: RunAll, subtests: pytest.Subtests) -> None:
    line = "\t".join(str(value) for value in RECORD.values())
    for language, run in run_all(answer(200, page(RECORD, last=1))):
        with subtests.test(language):
            assert (run.out, run.err) == (f"{line}\n", "1 numbers, 1 pages\n")


def test_an_empty_page_is_the_last(run_all: RunAll, subtests: pytest.Subtests) -> None:
    for language, run in run_all(answer(200, page(last=2**53 - 1))):
        with subtests.test(language):
            assert (run.out, run.err, run.exit_code) == ("", "0 numbers, 1 pages\n", 0)
            assert len(run.requests) == 1


def test_a_trailing_slash_of_the_url_is_ignored(
    run_all: RunAll, mock: str, subtests: pytest.Subtests
) -> None:
    for language, run in run_all(NUMBERS_URL=f"{mock}/"):
        with subtests.test(language):
            assert (run.out, run.err) == rows(mock, **QUERY)


def test_retry_after_is_honoured(run_all: RunAll, mock: str, subtests: pytest.Subtests) -> None:
    steps = [forward, *[error(429, "请求过于频繁", Retry_After="2")] * 2]
    for language, run in run_all(*steps):
        with subtests.test(language):
            assert (run.out, run.err) == rows(mock, **QUERY)
            assert all(2 <= gap < 10 for gap in run.gaps[1:3])


def test_server_errors_are_retried(run_all: RunAll, mock: str, subtests: pytest.Subtests) -> None:
    busy = error(429, "慢一点", Retry_After="soon")
    odd = answer(500, {"status": "error", "code": 500})
    for language, run in run_all(odd, answer(502, "<html></html>"), cut, busy):
        with subtests.test(language):
            assert (run.out, run.err) == rows(mock, **QUERY)
            assert all(gap >= wait / 2 for gap, wait in zip(run.gaps, (0.5, 1, 2, 4), strict=False))


@pytest.mark.parametrize("silence", [hang, stall])
def test_a_hanging_server_times_out_after_ten_seconds(
    silence: Step, run_all: RunAll, mock: str, subtests: pytest.Subtests
) -> None:
    for language, run in run_all(silence):
        with subtests.test(language):
            assert (run.out, run.err) == rows(mock, **QUERY)
            assert 10 <= run.gaps[0] < 20


def test_clients_give_up_after_five_attempts(run_all: RunAll, subtests: pytest.Subtests) -> None:
    for language, run in run_all(*[error(503, "系统维护中")] * 9):
        with subtests.test(language):
            assert run.err == "error: gave up at attempt 5 of 5: 503 系统维护中\n"
            assert (run.out, run.exit_code, len(run.requests)) == ("", 1, 5)


@pytest.mark.parametrize("seconds", ["7200", "999999999999"])
def test_a_long_retry_after_is_not_honoured(seconds: str, run_all: RunAll, subtests: pytest.Subtests) -> None:
    for language, run in run_all(error(429, "今日额度已用完", Retry_After=seconds)):
        with subtests.test(language):
            assert run.err == "error: gave up at attempt 1 of 5: 429 今日额度已用完\n"
            assert (run.out, run.exit_code, len(run.requests)) == ("", 1, 1)


def test_a_huge_retry_after_is_not_honoured(run_all: RunAll, subtests: pytest.Subtests) -> None:
    for language, run in run_all(*[error(429, "今日额度已用完", Retry_After="9" * 5000)] * 5):
        with subtests.test(language):
            assert re.fullmatch("error: gave up at attempt [15] of 5: 429 今日额度已用完\n", run.err)
            assert run.exit_code == 1


def test_an_unreachable_server_is_reported(run_all: RunAll, subtests: pytest.Subtests) -> None:
    for language, run in run_all(NUMBERS_URL="http://127.0.0.1:2"):
        with subtests.test(language):
            assert run.err.startswith("error: gave up at attempt 5 of 5: ")
            assert (run.out, run.err.count("\n"), run.exit_code) == ("", 1, 1)


@pytest.mark.parametrize(
    ("words", "token", "status"), [((USER, TASK), "another", 401), ((USER, TASK, "status=13"), TOKEN, 422)]
)
def test_a_refusal_is_reported_with_the_message_of_the_api(
    words: tuple[str, ...], token: str, status: int, run_all: RunAll, mock: str, subtests: pytest.Subtests
) -> None:
    query = {"page": 1, "status": 13}
    refusal = httpx.get(mock + PATH, params=query, headers={"Authorization": f"Bearer {token}"}).json()
    assert refusal["code"] == status
    for language, run in run_all(words=words, NUMBERS_TOKEN=token):
        with subtests.test(language):
            assert run.err == f"error: {status} {refusal['message']}\n"
            assert (run.out, run.exit_code, len(run.requests)) == ("", 1, 1)


def test_an_error_envelope_with_http_200_is_an_error(run_all: RunAll, subtests: pytest.Subtests) -> None:
    for language, run in run_all(error(200, "任务启动中", code=6007)):
        with subtests.test(language):
            assert run.err == "error: 6007 任务启动中\n"
            assert (run.out, run.exit_code, len(run.requests)) == ("", 1, 1)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html></html>",
        '"status"',
        '{"status": "success"}',
        '{"status": "success", "data": null, "meta": {"last_page": 1}}',
        '{"status": "success", "data": 5, "meta": {"last_page": 1}}',
        '{"status": "success", "data": [], "meta": {"last_page": null}}',
        '{"status": "error", "code": 200, "message": null}',
    ],
)
def test_an_unexpected_response_is_reported(body: str, run_all: RunAll, subtests: pytest.Subtests) -> None:
    for language, run in run_all(answer(200, body)):
        with subtests.test(language):
            assert run.err == "error: 200 the answer is not the API's JSON\n"
            assert (run.out, run.exit_code, len(run.requests)) == ("", 1, 1)


def test_the_token_is_not_sent_to_another_host(
    run_all: RunAll, server: FaultyServer, subtests: pytest.Subtests
) -> None:
    elsewhere = server.course([])
    for language, run in run_all(answer(302, "", Location=f"{elsewhere.url}{PATH}")):
        with subtests.test(language):
            assert run.err == "error: 302 the answer is not the API's JSON\n"
            assert elsewhere.requests == []


def test_the_token_is_not_in_the_process_list(run_all: RunAll, subtests: pytest.Subtests) -> None:
    listed: list[str] = []

    def look(handler: Handler, target: str) -> None:
        listed.append(subprocess.check_output(["ps", "-A", "-ww", "-o", "args"], encoding="utf-8"))
        forward(handler, target)

    for language, run in run_all(look):
        with subtests.test(language):
            assert run.exit_code == 0
            assert all(str(FOLDER.parent) in processes for processes in listed)
            assert not any(TOKEN in processes for processes in listed)


@pytest.mark.parametrize("token", ["", "line\n", "号码"])
def test_an_invalid_token_is_neither_sent_nor_shown(
    token: str, run_all: RunAll, subtests: pytest.Subtests
) -> None:
    for language, run in run_all(NUMBERS_TOKEN=token):
        with subtests.test(language):
            assert run.err == "error: NUMBERS_TOKEN is empty or holds a character no token has\n"
            assert (run.out, run.exit_code, run.requests) == ("", 1, [])


def test_a_url_without_http_is_refused(run_all: RunAll, subtests: pytest.Subtests) -> None:
    for language, run in run_all(NUMBERS_URL="file:///etc/passwd"):
        with subtests.test(language):
            assert run.err == "error: NUMBERS_URL must begin with http:// or https://\n"
            assert (run.out, run.exit_code) == ("", 1)


@pytest.mark.parametrize("url", ["http://[::1", "http://a b"])
def test_an_invalid_url_is_reported_in_one_line(url: str, run_all: RunAll, subtests: pytest.Subtests) -> None:
    for language, run in run_all(NUMBERS_URL=url):
        with subtests.test(language):
            assert re.fullmatch("error: .*[^ ]\n", run.err)
            assert (run.out, run.exit_code) == ("", 1)


@pytest.mark.parametrize("words", [(USER,), (USER, TASK, "13"), (USER, TASK, "stauts=2")])
def test_wrong_arguments_print_the_usage(
    words: tuple[str, ...], run_all: RunAll, subtests: pytest.Subtests
) -> None:
    for language, run in run_all(words=words):
        with subtests.test(language):
            assert re.fullmatch(r"(error: )?usage: [A-Za-z_.]+ USER_ID TASK_ID \[.*\]\n", run.err)
            assert (run.out, run.exit_code, run.requests) == ("", 1, [])


def test_a_closed_pipe_is_not_an_error(run_all: RunAll, subtests: pytest.Subtests) -> None:
    for language, run in run_all(pipe="| head -n 1"):
        with subtests.test(language):
            assert run.out.count("\n") == 1
            assert "rror" not in run.err


def test_numbers_that_cannot_be_written_are_not_counted(run_all: RunAll, subtests: pytest.Subtests) -> None:
    for language, run in run_all(pipe="> /dev/full"):
        with subtests.test(language):
            assert run.exit_code != 0
            assert "numbers" not in run.err
            assert run.err.count("\n") <= 1
