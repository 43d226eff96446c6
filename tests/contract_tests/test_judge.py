"""What becomes of a law: held, broken, reported, not judged; and what a judge must have seen."""

import logging
from collections.abc import Iterator
from itertools import count

import pytest
from starlette.types import ASGIApp

from contract_tests.api import LIVE_BUDGET, Terms
from contract_tests.coverage import unexercised
from contract_tests.exchange import Exchange, Request
from contract_tests.judge import Judgement, Outcome, Verdict, judging
from contract_tests.law import Law
from contract_tests.laws import LAWS
from contract_tests.pace import Pace
from contract_tests.promises import load
from contract_tests.telling import tell
from mockserver import contract as contracts
from mockserver import settings
from mockserver.app import create_app
from mockserver.drift import DRIFTS, kinds
from tests.drift.server import Remembering, drifting

LIVE = Terms(live=True, budget=LIVE_BUDGET, until="2025-12-31 00:00:00")


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("mockserver"), "disabled", True)


def mock(rows: int) -> ASGIApp:
    return Remembering(create_app(settings.load(rows=rows), contracts.load()))


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
    wrong = drifting(app, DRIFTS["error_400"])
    with judging(wrong, terms=LIVE) as judgement:
        verdict = judgement["refused-page-missing"]
    assert verdict.outcome is Outcome.REPORTED
    assert verdict.found == "the API answers 400 where the contract assumes 422"
    assert "invalid-values-refused" in verdict.assumes
    with judging(wrong) as judgement:
        assert judgement["refused-page-missing"].outcome is Outcome.BROKEN


@pytest.mark.parametrize(
    ("drift", "law"),
    [
        ("labels_swapped", "the-label-is-that-of-the-status"),
        ("token_unchecked", "no-access-with-a-bad-token"),
        ("filter_ignored", "a-status-filter-lets-no-other-status-through"),
        ("area_code_number", "fields-have-their-types"),
    ],
)
def test_what_is_documented_fails_on_a_live_api_too(drift: str, law: str, app: ASGIApp) -> None:
    with judging(drifting(app, DRIFTS[drift]), terms=LIVE) as judgement:
        assert judgement[law].outcome is Outcome.BROKEN


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

    @kinds.paging
    def running(page: kinds.Page, _: kinds.Request) -> None:
        called = next(turn)
        for row in page["data"]:
            if row["status"] == 0 and called >= answers:
                row.update(status=5, status_str="空号", callid="c", bill=0, duration=1000, is_blacklist=False)
                row.update(calldate="2025-12-30 10:00:00", hangupdate="2025-12-30 10:00:01")
                row.update(hangupcause="UNALLOCATED_NUMBER")

    return drifting(app, running)


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

    @kinds.rereading
    async def batched(page: kinds.Page, request: kinds.Request, ask: kinds.Ask) -> None:
        rows = (await ask(request.asking({**request.values, "per_page": 1000, "page": 1}))).document["data"]
        for place, row in enumerate(rows):
            row["created_at"] = f"2025-12-0{1 + place // 150} 09:00:00"
        number, size = page["meta"]["current_page"], page["meta"]["per_page"]
        page["data"] = rows[(number - 1) * size : number * size]

    with judging(drifting(app, batched), terms=LIVE) as judgement:
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
