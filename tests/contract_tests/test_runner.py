"""What becomes of a law: held, broken, reported, not judged; and what a judge must have seen."""

import logging
from collections.abc import Iterator
from itertools import count

import pytest
from starlette.types import ASGIApp

from contract_tests.check import Law
from contract_tests.checks import LAWS
from contract_tests.client import LIVE_BUDGET, Terms
from contract_tests.coverage import unexercised
from contract_tests.exchange import Exchange, Request
from contract_tests.expectations import load
from contract_tests.report.text import tell
from contract_tests.runner import Judgement, Outcome, Verdict, judging
from contract_tests.throttle import Pace
from mockserver import contract as contracts
from mockserver import settings
from mockserver.app import create_app
from tests.faults import FAULTS
from tests.faults.mutant import Answer, Asked, Mutant, Query, Remembering, call

LIVE = Terms(live=True, budget=LIVE_BUDGET, until="2025-12-31 00:00:00")


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("mockserver"), "disabled", True)


def mock(rows: int) -> ASGIApp:
    return Remembering(create_app(settings.load(token="judge", rows=rows), contracts.load()))


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return mock(200)


@pytest.fixture(scope="module")
def live(app: ASGIApp) -> Iterator[Judgement]:
    with judging(app, terms=LIVE) as judgement:
        judgement.verdicts()
        yield judgement


def test_every_law_says_in_one_sentence_what_it_demands() -> None:
    for law in LAWS:
        assert law.sentence.endswith(".")
        assert law.sentence[:1] in "`" or law.sentence[0].isupper(), law.id
        assert len(law.sentence) < 120


def test_every_assumption_a_law_rests_on_is_one_of_the_contract() -> None:
    assert {name for law in LAWS for name in law.assumes} <= load().questions


def test_a_live_api_is_asked_60_times_at_most_and_with_get_only(live: Judgement) -> None:
    assert live.api.pace.asked <= 60
    assert {exchange.request.method for exchange in live.api.exchanges} == {"GET"}


def test_a_live_api_is_asked_up_to_a_moment(live: Judgement) -> None:
    pages = [page for page in live.api.pages() if page.sent.end_at is None]
    alone = [page for page in pages if page.sent.start_at is not None]
    by_hand = [page for page in pages if "contract_test" in page.exchange.url]
    assert len(pages) == len(alone) + len(by_hand)


def test_the_laws_judged_on_a_live_api_hold_for_a_right_one(live: Judgement) -> None:
    outcomes = [verdict.outcome for verdict in live.verdicts()]
    assert set(outcomes) == {Outcome.HELD, Outcome.NOT_JUDGED}
    assert outcomes.count(Outcome.HELD) > 80
    assert unexercised(live) == {}


def test_what_is_assumed_is_reported_on_a_live_api_and_fails_elsewhere(app: ASGIApp) -> None:
    fault = FAULTS["refusals_are_400"]
    with judging(fault.wrap(app), terms=LIVE) as judgement:
        verdict = judgement["refused-page-missing"]
    assert verdict.outcome is Outcome.REPORTED
    assert verdict.found == "the API answers 400 where the contract assumes 422"
    assert "invalid-values-refused" in verdict.assumes
    with judging(fault.wrap(app)) as judgement:
        assert judgement["refused-page-missing"].outcome is Outcome.BROKEN


def test_what_is_documented_fails_on_a_live_api_too(app: ASGIApp) -> None:
    for name in ("two_labels_are_swapped", "any_token_will_do", "status_is_ignored", "area_code_is_a_number"):
        fault = FAULTS[name]
        with judging(fault.wrap(app), terms=LIVE) as judgement:
            assert judgement[fault.law].outcome is Outcome.BROKEN, name


def test_a_task_that_is_empty_has_not_been_judged() -> None:
    with judging(mock(0)) as judgement:
        gaps = unexercised(judgement)
    assert {"rows", "statuses", "second-page", "bounds", "spellings", "encryption"} <= gaps.keys()


def test_statuses_that_no_number_has_are_named() -> None:
    with judging(mock(5)) as judgement:
        gaps = unexercised(judgement)
    assert gaps["statuses"].startswith("status 5: no number has it; status 6: ")
    assert "status 4:" not in gaps["statuses"]


def test_a_task_of_one_number_has_no_second_page() -> None:
    with judging(mock(1)) as judgement:
        gaps = unexercised(judgement)
    assert gaps["second-page"] == "no second page carried rows"


def test_a_usual_task_has_been_judged(app: ASGIApp) -> None:
    with judging(app) as judgement:
        assert unexercised(judgement) == {}


