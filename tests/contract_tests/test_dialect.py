"""Dialects: read with care, and right servers of other habits are judged by theirs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

from contract_tests import dialect
from contract_tests import expectations as promises
from contract_tests.dialect import QUESTIONS, Dialect, DialectError
from contract_tests.runner import Outcome, judge
from mockserver import contract as contracts
from mockserver import settings
from mockserver.app import create_app
from tests.faults.mutant import Answer, Asked, Mutant, Query, Remembering, call, statuses
from tests.faults.queries import drop

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


def change(rows: Any = None, query: Any = None) -> Any:
    """How a server of other habits answers: what it makes of a query, and of a document."""

    async def serve(asked: Asked) -> Answer:
        understood: Query = {name: list(values) for name, values in asked.query.items()}
        if query is not None:
            query(understood)
        answer = await asked.again(understood)
        if rows is None or answer.status != 200:
            return answer
        document = answer.document
        rows(document["data"])
        return answer.with_document(document)

    return serve


async def errors_in_body(asked: Asked) -> Answer:
    answer = await call(asked.app, asked.scope)
    return replace(answer, status=200)


async def errors_in_body_with_codes(asked: Asked) -> Answer:
    answer = await call(asked.app, asked.scope)
    code = {401: 4001, 422: 6007}.get(answer.status, answer.status)
    return replace(answer.with_document(answer.document | {"code": code}), status=200)


async def refused_with_400(asked: Asked) -> Answer:
    answer = await call(asked.app, asked.scope)
    if answer.status != 422:
        return answer
    return replace(answer.with_document(answer.document | {"code": 400}), status=400)


async def at_most_100(asked: Asked) -> Answer:
    text = asked.last("per_page", "15")
    if text.isdecimal() and int(text) > 100:
        return await asked.again(asked.query | {"per_page": ["0"]})
    return await call(asked.app, asked.scope)


async def newest_first(asked: Asked) -> Answer:
    answer = await call(asked.app, asked.scope)
    if answer.status != 200:
        return answer
    document = answer.document
    everything = await asked.document(asked.query | {"page": ["1"], "per_page": ["1000"]})
    rows = everything["data"][::-1]
    begin = (document["meta"]["current_page"] - 1) * document["meta"]["per_page"]
    document["data"] = rows[begin : begin + document["meta"]["per_page"]]
    return answer.with_document(document)


def empty_texts(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        row.update({name: "" for name, value in row.items() if value is None and name != "is_blacklist"})


def blacklist_as_number(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        row["is_blacklist"] = row["is_blacklist"] if row["is_blacklist"] is None else int(row["is_blacklist"])


def only_brackets(query: Query) -> None:
    drop(query, *[name for name in statuses(query) if name != "status[]"])
    if any("," in text for text in query.get("status[]", [])):
        query["status[]"] = ["x"]


def whole_day(query: Query) -> None:
    if len(query.get("end_at", [""])[0]) == 10:
        query["end_at"] = [f"{query['end_at'][0]} 23:59:59"]


def default_20(query: Query) -> None:
    query.setdefault("per_page", ["20"])


HABITS: dict[str, tuple[Any, dict[str, Any]]] = {
    "errors in the body": (errors_in_body, {"errors": "in-body"}),
    "errors in the body with codes of its own": (
        errors_in_body_with_codes,
        {"errors": "in-body", "error_codes": {"401": 4001, "422": 6007}},
    ),
    "wrong values are refused with 400": (refused_with_400, {"refusal_status": 400}),
    "empty text for null": (change(rows=empty_texts), {"null": "empty-string"}),
    "is_blacklist is a number": (change(rows=blacklist_as_number), {"blacklist": "integer"}),
    "at most 100 numbers a page": (at_most_100, {"per_page_maximum": 100}),
    "20 numbers a page": (change(query=default_20), {"per_page_default": 20}),
    "newest first": (newest_first, {"row_order": "newest-first"}),
    "brackets only": (change(query=only_brackets), {"array_spelling": ["brackets"]}),
    "a date is a whole day": (change(query=whole_day), {"date_without_time": "whole-day"}),
}


@pytest.mark.parametrize("name", HABITS)
def test_a_right_server_of_other_habits_passes_once_told_so(name: str, app: ASGIApp) -> None:
    serve, table = HABITS[name]
    verdicts = judge(Mutant(app, serve), dialect=dialect.read(table, ALL))
    assert {each.law.id: each.found for each in verdicts if each.outcome is Outcome.BROKEN} == {}
    judged = [each for each in verdicts if each.outcome is Outcome.HELD]
    assert len(judged) > len(verdicts) - 15


@pytest.mark.parametrize("name", HABITS)
def test_without_being_told_it_is_noticed(name: str, app: ASGIApp) -> None:
    serve, _ = HABITS[name]
    assert any(each.outcome is Outcome.BROKEN for each in judge(Mutant(app, serve)))


def test_a_server_of_all_these_habits_at_once_passes(app: ASGIApp) -> None:
    """As a back end in PHP may well be."""
    together: ASGIApp = app
    table: dict[str, Any] = {}
    for name in ("newest first", "at most 100 numbers a page", "empty text for null", "brackets only",
                 "errors in the body"):  # fmt: skip
        serve, told = HABITS[name]
        together = Mutant(together, serve)
        table |= told
    verdicts = judge(together, dialect=dialect.read(table, ALL))
    assert {each.law.id: each.found for each in verdicts if each.outcome is Outcome.BROKEN} == {}


def test_a_question_can_be_left_open(app: ASGIApp) -> None:
    serve, _ = HABITS["newest first"]
    for told in ("row-order", "rows-are-in-order"):
        verdicts = judge(Mutant(app, serve), dialect=Dialect(reported=(told,)))
        (order,) = [each for each in verdicts if each.law.id == "rows-are-in-order"]
        assert order.outcome is Outcome.REPORTED
        assert order.assumes == ("row-order",)
