"""The suite as a user runs it: exit codes, output, and what is redacted from it."""

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

from contract_tests.plugin.options import OPTIONS
from contract_tests.results import End
from mockserver import contract as contracts
from mockserver import settings
from mockserver.app import create_app
from mockserver.drift import DRIFTS
from tests.drift.server import drifting

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
TOKEN = "a-s3cret"
KEPT, BROKEN, NOT_JUDGED, UNAVAILABLE, USAGE = 0, 1, 2, 3, 4
IDS = (
    *("--user-id", "5832d184-dd53-42a0-8ace-0bf8d660f4cc"),
    *("--task-id", "f232d184-dd54-42a0-8ace-0bf8d660f4cc"),
)
SUITE = ("pytest", "contract_tests")
MODULE = ("contract_tests",)
CHECKS = ("pytest", "contract_tests/test_checks.py", "contract_tests/test_coverage.py")
"""Without Schemathesis, which takes longer than all checks."""

ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "longlonglong_mock.suite"}
"""Without the plugins of this repository's own tests, which take longer to import than the checks to run."""


def run(*words: str, token: str | None = TOKEN, command: tuple[str, ...] = CHECKS) -> tuple[int, str]:
    """The exit code of a run, and its output."""
    environment = {name: value for name, value in os.environ.items() if name != "NUMBERS_TOKEN"}
    environment |= {} if token is None else {"NUMBERS_TOKEN": token}
    environment |= ALONE if command in (CHECKS, MODULE) else {}
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


def test_a_correct_api_passes_and_the_summary_counts() -> None:
    """As in a checkout: the suite starts the mock."""
    code, said = run(token=None, command=SUITE)
    assert code == KEPT, said
    assert re.search(r"127\.0\.0\.1:\d+: \d+ passed, 0 failed, 0 reported, 0 skipped; \d+ requests", said)


def test_a_failure_shows_check_values_and_requests_but_no_secret(tmp_path: Path) -> None:
    report, junit = tmp_path / "report.html", tmp_path / "junit.xml"
    app = drifting(mock(rows=100), DRIFTS["labels_swapped"], DRIFTS["number_integer"])
    with serving(app) as url:
        words = ("--base-url", url, "--contract-report", str(report), "--junitxml", str(junit))
        code, said = run(*words, command=SUITE)
    assert code == BROKEN
    assert "the-label-is-that-of-the-status: failed" in said
    assert "`status_str` is the Chinese label of `status`." in said
    asked = """-H 'Accept: application/json' -H "Authorization: Bearer $NUMBERS_TOKEN" '"""
    assert f"curl -sS -i -g {asked}{url}/agent-api/" in said
    assert "Traceback" not in said
    page, cases = report.read_text(encoding="utf-8"), junit.read_text(encoding="utf-8")
    assert "The API breaks the contract" in page
    for text in (said, page, cases):
        assert TOKEN not in text
        assert not re.search(r"(?<![0-9a-f])1[3-9][0-9]{9}(?![0-9])", text)
    assert re.search(r"1[3-9][0-9]\*\*\*\*[0-9]{4}", page)
    names = {case.get("name") for case in ElementTree.fromstring(cases).iter("testcase")}  # noqa: S314
    assert {"test_check[pages-join]", "test_check[refused-status-above-the-last]"} <= names


