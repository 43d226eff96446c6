"""Failures are grouped by cause, and none is lost."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests import checks, expectations
from contract_tests.causes import BROKEN_ANSWERS, BROKEN_PAGES, UNSTABLE, Sign, groups, signs
from contract_tests.dialect import Dialect
from contract_tests.exchange import Exchange, Request
from contract_tests.results import Outcome, Result

EXPECTATIONS = expectations.load()
SIGNS = signs(checks.load(EXPECTATIONS), EXPECTATIONS, Dialect())
IDS = "abcdefgh"


def exchange(name: str, status: int = 200, body: bytes = b"{}") -> Exchange:
    return Exchange(Request(f"/{name}"), f"http://127.0.0.1/{name}", status, {}, body)


def page(name: str, *ids: int, **meta: int) -> Exchange:
    rows = [{"id": each, "created_at": f"2025-12-01 09:00:{each:02}", "status": each} for each in ids]
    meta = {"total": len(rows), "current_page": 1, "per_page": 15, "last_page": 1, **meta}
    document = {"code": 200, "status": "success", "message": "m", "data": rows, "meta": meta}
    return exchange(name, body=json.dumps(document).encode())


def failed(id: str, found: str = "", *exchanges: Exchange, assumes: tuple[str, ...] = ()) -> Result:
    return Result(id, f"{id}.", Outcome.FAILED, found or f"found by {id}", exchanges, assumes)


def grouped(*failures: Result, by: Mapping[str, Sign] = SIGNS) -> list[list[str]]:
    return [[each.id for each in group.results] for group in groups(failures, by)]


@st.composite
def runs(draw: st.DrawFn) -> tuple[list[Result], dict[str, Sign]]:
    """Failures that share findings, exchanges and names, and signs that hold for some of them."""
    exchanges = [exchange(name) for name in "xyz"]
    found = st.sampled_from(["1 is not 2", "3 is not 4", *(f"{name}: 5" for name in IDS)])
    failures = [
        failed(
            name,
            draw(found),
            *draw(st.lists(st.sampled_from(exchanges), max_size=3)),
            assumes=draw(st.sampled_from([(), ("row-order",)])),
        )
        for name in draw(st.lists(st.sampled_from(IDS), unique=True))
    ]
    chosen = draw(st.lists(st.sampled_from(IDS + "ij"), unique=True))
    held = {name: draw(st.frozensets(st.sampled_from(IDS))) for name in chosen}
    return failures, {name: partial(is_one_of, ids) for name, ids in held.items()}


def is_one_of(ids: frozenset[str], failure: Result) -> bool:
    return failure.id in ids


@given(runs())
def test_every_failure_is_in_exactly_one_group(run: tuple[list[Result], dict[str, Sign]]) -> None:
    failures, by = run
    found = [each for group in groups(failures, by) for each in group.results]
    assert sorted(each.id for each in found) == sorted(each.id for each in failures)
    assert all(each in failures for each in found)


@given(runs())
def test_no_cause_follows_from_another_one(run: tuple[list[Result], dict[str, Sign]]) -> None:
    failures, by = run
    failing = {each.id for each in failures}
    order = list(by)
    for group in groups(failures, by):
        if group.cause.id in order:
            before = order[: order.index(group.cause.id)]
            assert not any(name in failing and by[name](group.cause) for name in before)


@given(runs())
def test_causes_with_a_sign_come_first_and_followers_keep_their_order(
    run: tuple[list[Result], dict[str, Sign]],
) -> None:
    failures, by = run
    found = groups(failures, by)
    signed = [group.cause.id in by for group in found]
    assert signed == sorted(signed, reverse=True)
    places = {each.id: place for place, each in enumerate(failures)}
    for group in found:
        followers = [places[each.id] for each in group.followers]
        assert followers == sorted(followers)


@given(runs())
def test_groups_do_not_depend_on_what_was_grouped_before(run: tuple[list[Result], dict[str, Sign]]) -> None:
    failures, by = run
    assert groups(failures, by) == groups(failures, by)
    assert all(len(groups([each], by)) == 1 for each in failures)


def test_every_sign_is_of_a_check() -> None:
    assert list(SIGNS) == [*BROKEN_ANSWERS, UNSTABLE, *BROKEN_PAGES]


@pytest.mark.parametrize(
    ("failures", "expected"),
    [
        (
            [
                failed("refused-page-abc", "", exchange("a", 500)),
                failed("valid-requests-are-answered", "", exchange("b", 503)),
                failed("fields-have-their-types", "", page("c", 1)),
                failed("no-request-makes-the-server-fail", "", exchange("a", 500)),
            ],
            [
                ["no-request-makes-the-server-fail", "refused-page-abc", "valid-requests-are-answered"],
                ["fields-have-their-types"],
            ],
        ),
        (
            [
                failed("no-access-without-a-token", "", exchange("a", 302, b"<a>")),
                failed("answers-are-exact-json", "", exchange("b", 302, b"<a>")),
            ],
            [["answers-are-exact-json", "no-access-without-a-token"]],
        ),
        (
            [
                failed("pages-join", "", page("a", 1, 2), page("b", 2, 1)),
                failed("the-label-is-that-of-the-status", "", page("b", 2, 1)),
                failed("rows-are-in-order", "", page("c", 2, 1)),
            ],
            [["rows-are-in-order", "pages-join"], ["the-label-is-that-of-the-status"]],
        ),
        (
            [
                failed("pages-join", "", page("a", 1, 2), page("b", 1, 2)),
                failed("rows-are-in-order", "", page("c", 2, 1)),
            ],
            [["rows-are-in-order"], ["pages-join"]],
        ),
        (
            [
                failed("pages-join", "", page("a", 1, 2), page("b", 1, 3)),
                failed(UNSTABLE, "", page("a", 1, 2), page("a", 3, 4)),
            ],
            [[UNSTABLE, "pages-join"]],
        ),
    ],
    ids=["server-errors", "no-json", "another-order", "a-page-in-order", "unstable"],
)
def test_what_breaks_an_answer_explains_failures_that_show_such_an_answer(
    failures: Sequence[Result], expected: Any
) -> None:
    assert grouped(*failures) == expected


def test_failures_that_found_the_same_follow_from_the_first() -> None:
    found = grouped(failed("a", "400, not 422"), failed("b", "200, not 422"), failed("c", "400, not 422"))
    assert found == [["a", "c"], ["b"]]


def test_failures_that_show_the_same_two_answers_follow_from_the_first() -> None:
    two = page("a", 1), page("b", 2)
    assert grouped(failed("a", "", *two), failed("b", "", *two)) == [["a", "b"]]


def test_one_page_may_show_several_independent_failures() -> None:
    assert grouped(failed("a", "", page("a", 1)), failed("b", "", page("a", 1))) == [["a"], ["b"]]


def test_a_breach_of_the_documentation_does_not_follow_from_an_open_question() -> None:
    found = grouped(failed("a", "400, not 200", assumes=("date-spelling",)), failed("b", "400, not 200"))
    assert found == [["a"], ["b"]]


def test_a_generated_request_follows_from_the_check_that_it_fails() -> None:
    assert grouped(failed("schemathesis-positive", "a: 1"), failed("a")) == [["a", "schemathesis-positive"]]
    assert grouped(failed("schemathesis-positive", "a: 1")) == [["schemathesis-positive"]]
