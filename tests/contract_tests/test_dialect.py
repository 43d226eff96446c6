"""Dialects: invalid ones are refused in one line; APIs with other habits pass with theirs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

from contract_tests import checks, dialect, expectations
from contract_tests.dialect import KEYS, QUESTIONS, Dialect, DialectError
from contract_tests.query import later
from contract_tests.results import Outcome, Result
from contract_tests.runner import run_checks
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

EXPECTATIONS = expectations.load()
KNOWN = EXPECTATIONS.questions | {check.id for check in checks.load(EXPECTATIONS)}


def failures(results: list[Result]) -> dict[str, str]:
    return {each.id: each.found for each in results if each.outcome is Outcome.FAILED}


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return Remembering(create_app(settings.load(token="suite", rows=150), contracts.load()))


def test_every_key_answers_a_question_of_the_contract() -> None:
    assert set(QUESTIONS.values()) <= EXPECTATIONS.questions


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("error = 'in-body'", "unknown key 'error'; known keys: errors, challenge, "),
        ("errors = 'body'", "errors is 'body': should be 'http-status' or 'in-body'"),
        ("per_page_maximum = '100'", "per_page_maximum is '100': should be a valid integer"),
        ("per_page_maximum = true", "per_page_maximum is True: should be a valid integer"),
        ("per_page_maximum = 1", "per_page_maximum is 1: should be greater than or equal to 2"),
        ("array_spelling = []", "array_spelling is []: the list should have at least 1 item"),
        ("array_spelling = ['x']", "array_spelling is ['x']: should be 'brackets', 'repeat', "),
        ("array_spelling = 'brackets'", "array_spelling is 'brackets': should be a list"),
        (
            "reported = ['rows-order']",
            "'rows-order' is neither an open question nor a check; did you mean: row-order",
        ),
        ("reported = ['']", "'' is neither an open question nor a check; did you mean: "),
        ("reported = 'row-order'", "reported is 'row-order': should be a list"),
        ("error_codes = { 401 = 'x' }", "error_codes is {'401': 'x'}: should be a valid integer"),
        ("errors =", "not valid TOML"),
    ],
)
def test_an_invalid_dialect_is_refused_in_one_line(text: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "dialect.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DialectError) as raised:
        dialect.load(path, KNOWN)
    assert problem in str(raised.value)
    assert str(raised.value).startswith(f"{path}: ")
    assert "\n" not in str(raised.value)


def test_a_missing_dialect_is_named(tmp_path: Path) -> None:
    with pytest.raises(DialectError, match=r"none\.toml: cannot be read: No such file"):
        dialect.load(tmp_path / "none.toml", KNOWN)


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
def test_a_correct_api_of_other_habits_passes_with_its_dialect(name: str, app: ASGIApp) -> None:
    habit, table = HABITS[name]
    results = run_checks(drifting(app, habit), dialect=dialect.read(table, KNOWN))
    assert failures(results) == {}
    assert sum(each.outcome is Outcome.PASSED for each in results) > len(results) - 15


@pytest.mark.parametrize("name", HABITS)
def test_other_habits_fail_without_a_dialect(name: str, app: ASGIApp) -> None:
    habit, _ = HABITS[name]
    assert failures(run_checks(drifting(app, habit))) != {}


def test_an_api_with_many_habits_passes(app: ASGIApp) -> None:
    """As a typical PHP back end has them."""
    together: ASGIApp = app
    table: dict[str, Any] = {}
    for name in ("newest first", "at most 100 numbers a page", "empty text for null", "brackets only",
                 "errors in the body"):  # fmt: skip
        habit, keys = HABITS[name]
        together = drifting(together, habit)
        table |= keys
    assert failures(run_checks(together, dialect=dialect.read(table, KNOWN))) == {}


def test_a_question_or_check_can_be_only_reported(app: ASGIApp) -> None:
    habit, _ = HABITS["newest first"]
    for name in ("row-order", "rows-are-in-order"):
        results = run_checks(drifting(app, habit), dialect=Dialect(reported=(name,)))
        (order,) = [each for each in results if each.id == "rows-are-in-order"]
        assert order.outcome is Outcome.REPORTED
        assert order.assumes == ("row-order",)


@pytest.mark.parametrize(
    ("bounds", "at_start", "at_end"),
    [
        ("inclusive", True, True),
        ("end-exclusive", True, False),
        ("start-exclusive", False, True),
        ("exclusive", False, False),
    ],
)
def test_a_number_of_the_moment_of_a_bound_is_within_it_as_the_dialect_says(
    bounds: str, at_start: bool, at_end: bool
) -> None:
    habit = dialect.read({"bounds": bounds}, KNOWN)
    first, last = "2025-12-03 09:00:00", "2025-12-03 10:00:00"
    assert habit.within(first, first, last) is at_start
    assert habit.within(last, first, last) is at_end
    assert habit.within("2025-12-03 09:30:00", first, last)
    assert not habit.within("2025-12-03 08:59:59", first, None)
    assert not habit.within("2025-12-03 10:00:01", None, last)
    assert habit.within(first, None, None)


@pytest.mark.parametrize(
    ("table", "end", "last"),
    [
        ({}, "2025-12-03 00:00:00", "2025-12-03 00:00:00"),
        ({"date_spelling": ["no-time"]}, "2025-12-03 00:00:00", "2025-12-03 00:00:00"),
        ({"date_spelling": ["no-time"], "date_without_time": "whole-day"}, "2025-12-03 00:00:00",
         "2025-12-03 23:59:59"),
        ({"date_spelling": ["documented"], "date_without_seconds": "whole-minute"}, "2025-12-03 09:05:00",
         "2025-12-03 09:05:59"),
        ({"date_spelling": ["documented"], "date_without_time": "whole-day"}, "2025-12-03 09:05:00",
         "2025-12-03 09:05:00"),
        ({"date_spelling": ["dashes"], "date_without_seconds": "whole-minute"}, "2025-12-03 09:05:00",
         "2025-12-03 09:05:00"),
    ],
)  # fmt: skip
def test_the_last_second_of_an_end_depends_on_how_it_is_written(
    table: dict[str, Any], end: str, last: str
) -> None:
    habit = dialect.read(table, KNOWN)
    assert habit.last_second(end, habit.step) == last
    assert habit.within(last, None, end)
    assert not habit.within(later(last, 1), None, end)


def test_a_question_is_settled_once_every_key_of_it_is_stated() -> None:
    assert not Dialect().settles("per-page-limit")
    assert not Dialect(per_page_maximum=100).settles("per-page-limit")
    assert Dialect(per_page_maximum=100, per_page_excess="reduced").settles("per-page-limit")
    assert Dialect(row_order="oldest-first").settles("row-order")
    assert not Dialect(row_order="oldest-first").settles("equal-times")
    assert not Dialect(row_order="oldest-first").settles("filters-combine")


def test_invalid_values_are_settled_for_all_parameters_or_not_at_all() -> None:
    question = QUESTIONS["invalid_values"]
    others = {key: getattr(Dialect(), key) for key in KEYS[question]}
    assert not Dialect(**{**others, "invalid_values": {"page": "ignored"}}).settles(question)
    assert dialect.read({**others, "invalid_values": "refused"}, KNOWN).settles(question)


def test_a_preference_writes_requests_and_settles_nothing() -> None:
    preferring = Dialect(row_order="newest-first").preferring({"array_spelling": ("repeat", "brackets")})
    assert preferring.spelling.arrays == "repeat"
    assert preferring.row_order == "newest-first"
    assert preferring.settles("row-order")
    assert not preferring.settles("array-spelling")
    assert "array_spelling" not in preferring.model_fields_set