def test_a_report_is_escaped(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    with serving(drifting(mock(rows=30), DRIFTS["error_html"])) as url:
        run("--base-url", url, "--contract-report", str(report), "-k", "test_check")
    page = report.read_text(encoding="utf-8")
    assert "&lt;!doctype html&gt;" in page
    assert page.lower().count("<!doctype html>") == 1


def test_an_api_that_is_not_there_is_unavailable() -> None:
    code, said = run("--base-url", "http://127.0.0.1:9")
    assert code == UNAVAILABLE
    assert said.splitlines()[-1].startswith("Unavailable: http://127.0.0.1:9 does not answer: ConnectError")
    assert "Traceback" not in said


def test_an_api_that_refuses_the_token_is_not_tested(right: str) -> None:
    code, said = run("--base-url", right, token="expired-s3cret")
    assert code == NOT_JUDGED
    assert said.splitlines()[-1] == f"Not judged: {right} refuses the token (401): is NUMBERS_TOKEN correct?"
    assert "expired-s3cret" not in said


def test_an_invalid_token_is_never_shown(right: str) -> None:
    code, said = run("--base-url", right, token=f"{TOKEN}\n")
    assert code == USAGE
    assert "does it end with a line break?" in said
    assert TOKEN not in said


def test_no_proxy_is_used_for_this_machine(right: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    code, said = run("--base-url", right, command=SUITE)
    assert code == KEPT, said


def test_an_empty_task_is_not_tested() -> None:
    with serving(mock(rows=0)) as url:
        code, said = run("--base-url", url)
    assert code == NOT_JUDGED
    assert "rows: not exercised" in said
    assert said.splitlines()[-1].startswith(f"Not judged: {url} could not be judged: ")
    assert "status 0: no filter by it was answered; status 1: no filter by it was answered" in said
    assert "skipped   " in said


def test_a_live_api_receives_at_most_60_requests(right: str) -> None:
    code, said = run("--base-url", right, "--live", "--rate", "1000", *IDS)
    assert code == KEPT, said
    (requests,) = re.findall(r"(\d+) requests", said)
    assert int(requests) <= 60
    assert "only GET is sent (see --unsafe-methods)" in said


def test_failed_assumptions_are_reported_for_a_live_api() -> None:
    with serving(drifting(mock(rows=100), DRIFTS["cause_same"])) as url:
        code, said = run("--base-url", url, "--live", "--rate", "1000", *IDS)
    assert code == KEPT, said
    assert "reported  the-cause-fits-the-status: " in said


def test_habits_of_a_live_api_are_found_and_said() -> None:
    with serving(drifting(mock(rows=100), DRIFTS["error_400"])) as url:
        code, said = run("--base-url", url, "--live", "--rate", "1000", "--max-requests", "250", *IDS)
    assert code == KEPT, said
    assert "habit     refusal_status is 400 here; the contract assumes 422" in said


@pytest.mark.parametrize(("assumptions", "end"), [("strict", BROKEN), ("calibrated", KEPT)])
def test_how_strict_to_be_is_a_choice(assumptions: str, end: int) -> None:
    with serving(drifting(mock(rows=100), DRIFTS["error_400"])) as url:
        code, said = run("--base-url", url, "--assumptions", assumptions)
    assert code == end, said
    assert ("habit     refusal_status is 400 here" in said) is (assumptions == "calibrated")


def test_what_calibration_writes_is_a_dialect_that_the_same_api_keeps(tmp_path: Path) -> None:
    """No line of it is written by hand."""
    written = tmp_path / "dialect.toml"
    with serving(drifting(mock(rows=100), DRIFTS["error_400"], DRIFTS["per_page_20"])) as url:
        code, said = run("--base-url", url, "--calibrate", str(written), "-k", "pages-join")
        assert code == KEPT, said
        strict = run("--base-url", url, "--assumptions", "strict")[0]
        code, said = run("--base-url", url, "--assumptions", "strict", "--dialect", str(written))
    text = written.read_text(encoding="utf-8")
    assert strict == BROKEN
    assert code == KEPT, said
    assert "refusal_status = 400\n" in text
    assert "; the contract assumes 422\n" in text
    assert "per_page_default = 20\n" in text
    assert TOKEN not in text
    assert not re.search(r"(?<![0-9a-f])1[3-9][0-9]{9}(?![0-9])", text)


def test_a_dialect_is_used(tmp_path: Path) -> None:
    dialect = tmp_path / "dialect.toml"
    dialect.write_text('errors = "in-body"\n', encoding="utf-8")
    with serving(drifting(mock(rows=100), DRIFTS["error_200"])) as url:
        code, said = run("--base-url", url, "--dialect", str(dialect))
    assert code == KEPT, said


def test_an_invalid_option_ends_in_one_line() -> None:
    code, said = run("--base-url", "127.0.0.1:4010")
    assert code == USAGE, said
    assert "--base-url is '127.0.0.1:4010': should be like https://host" in said
    assert "Traceback" not in said


def test_the_module_runs_the_same_suite(right: str) -> None:
    code, said = run("--base-url", right, "-k", "pages-join", command=MODULE)
    assert code == KEPT, said
    assert "3 passed, 0 failed" in said


def test_a_token_of_a_file_is_sent_and_not_shown(right: str, tmp_path: Path) -> None:
    (tmp_path / "token.txt").write_text(f"{TOKEN}\n", encoding="utf-8")
    words = ("--base-url", right, "--token-file", str(tmp_path / "token.txt"), "-k", "pages-join")
    code, said = run(*words, token=None, command=MODULE)
    assert code == KEPT, said
    assert TOKEN not in said
    code, said = run("--base-url", right, "--token-file", "none.txt", command=MODULE)
    assert code == USAGE, said
    assert "--token-file is 'none.txt': cannot be read: No such file or directory" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(("path", "offered"), [("contract_tests", True), ("tests/test_cipher.py", False)])
def test_pytest_lists_the_options_only_for_this_suite(path: str, offered: bool) -> None:
    _, said = run("--help", command=("pytest", path))
    assert ("--contract-report" in said) is offered


def test_the_help_of_the_module_lists_its_own_options_only() -> None:
    _, said = run("--help", command=MODULE)
    assert said.startswith("usage: python -m contract_tests")
    assert {name for name in OPTIONS if name not in said} == set()
    assert "--help-pytest" in said
    for end in End:
        assert f"{end.value} the API {end.sentence}" in " ".join(said.split())
    assert len(said.splitlines()) < 70


def test_the_options_of_pytest_are_one_option_away() -> None:
    _, said = run("--help-pytest", command=MODULE)
    assert "--contract-report" in said
    assert "--junit-xml" in said


def test_a_failure_of_a_generated_request_shows_that_request() -> None:
    with serving(drifting(mock(rows=30), DRIFTS["error_html"])) as url:
        _, said = run("--base-url", url, "-k", "generated", command=SUITE)
    text = said.partition("schemathesis-negative: failed")[2]
    assert "  check   An invalid request, generated by Schemathesis" in text
    assert "  found   Undocumented Content-Type\n          Received: text/html; charset=UTF-8\n" in text
    assert re.search(rf"  curl -sS -i -g .*'{url}/agent-api/user/", text)
    assert TOKEN not in said


def test_one_broken_cause_is_one_failure_with_the_rest_in_one_line_each(tmp_path: Path) -> None:
    junit = tmp_path / "junit.xml"
    with serving(drifting(mock(rows=100), DRIFTS["error_500"])) as url:
        code, said = run("--base-url", url, "--junitxml", str(junit), "-rA")
    assert code == BROKEN
    assert re.findall(r"^(\S+): failed$", said, re.MULTILINE).count("no-request-makes-the-server-fail") == 1
    assert re.search(r"^1 failed, \d+ passed, .*1\d\d following in", said, re.MULTILINE)
    assert re.search(r"1\d\d other failures may follow from it", said)
    assert "            refused-page-abc: the API answers 500 where the contract assumes 422\n" in said
    cases = {case.get("name"): case for case in ElementTree.parse(junit).iter("testcase")}  # noqa: S314
    follower = cases["test_check[refused-page-abc]"].find("failure")
    assert follower is not None
    assert follower.text == (
        "refused-page-abc: follows from no-request-makes-the-server-fail: "
        "the API answers 500 where the contract assumes 422"
    )


def test_what_follows_is_shown_in_full_when_it_runs_alone() -> None:
    with serving(drifting(mock(rows=100), DRIFTS["error_500"])) as url:
        code, said = run("--base-url", url, "-k", "refused-page-abc")
    assert code == BROKEN
    assert "refused-page-abc: failed" in said
    assert "1 failed, 0 reported" in said


def test_where_no_answer_can_be_used_nothing_is_said_to_be_missing() -> None:
    with serving(drifting(mock(rows=100), DRIFTS["body_cut"])) as url:
        code, said = run("--base-url", url)
    assert code == BROKEN
    assert "not exercised" not in said
    assert re.search(r"^\d failed, .* following in", said, re.MULTILINE)


def test_a_baseline_shows_what_changed_since_the_last_run(right: str, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    words = ("--baseline", str(baseline), "-k", "label or prefixed")
    with serving(drifting(mock(rows=100), DRIFTS["labels_swapped"])) as url:
        assert "changes" not in run("--base-url", url, *words)[1]
        first = baseline.read_text(encoding="utf-8")
        code, said = run("--base-url", url, *words)
        assert "broken as before: the-label-is-that-of-the-status" in said
        assert code == BROKEN
    code, said = run("--base-url", right, *words)
    assert code == KEPT
    assert re.search(rf"changes   since .* \({url}\): mended: the-label-is-that-of-the-status", said)
    assert TOKEN not in first + baseline.read_text(encoding="utf-8")


def test_a_baseline_that_cannot_be_read_ends_the_run_and_stays(right: str, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    baseline.write_text("mine", encoding="utf-8")
    code, said = run("--base-url", right, "--baseline", str(baseline), "-k", "pages-join")
    assert code == USAGE
    assert f"--baseline {baseline}: not a file of earlier results: invalid JSON" in said
    assert "Traceback" not in said
    assert baseline.read_text(encoding="utf-8") == "mine"


def test_a_run_that_did_not_get_anywhere_leaves_the_baseline(right: str, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    run("--base-url", right, "--baseline", str(baseline), "-k", "pages-join")
    before = baseline.read_bytes()
    run("--base-url", "http://127.0.0.1:9", "--baseline", str(baseline), "-k", "pages-join")
    assert baseline.read_bytes() == before
