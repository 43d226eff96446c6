"""Generated requests: they leave as all others do, and fit the dialect of an API."""

import logging
from typing import Any

import pytest
from starlette.types import ASGIApp

from contract_tests import dialect, sender
from contract_tests.cases import MODES
from contract_tests.dialect import Dialect
from contract_tests.fuzzing import fuzz
from contract_tests.request_policy import RequestPolicy
from contract_tests.results import Outcome, Result
from contract_tests.runner import open_runner
from mockserver.drift import DRIFTS
from mockserver.drift.access import TOKEN
from mockserver.drift.kinds import Drift, Request, receiving
from tests.contract_tests.test_dialect import HABITS, KNOWN
from tests.contract_tests.test_outage import Counting
from tests.drift.server import Remembering, drifting, mock

EXAMPLES = 12


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return Remembering(mock(rows=60))


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("mockserver"), "disabled", True)
    monkeypatch.setattr(sender, "LOCAL_PAUSES", (0.0,))


def found(app: ASGIApp, mode: str, **how: Any) -> Result:
    with open_runner(app, token=TOKEN, **how) as runner:
        return fuzz(runner, mode, EXAMPLES)


def test_a_token_that_is_made_up_is_never_sent(app: ASGIApp) -> None:
    tokens = set()

    @receiving
    def recorded(request: Request) -> Request:
        tokens.add(request.header(b"authorization"))
        return request

    for mode in MODES:
        assert found(drifting(app, recorded), mode).outcome is Outcome.PASSED
    assert tokens == {f"Bearer {TOKEN}".encode()}


@pytest.mark.parametrize("mode", MODES)
def test_generated_requests_keep_the_budget(mode: str, app: ASGIApp) -> None:
    server = Counting(app, "503", lambda _: False)
    finding = found(server, mode, policy=RequestPolicy(budget=5))
    assert (finding.outcome, finding.found) == (Outcome.SKIPPED, "the budget of 5 requests is spent")
    assert server.seen == 5


@pytest.mark.parametrize("mode", MODES)
def test_an_outage_is_no_finding(mode: str, app: ASGIApp) -> None:
    finding = found(Counting(app, "502", lambda number: number > 5), mode)
    assert (finding.outcome, finding.found) == (Outcome.SKIPPED, "http://127.0.0.1 answers 502 (Bad Gateway)")


@pytest.mark.parametrize("budget", [None, 10])
def test_a_finding_names_the_request_and_survives_the_end_of_the_budget(
    budget: int | None, app: ASGIApp
) -> None:
    finding = found(drifting(app, DRIFTS["error_500"]), "negative", policy=RequestPolicy(budget=budget))
    assert (finding.id, finding.outcome) == ("schemathesis-negative", Outcome.FAILED)
    (exchange,) = finding.exchanges
    assert exchange.status == 500
    assert "$NUMBERS_TOKEN" in exchange.curl()


@receiving
def only_digits(request: Request) -> Request:
    words = {name: ["x" if text.lower() in ("true", "false") else text for text in texts]
             for name, texts in request.query.items()}  # fmt: skip
    return request.asking(words)


@receiving
def only_slashes(request: Request) -> Request:
    dates = {name: ["x" if "-" in text else text for text in texts]
             for name, texts in request.query.items() if name in ("start_at", "end_at")}  # fmt: skip
    return request.asking({**request.query, **dates})


@receiving
def only_repeated(request: Request) -> Request:
    """Arrays in brackets are no parameters of this API, and refused."""
    wrong = any(name.startswith("status[") for name in request.query)
    wrong = wrong or any("," in text for text in request.query.get("status", []))
    return request.asking({**request.query, "status": ["x"]}) if wrong else request


NARROW: dict[str, tuple[Drift, dict[str, Any]]] = {
    "booleans are digits": (only_digits, {"boolean_spelling": ["digit"]}),
    "dates have slashes": (only_slashes, {"date_spelling": ["slashes", "documented"]}),
    "arrays are repeated": (only_repeated, {"array_spelling": ["repeat"]}),
}


ALL = HABITS | NARROW


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ALL)
def test_generated_requests_fit_the_dialect(name: str, mode: str, app: ASGIApp) -> None:
    habit, table = ALL[name]
    assert found(drifting(app, habit), mode, dialect=dialect.read(table, KNOWN)).outcome is Outcome.PASSED


@pytest.mark.parametrize("name", ["at most 100 numbers a page", *NARROW])
def test_without_the_dialect_they_do_not(name: str, app: ASGIApp) -> None:
    habit, _ = ALL[name]
    assert Outcome.FAILED in {found(drifting(app, habit), mode).outcome for mode in MODES}


@pytest.mark.parametrize("drift", ["error_500", "labels_swapped", "bill_string"])
def test_a_dialect_hides_no_breach(drift: str, app: ASGIApp) -> None:
    other = Dialect(per_page_maximum=100)
    findings = [found(drifting(app, DRIFTS[drift]), mode, dialect=other) for mode in MODES]
    assert any(each.outcome is Outcome.FAILED for each in findings)
