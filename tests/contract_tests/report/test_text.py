"""Failures and summaries as text."""

import pytest

from contract_tests.dialect import QUESTIONS, Dialect
from contract_tests.exchange import Exchange, Request
from contract_tests.report.habits import keys
from contract_tests.report.text import describe
from contract_tests.results import Outcome, Result

CURL = """  curl -sS -i -g -H 'Accept: application/json' -H "Authorization: Bearer $NUMBERS_TOKEN" 'http://127.0.0.1/"""


def failed(*assumes: str) -> Result:
    exchanges = tuple(Exchange(Request(f"/{name}"), f"http://127.0.0.1/{name}") for name in "ab")
    return Result("a-check", "A sentence.", Outcome.FAILED, "1 is not 2", exchanges, assumes)


def test_a_failure_shows_check_values_habit_and_requests() -> None:
    assert describe(failed("row-order"), Dialect()).splitlines() == [
        "a-check: failed",
        "  check   A sentence.",
        "  found   1 is not 2",
        "  assumes row-order (x-assumption in openapi.yaml)",
        "  habit   row_order in a dialect (--dialect FILE) would explain it",
        f"{CURL}a'",
        f"{CURL}b'",
    ]


@pytest.mark.parametrize(
    ("assumes", "habit"),
    [
        (
            ("invalid-values-refused", "error-http-status"),
            ["refusal_status, invalid_values or errors in a dialect (--dialect FILE) would explain it"],
        ),
        (
            ("hangup-cause-names",),
            ['reported = ["hangup-cause-names"] in a dialect (--dialect FILE) would report it instead'],
        ),
        (("hangup-cause-names", "row-order"), ["row_order in a dialect (--dialect FILE) would explain it"]),
        ((), []),
    ],
)
def test_what_a_dialect_could_say_follows_from_the_open_questions(
    assumes: tuple[str, ...], habit: list[str]
) -> None:
    lines = describe(failed(*assumes), Dialect()).splitlines()
    assert [line.removeprefix("  habit   ") for line in lines if line.startswith("  habit")] == habit


def test_a_key_that_the_dialect_sets_explains_nothing_any_more() -> None:
    assert keys(("row-order", "page-beyond-last"), Dialect(row_order="newest-first")) == ("page_beyond_last",)
    assert "habit" not in describe(failed("row-order"), Dialect(row_order="oldest-first"))


@pytest.mark.parametrize("key", QUESTIONS)
def test_every_key_of_the_dialect_is_found_by_its_question(key: str) -> None:
    assert key in keys((QUESTIONS[key],), Dialect())
