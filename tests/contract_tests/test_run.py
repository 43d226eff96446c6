"""The suite as a user runs it: what it exits with, what it tells, and what it keeps to itself."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest
import uvicorn
from starlette.types import ASGIApp

from mockserver import contract as contracts
from mockserver import settings
from mockserver.app import create_app
from mockserver.drift import DRIFTS
from tests.drift.server import drifting

ROOT = Path(__file__).parent.parent.parent
TOKEN = "a-s3cret"
HELD, BROKEN, NOT_JUDGED, USAGE = 0, 1, 2, 4
IDS = (
    *("--user-id", "5832d184-dd53-42a0-8ace-0bf8d660f4cc"),
    *("--task-id", "f232d184-dd54-42a0-8ace-0bf8d660f4cc"),
)
SUITE = ("pytest", "contract_tests")
LAWS = ("pytest", "contract_tests/test_laws.py", "contract_tests/test_coverage.py")
"""Without Schemathesis, which takes longer than all the laws."""


def run(*words: str, token: str | None = TOKEN, command: tuple[str, ...] = LAWS) -> tuple[int, str]:
    """The exit code of a run, and all it said."""
    environment = {name: value for name, value in os.environ.items() if name != "NUMBERS_TOKEN"}
    environment |= {} if token is None else {"NUMBERS_TOKEN": token}
    line = [sys.executable, "-m", *command, "-q", "-p", "no:cacheprovider", *words]
    found = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=120)
    return found.returncode, found.stdout + found.stderr


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """An application on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def mock(**given: object) -> ASGIApp:
    return create_app(settings.load(token=TOKEN, **given), contracts.load())


@pytest.fixture(scope="module")
def right() -> Iterator[str]:
    with serving(mock(rows=100)) as url:
        yield url


def test_a_right_api_is_held_and_the_summary_counts() -> None:
    """As in a checkout: the mock is started by the suite itself."""
    code, said = run(token=None, command=SUITE)
    assert code == HELD, said
    assert re.search(r"127\.0\.0\.1:\d+: \d+ held, 0 broken, 0 reported, 0 not judged; \d+ requests", said)


def test_a_broken_api_is_told_with_law_values_and_requests_but_no_secret(tmp_path: Path) -> None:
    report, junit = tmp_path / "report.html", tmp_path / "junit.xml"
    app = drifting(mock(rows=100), DRIFTS["labels_swapped"], DRIFTS["number_integer"])
    with serving(app) as url:
        words = ("--base-url", url, "--contract-report", str(report), "--junitxml", str(junit))
        code, said = run(*words, command=SUITE)
    assert code == BROKEN
    assert "the-label-is-that-of-the-status: broken" in said
    assert "`status_str` is the Chinese label of `status`." in said
    asked = """-H 'Accept: application/json' -H "Authorization: Bearer $NUMBERS_TOKEN" '"""
    assert f"curl -sS -i -g {asked}{url}/agent-api/" in said
    assert "Traceback" not in said
    page, cases = report.read_text(encoding="utf-8"), junit.read_text(encoding="utf-8")
    assert "The contract is broken" in page
    for text in (said, page, cases):
        assert TOKEN not in text
        assert not re.search(r"(?<![0-9a-f])1[3-9][0-9]{9}(?![0-9])", text)
    assert re.search(r"1[3-9][0-9]\*\*\*\*[0-9]{4}", page)
    names = {case.get("name") for case in ElementTree.fromstring(cases).iter("testcase")}  # noqa: S314
    assert {"test_law[pages-join]", "test_law[refused-status-above-the-last]"} <= names


def test_a_report_is_escaped(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    with serving(drifting(mock(rows=30), DRIFTS["error_html"])) as url:
        run("--base-url", url, "--contract-report", str(report), "-k", "test_law")
    page = report.read_text(encoding="utf-8")
    assert "&lt;!doctype html&gt;" in page
    assert page.lower().count("<!doctype html>") == 1


def test_an_api_that_is_not_there_cannot_be_judged() -> None:
    code, said = run("--base-url", "http://127.0.0.1:9")
    assert code == NOT_JUDGED
    assert "http://127.0.0.1:9 does not answer: ConnectError" in said
    assert "Traceback" not in said


def test_an_api_that_refuses_the_token_cannot_be_judged(right: str) -> None:
    code, said = run("--base-url", right, token="expired-s3cret")
    assert code == NOT_JUDGED
    assert "refuses the token (401): is NUMBERS_TOKEN right?" in said
    assert "expired-s3cret" not in said


def test_a_broken_token_is_never_repeated(right: str) -> None:
    code, said = run("--base-url", right, token=f"{TOKEN}\n")
    assert code == USAGE
    assert "is there a line break" in said
    assert TOKEN not in said


def test_no_proxy_stands_before_this_machine(right: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    code, said = run("--base-url", right, command=SUITE)
    assert code == HELD, said


def test_an_empty_task_cannot_be_judged() -> None:
    with serving(mock(rows=0)) as url:
        code, said = run("--base-url", url)
    assert code == NOT_JUDGED
    assert "rows: could not be judged" in said
    assert "status 0: no filter by it was answered; status 1: no filter by it was answered" in said
    assert "not judged  " in said


def test_as_a_live_api_it_is_asked_60_times_at_most(right: str) -> None:
    code, said = run("--base-url", right, "--live", "--rate", "1000", *IDS)
    assert code == HELD, said
    (requests,) = re.findall(r"(\d+) requests", said)
    assert int(requests) <= 60
    assert "a live API is asked with GET only" in said


def test_what_is_assumed_is_reported_of_a_live_api() -> None:
    with serving(drifting(mock(rows=100), DRIFTS["error_400"])) as url:
        code, said = run("--base-url", url, "--live", "--rate", "1000", *IDS)
    assert code == HELD, said
    assert "reported    refused-page-missing: the API answers 400 where the contract assumes 422" in said


def test_a_dialect_is_heard(tmp_path: Path) -> None:
    dialect = tmp_path / "dialect.toml"
    dialect.write_text('errors = "in-body"\n', encoding="utf-8")
    with serving(drifting(mock(rows=100), DRIFTS["error_200"])) as url:
        code, said = run("--base-url", url, "--dialect", str(dialect))
    assert code == HELD, said


def test_what_cannot_be_is_refused_with_a_word() -> None:
    code, said = run("--base-url", "127.0.0.1:4010")
    assert code == USAGE, said
    assert "--base-url is '127.0.0.1:4010': should be such as https://host" in said
    assert "Traceback" not in said


def test_as_a_module_it_is_the_same(right: str) -> None:
    code, said = run("--base-url", right, "-k", "pages-join", command=("contract_tests",))
    assert code == HELD, said
    assert "3 held, 0 broken" in said


@pytest.mark.parametrize(("path", "offered"), [("contract_tests", True), ("tests/test_cipher.py", False)])
def test_options_are_offered_only_where_this_suite_is_run(path: str, offered: bool) -> None:
    _, said = run("--help", command=("pytest", path))
    assert ("--contract-report" in said) is offered
