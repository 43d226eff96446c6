"""Dialects: read with care, and right servers of other habits are judged by theirs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

from contract_tests import dialect, promises
from contract_tests.dialect import QUESTIONS, Dialect, DialectError
from contract_tests.judge import Outcome, judge
from mockserver import contract as contracts
from mockserver import settings
from mockserver.app import create_app
from mockserver.drift import DRIFTS
from mockserver.drift.kinds import (
    Answer,
    Ask,
    Drift,
    Page,
    Record,
    Request,
    Values,
    hearing,
    receiving,
    recording,
    rereading,
    saying,
)  # fmt: skip
from tests.drift.server import Remembering, drifting

ALL = promises.load().questions


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return Remembering(create_app(settings.load(token="judge", rows=150), contracts.load()))


def test_every_key_answers_a_question_of_the_contract() -> None:
    assert set(QUESTIONS.values()) <= ALL


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("error = 'in-body'", "'error' is unknown; known are errors, "),
        ("errors = 'body'", "errors is 'body': should be one of http-status, in-body"),
        ("per_page_maximum = '100'", "per_page_maximum is '100': should be a whole number from 2"),
        ("per_page_maximum = true", "per_page_maximum is True: should be a whole number from 2"),
        ("array_spelling = []", "array_spelling is []: should be a list of some of brackets, repeat"),
        ("array_spelling = 'brackets'", "array_spelling is 'brackets': should be a list"),
        ("reported = ['rows-order']", "'rows-order' is no open question and no law; known is row-order"),
        ("reported = ['']", "'' is no open question and no law; known is array-spelling, "),
        ("reported = 'row-order'", "reported should be a list of open questions and laws"),
        ("error_codes = { 401 = 'x' }", "error_codes is "),
        ("errors =", "is no TOML"),
    ],
)
def test_a_dialect_that_means_nothing_is_refused(text: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "dialect.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DialectError) as raised:
        dialect.load(path, ALL)
    assert problem in str(raised.value)
    assert str(raised.value).startswith(str(path))


def test_a_dialect_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DialectError, match=r"none\.toml: cannot be read: No such file"):
        dialect.load(tmp_path / "none.toml", ALL)


@saying
def errors_in_body(answer: Answer, _: Request) -> Answer:
    return replace(answer, status=200)


@saying
def errors_in_body_with_codes(answer: Answer, _: Request) -> Answer:
    code = {401: 4001, 422: 6007}.get(answer.status, answer.status)
    return answer.with_document(answer.document | {"code": code}, 200)


@saying
def refused_with_400(answer: Answer, _: Request) -> Answer:
    return answer.with_document(answer.document | {"code": 400}, 400) if answer.status == 422 else answer


@hearing
def at_most_100(values: Values) -> Values:
    per_page = values.get("per_page")
    return {**values, "per_page": 0} if isinstance(per_page, int) and per_page > 100 else values


@rereading
async def newest_first(page: Page, request: Request, ask: Ask) -> None:
    meta = page["meta"]
    everything = await ask(request.asking({**request.values, "page": 1, "per_page": 1000}))
    begin = (meta["current_page"] - 1) * meta["per_page"]
    page["data"] = everything.document["data"][::-1][begin : begin + meta["per_page"]]


@recording
def empty_texts(record: Record) -> None:
    record.update({name: "" for name, value in record.items() if value is None and name != "is_blacklist"})


@recording
def blacklist_as_number(record: Record) -> None:
    if record["is_blacklist"] is not None:
        record["is_blacklist"] = int(record["is_blacklist"])


@receiving
def only_brackets(request: Request) -> Request:
    query = {
        name: ["x"] if name == "status[]" and any("," in text for text in texts) else texts
        for name, texts in request.query.items()
        if name == "status[]" or not name.startswith("status")
    }
    return request.asking(query)


HABITS: dict[str, tuple[Drift, dict[str, Any]]] = {
    "errors in the body": (errors_in_body, {"errors": "in-body"}),
    "errors in the body with codes of its own": (
        errors_in_body_with_codes,
        {"errors": "in-body", "error_codes": {"401": 4001, "422": 6007}},
    ),
    "wrong values are refused with 400": (refused_with_400, {"refusal_status": 400}),
    "empty text for null": (empty_texts, {"null": "empty-string"}),
    "is_blacklist is a number": (blacklist_as_number, {"blacklist": "integer"}),
    "at most 100 numbers a page": (at_most_100, {"per_page_maximum": 100}),
    "20 numbers a page": (DRIFTS["per_page_20"], {"per_page_default": 20}),
    "newest first": (newest_first, {"row_order": "newest-first"}),
    "brackets only": (only_brackets, {"array_spelling": ["brackets"]}),
    "a date is a whole day": (DRIFTS["end_whole_day"], {"date_without_time": "whole-day"}),
}


@pytest.mark.parametrize("name", HABITS)
def test_a_right_server_of_other_habits_passes_once_told_so(name: str, app: ASGIApp) -> None:
    habit, table = HABITS[name]
    verdicts = judge(drifting(app, habit), dialect=dialect.read(table, ALL))
    assert {each.law.id: each.found for each in verdicts if each.outcome is Outcome.BROKEN} == {}
    judged = [each for each in verdicts if each.outcome is Outcome.HELD]
    assert len(judged) > len(verdicts) - 15


@pytest.mark.parametrize("name", HABITS)
def test_without_being_told_it_is_noticed(name: str, app: ASGIApp) -> None:
    habit, _ = HABITS[name]
    assert any(each.outcome is Outcome.BROKEN for each in judge(drifting(app, habit)))


def test_a_server_of_all_these_habits_at_once_passes(app: ASGIApp) -> None:
    """As a back end in PHP may well be."""
    together: ASGIApp = app
    table: dict[str, Any] = {}
    for name in ("newest first", "at most 100 numbers a page", "empty text for null", "brackets only",
                 "errors in the body"):  # fmt: skip
        habit, told = HABITS[name]
        together = drifting(together, habit)
        table |= told
    verdicts = judge(together, dialect=dialect.read(table, ALL))
    assert {each.law.id: each.found for each in verdicts if each.outcome is Outcome.BROKEN} == {}


def test_a_question_can_be_left_open(app: ASGIApp) -> None:
    habit, _ = HABITS["newest first"]
    for told in ("row-order", "rows-are-in-order"):
        verdicts = judge(drifting(app, habit), dialect=Dialect(reported=(told,)))
        (order,) = [each for each in verdicts if each.law.id == "rows-are-in-order"]
        assert order.outcome is Outcome.REPORTED
        assert order.assumes == ("row-order",)
