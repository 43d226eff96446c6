"""The suite is judged: it notices every fault, by the law that names it, and sees none where none is."""

import gzip
import json
import logging
from collections.abc import Callable

import pytest
from starlette.types import ASGIApp

from contract_tests.results import Outcome, Result
from contract_tests.runner import open_runner, run_checks
from mockserver import contract as contracts
from mockserver import settings
from mockserver.app import create_app
from tests.faults import FAULTS, Fault
from tests.faults.mutant import Answer, Asked, Mutant, Remembering, Serve, call

ROWS = 60
"""Enough for every law to be judged."""


def mock(**given: object) -> ASGIApp:
    return create_app(settings.load(token="judge", **given), contracts.load())


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return Remembering(mock(rows=ROWS))


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("mockserver"), "disabled", True)


def failed(results: list[Result]) -> dict[str, str]:
    return {each.id: each.found for each in results if each.outcome is Outcome.FAILED}


@pytest.mark.parametrize("fault", [pytest.param(each, id=each.name) for each in FAULTS.values()])
def test_every_fault_is_noticed_by_the_law_that_names_it(fault: Fault, app: ASGIApp) -> None:
    with open_runner(fault.wrap(app)) as runner:
        assert runner[fault.law].outcome is Outcome.FAILED


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 7, 12, 13, 14, 15, 16, 100, 1000, 10**6, 10**12])
def test_a_right_server_breaks_no_law(rows: int) -> None:
    assert failed(run_checks(mock(rows=rows))) == {}


@pytest.mark.parametrize("seed", range(1, 6))
def test_no_seed_makes_a_right_server_break_a_law(seed: int) -> None:
    assert failed(run_checks(mock(seed=seed, rows=200, numbers="realistic"))) == {}


def test_a_right_server_with_usual_data_leaves_no_law_unjudged(app: ASGIApp) -> None:
    assert [each.id for each in run_checks(app) if each.outcome is not Outcome.PASSED] == []


def capped(at: int) -> Serve:
    """What a search engine with a window of so many rows answers: it counts and gives no more."""

    async def serve(asked: Asked) -> Answer:
        document = (await call(asked.app, asked.scope)).document
        meta = document["meta"]
        if meta.get("total", 0) > at:
            beyond = asked.page * asked.per_page > at
            document["data"] = [] if beyond else document["data"]
            meta |= {"total": at, "last_page": at // asked.per_page}
        return Answer(200, [(b"content-type", b"application/json")], b"").with_document(document)

    return serve


def test_a_large_task_is_counted_as_a_whole() -> None:
    with open_runner(Mutant(mock(rows=10**6), capped(10_000))) as runner:
        assert runner["totals-of-the-statuses-add-up"].outcome is Outcome.FAILED


def test_the_last_page_of_a_large_task_is_looked_at() -> None:
    async def serve(asked: Asked) -> Answer:
        answer = await call(asked.app, asked.scope)
        deep = asked.per_page == 1000 and asked.page > 10
        return answer.with_document(answer.document | {"data": []}) if deep else answer

    with open_runner(Mutant(mock(rows=10**6), serve)) as runner:
        assert runner["the-last-page-holds-the-rest"].outcome is Outcome.FAILED


def session(answer: Answer) -> Answer:
    return answer.header("set-cookie", "session=1; path=/")


def other_causes(answer: Answer) -> Answer:
    causes = {b"NORMAL_CLEARING": b"NORMAL_UNSPECIFIED", b"NO_ANSWER": b"ALLOTTED_TIMEOUT"}
    body = answer.body
    for ours, theirs in causes.items():
        body = body.replace(ours, theirs)
    return answer.with_body(body)


def pretty(answer: Answer) -> Answer:
    document = dict(reversed(answer.document.items()))
    return answer.with_body(json.dumps(document, indent=2).encode())  # With \\u for Chinese.


def packed(answer: Answer) -> Answer:
    return answer.with_body(gzip.compress(answer.body)).header("content-encoding", "gzip")


def charset(answer: Answer) -> Answer:
    return answer.header("content-type", "application/json;charset=UTF8")


@pytest.mark.parametrize("habit", [session, other_causes, pretty, packed, charset])
def test_a_right_server_may_have_other_habits(habit: Callable[[Answer], Answer], app: ASGIApp) -> None:
    async def serve(asked: Asked) -> Answer:
        with_session = "session=1" in asked.header("cookie")
        right = [(b"authorization", b"Bearer judge")] if with_session else []
        headers = [*right, *(pair for pair in asked.scope["headers"] if not right or pair[0] != right[0][0])]
        return habit(await call(asked.app, {**asked.scope, "headers": headers}))

    assert failed(run_checks(Mutant(app, serve))) == {}
