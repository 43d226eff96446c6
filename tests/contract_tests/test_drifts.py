"""The suite notices every drift by the checks that docs/FAULTS.md names, and nothing in a correct server."""

import json
import logging
import re
from collections.abc import Callable

import pytest
from starlette.types import ASGIApp

from mockserver.drift.access import welcome
from mockserver.drift.kinds import Answer, Ask, Drift, Page, Request, paging, serving
from tests.drift.server import ROWS, Remembering, drifting, fails, failures, mock, unpassed
from tools import fault_page
from tools.fault_table import EVERY, page, read

KNOWN = read()


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return Remembering(mock(rows=ROWS))


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("mockserver"), "disabled", True)


def unversioned(text: str) -> str:
    """The page without the version that wrote it, which need not be the one installed here."""
    return re.sub(r"(?<=Schemathesis )[\d.]+", "…", text)


def test_the_table_has_every_drift_with_its_sentence_and_figures() -> None:
    assert list(KNOWN) == list(EVERY), "run `make faults`"
    assert unversioned(fault_page.drifts()) == unversioned(page(KNOWN)), "run `make faults`"


@pytest.mark.parametrize("name", EVERY)
def test_every_drift_is_noticed_by_the_checks_that_the_table_names(name: str, app: ASGIApp) -> None:
    assert fails(drifting(app, EVERY[name]), *KNOWN[name].checks)


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 7, 12, 13, 14, 15, 16, 100, 1000, 10**6, 10**12])
def test_a_correct_server_fails_no_check(rows: int) -> None:
    assert failures(mock(rows=rows)) == {}


@pytest.mark.parametrize("seed", range(1, 6))
def test_no_seed_makes_a_correct_server_fail_a_check(seed: int) -> None:
    assert failures(mock(seed=seed, rows=200, numbers="realistic")) == {}


def test_a_correct_server_with_usual_data_passes_every_check(app: ASGIApp) -> None:
    assert unpassed(app) == []


@paging
def window(page: Page, _: Request) -> None:
    """A search engine counts 10,000 rows, and gives no more."""
    meta = page["meta"]
    if meta["total"] > 10_000:
        beyond = meta["current_page"] * meta["per_page"] > 10_000
        page["data"] = [] if beyond else page["data"]
        meta |= {"total": 10_000, "last_page": 10_000 // meta["per_page"]}


@paging
def shallow(page: Page, _: Request) -> None:
    """Pages of 1000 rows are empty behind the tenth."""
    if page["meta"]["per_page"] == 1000 and page["meta"]["current_page"] > 10:
        page["data"] = []


@pytest.mark.parametrize(
    ("drift", "check"),
    [(window, "totals-of-the-statuses-add-up"), (shallow, "the-last-page-holds-the-rest")],
)
def test_what_only_large_tasks_show_is_noticed(drift: Drift, check: str) -> None:
    assert fails(drifting(mock(rows=10**6), drift), check)


def session(answer: Answer) -> Answer:
    return answer.with_header(b"set-cookie", b"session=1; path=/")


def other_causes(answer: Answer) -> Answer:
    body = answer.body.replace(b"NORMAL_CLEARING", b"NORMAL_UNSPECIFIED")
    return Answer(answer.status, answer.headers, body.replace(b"NO_ANSWER", b"ALLOTTED_TIMEOUT"))


def pretty(answer: Answer) -> Answer:
    document = dict(reversed(answer.document.items()))
    body = json.dumps(document, indent=2).encode()  # With \\u for Chinese.
    return Answer(answer.status, answer.headers, body)


def charset(answer: Answer) -> Answer:
    return answer.with_header(b"content-type", b"application/json;charset=UTF8")


@pytest.mark.parametrize("habit", [session, other_causes, pretty, charset])
def test_a_correct_server_may_have_other_habits(habit: Callable[[Answer], Answer], app: ASGIApp) -> None:
    @serving
    async def with_session(request: Request, ask: Ask) -> Answer:
        known = b"session=1" in request.header(b"cookie")
        return habit(await ask(welcome(request) if known else request))

    assert failures(drifting(app, with_session)) == {}