@pytest.mark.parametrize("law", ["pages-join", "array-spelling-json"])
def test_a_law_that_the_budget_does_not_allow_is_not_judged(law: str, app: ASGIApp) -> None:
    with judging(app) as judgement:
        judgement.api.pace = Pace(None, 0)
        verdict = judgement[law]
    assert verdict.outcome is Outcome.NOT_JUDGED
    assert verdict.found == "the budget of 0 requests is spent"


def test_a_law_that_stumbles_is_not_judged_and_never_alone(app: ASGIApp) -> None:
    def stumble(_: object) -> None:
        raise KeyError("created_at")

    with judging(app) as judgement:
        verdict = judgement.verdict(Law("stumbles", "It stumbles.", stumble))
        assert verdict.outcome is Outcome.NOT_JUDGED
        assert verdict.stumbled


def campaign(app: ASGIApp, answers: int) -> ASGIApp:
    """After so many answers the waiting numbers are called."""
    turn = count()

    async def running(asked: Asked) -> Answer:
        answer = await call(asked.app, asked.scope)
        if answer.status != 200:
            return answer
        document = answer.document
        called = next(turn)
        for row in document["data"]:
            if row["status"] == 0 and called >= answers:
                row.update(status=5, status_str="空号", callid="c", bill=0, duration=1000, is_blacklist=False)
                row.update(calldate="2025-12-30 10:00:00", hangupdate="2025-12-30 10:00:01")
                row.update(hangupcause="UNALLOCATED_NUMBER")
        return answer.with_document(document)

    return Mutant(app, running)


@pytest.mark.parametrize(
    ("law", "answers", "terms"),
    [
        ("the-same-request-has-the-same-answer", 3, LIVE),
        ("without-per-page-the-default-holds", 1, Terms()),  # Its page was seen before all others.
        ("one-id-is-one-record", 1, Terms()),
    ],
)
def test_numbers_that_were_called_meanwhile_break_no_law(
    law: str, answers: int, terms: Terms, app: ASGIApp
) -> None:
    """As time passes waiting numbers are called: a live campaign, not a fault."""
    with judging(campaign(app, answers), terms=terms) as judgement:
        verdict = judgement[law]
    assert verdict.outcome is Outcome.NOT_JUDGED
    assert verdict.found.startswith("the numbers changed meanwhile")


def test_a_campaign_is_not_asked_about_again_and_again(app: ASGIApp) -> None:
    with judging(campaign(app, 1)) as judgement:
        assert judgement["without-per-page-the-default-holds"].outcome is Outcome.NOT_JUDGED
        asked = judgement.api.pace.asked
        assert judgement["who-names-no-type-receives-json"].outcome is Outcome.NOT_JUDGED
    assert judgement.api.pace.asked <= asked + 1


def test_numbers_imported_in_one_second_can_be_judged(app: ASGIApp) -> None:
    """A batch of numbers has one moment of creation; the window then reaches over several pages."""

    async def batched(asked: Asked) -> Answer:
        query: Query = {**asked.query, "per_page": ["1000"], "page": ["1"]}
        answer = await asked.again(query)
        document = answer.document
        rows = document["data"]
        for place, row in enumerate(rows):
            row["created_at"] = f"2025-12-0{1 + place // 150} 09:00:00"
        page, size = asked.page, asked.per_page
        document["data"] = rows[(page - 1) * size : page * size]
        total = len(rows)
        last = max(1, -(-total // size))
        document["meta"] |= {"current_page": page, "per_page": size, "last_page": last, "total": total}
        document["meta"]["has_pages"] = page > 1 or last > 1
        return answer.with_document(document)

    with judging(Mutant(app, batched), terms=LIVE) as judgement:
        assert judgement["pages-join"].outcome is Outcome.HELD
        assert judgement["different-numbers-have-different-ciphertexts"].outcome is Outcome.HELD


def test_a_verdict_tells_law_values_and_how_to_ask_again() -> None:
    law = Law("a-law", "A sentence.", lambda _: None)
    exchanges = tuple(Exchange(Request(f"/{name}"), f"http://127.0.0.1/{name}") for name in "ab")
    told = tell(Verdict(law, Outcome.BROKEN, "1 is not 2", exchanges, ("row-order",)))
    assert told.splitlines() == [
        "a-law: broken",
        "  law     A sentence.",
        "  found   1 is not 2",
        "  assumes row-order (x-assumption in openapi.yaml)",
        """  curl -sS -i -g -H 'Accept: application/json' -H "Authorization: Bearer $NUMBERS_TOKEN" 'http://127.0.0.1/a'""",
        """  curl -sS -i -g -H 'Accept: application/json' -H "Authorization: Bearer $NUMBERS_TOKEN" 'http://127.0.0.1/b'""",
    ]
