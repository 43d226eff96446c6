"""An outage during a run: nothing that is due to it is called a breach, and what was found before remains."""

import json
import logging
from collections.abc import Callable
from typing import Final

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from contract_tests import sender
from contract_tests.results import Outcome, Unavailable
from contract_tests.runner import open_runner
from mockserver.drift import DRIFTS
from mockserver.drift.access import TOKEN
from mockserver.scenarios.connection import send_response
from tests.contract_tests.test_run import (
    BROKEN,
    KEPT,
    SUITE,
    UNAVAILABLE,
    run,
    serving,
)
from tests.contract_tests.test_run import TOKEN as CLI_TOKEN
from tests.contract_tests.test_run import mock as cli_mock
from tests.drift.server import ROWS, Remembering, drifting, mock

pytestmark = pytest.mark.slow

Headers = tuple[tuple[bytes, bytes], ...]
JSON: Final[Headers] = ((b"content-type", b"application/json"),)


def envelope(code: int) -> bytes:
    return json.dumps({"code": code, "status": "error", "message": "m", "data": []}).encode()


KINDS: Final[dict[str, tuple[int, Headers, bytes]]] = {
    "503": (503, JSON, envelope(503)),
    "502": (502, ((b"content-type", b"text/html"),), b"<html>Bad Gateway</html>"),
    "500": (500, JSON, envelope(500)),
    "maintenance": (200, ((b"content-type", b"text/html"),), b"<html>maintenance</html>"),
    "401": (401, (*JSON, (b"www-authenticate", b"Bearer")), envelope(401)),
    "throttled": (429, (*JSON, (b"retry-after", b"86400")), envelope(429)),
}


class Counting:
    """An application that answers in another way where `when` says so, of the number of the request."""

    def __init__(self, app: ASGIApp, kind: str, when: Callable[[int], bool]) -> None:
        self._app = app
        self._status, self._headers, self._body = KINDS[kind]
        self._when = when
        self.seen = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.seen += 1
        if not self._when(self.seen):
            await self._app(scope, receive, send)
            return
        start = {"type": "http.response.start", "status": self._status, "headers": list(self._headers)}
        await send_response(send, start, self._body)


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return Remembering(mock(rows=ROWS))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("mockserver"), "disabled", True)
    monkeypatch.setattr(sender, "LOCAL_PAUSES", (0.0, 0.0))


@pytest.mark.parametrize("answers", [1, 2, 5, 20, 60, 150, 220])
@pytest.mark.parametrize("kind", KINDS)
def test_no_check_fails_for_an_outage_whenever_it_begins(kind: str, answers: int, app: ASGIApp) -> None:
    server = Counting(app, kind, lambda number: number > answers)
    with open_runner(server, token=TOKEN) as runner:
        results = runner.results()
    assert {each.outcome for each in results} <= {Outcome.PASSED, Outcome.SKIPPED}
    assert runner.client.outage is not None
    reasons = {each.found for each in results if each.outcome is Outcome.SKIPPED}
    assert runner.client.outage in reasons
    assert server.seen <= answers + 10


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"401"}))
def test_no_check_runs_during_an_outage(kind: str, app: ASGIApp) -> None:
    with pytest.raises(Unavailable), open_runner(Counting(app, kind, lambda _: True), token=TOKEN):
        pass


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"throttled"}))
def test_requests_that_fail_once_fail_no_check(kind: str, app: ASGIApp) -> None:
    with open_runner(Counting(app, kind, lambda number: number % 60 == 7), token=TOKEN) as runner:
        outcomes = {each.outcome for each in runner.results()}
    assert outcomes == {Outcome.PASSED}
    assert runner.client.outage is None
    assert len(runner.client.sender.blips) >= 3


def test_what_was_found_before_an_outage_remains(app: ASGIApp) -> None:
    server = Counting(drifting(app, DRIFTS["labels_swapped"]), "503", lambda number: number > 50)
    with open_runner(server, token=TOKEN) as runner:
        assert runner["the-label-is-that-of-the-status"].outcome is Outcome.FAILED
        assert runner.client.outage is not None


def test_a_run_that_ends_in_an_outage_is_unavailable_for_one_reason() -> None:
    with serving(Counting(cli_mock(rows=100), "502", lambda number: number > 50)) as url:
        code, said = run("--base-url", url)
    assert code == UNAVAILABLE, said
    assert said.count("answers 502 (Bad Gateway)") == 2, "a reason, and the last sentence"
    assert said.splitlines()[-1] == f"Unavailable: {url} answers 502 (Bad Gateway)"


def test_a_breach_counts_before_an_outage() -> None:
    wrong = drifting(cli_mock(rows=100), DRIFTS["labels_swapped"])
    with serving(Counting(wrong, "502", lambda number: number > 50)) as url:
        code, said = run("--base-url", url)
    assert code == BROKEN, said
    assert said.splitlines()[-1].startswith(f"Broken: {url} breaks the contract (")
    assert said.splitlines()[-1].endswith(f" failed; later, {url} answers 502 (Bad Gateway))")


@pytest.mark.parametrize("words", [("-x",), ("--maxfail", "1"), ("-k", "test_every")])
def test_a_run_that_stops_at_the_first_breach_or_has_generated_requests_only_is_broken(
    words: tuple[str, ...],
) -> None:
    with serving(drifting(cli_mock(rows=100), DRIFTS["error_500"])) as url:
        code, said = run("--base-url", url, *words, command=SUITE)
    assert code == BROKEN, said
    assert said.splitlines()[-1].startswith(f"Broken: {url} breaks the contract")


def test_a_run_that_kept_the_contract_says_so_last() -> None:
    with serving(Counting(cli_mock(rows=100), "503", lambda number: number == 20)) as url:
        code, said = run("--base-url", url)
    assert code == KEPT, said
    assert said.splitlines()[-1] == f"Kept: {url} keeps the contract"
    assert "unsteady  GET " in said
    assert CLI_TOKEN not in said
