"""Calibration: an API that speaks a dialect gives it back, with its evidence, in few requests."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from starlette.types import ASGIApp

from contract_tests import dialect, expectations
from contract_tests.calibration import PROBES, calibrate
from contract_tests.calibration.probe import Need
from contract_tests.client import Client, Target
from contract_tests.dialect import QUESTIONS, Dialect
from contract_tests.request_policy import RequestPolicy
from contract_tests.results import Habit
from contract_tests.transport import InProcess
from mockserver.drift import DRIFTS
from mockserver.drift.access import TOKEN
from mockserver.drift.kinds import Answer, Ask, Drift, Request, serving
from tests.contract_tests.calibration.habits import HABITS
from tests.contract_tests.test_outage import Counting
from tests.drift.server import Remembering, drifting, mock

LIVE = RequestPolicy(live=True, until="2026-01-01 00:00:00")

MALFORMED = (
    "meta_missing",
    "envelope_unknown",
    "field_missing",
    "id_missing",
    "error_html",
    "body_cut",
    "error_500",
)


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("mockserver"), "disabled", True)


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return Remembering(mock(rows=240))


@contextmanager
def client_of(app: ASGIApp, stated: Dialect | None = None, policy: RequestPolicy = LIVE) -> Iterator[Client]:
    known = expectations.load()
    target = Target(*(known.example(name) for name in ("user_id", "task_id", "sub_user_id")))
    with Client(
        "http://127.0.0.1", InProcess(app), TOKEN, target, known, stated or Dialect(), policy
    ) as client:
        yield client


def found(app: ASGIApp, need: Need = Need.THOROUGH, **how: Any) -> dict[str, Habit]:
    """The habits that calibration finds, by key."""
    with client_of(app, **how) as client:
        return {habit.key: habit for habit in calibrate(client, need)}


def test_every_key_of_a_dialect_has_a_probe() -> None:
    assert {key for probe in PROBES for key in probe.keys} == set(QUESTIONS)


@pytest.mark.parametrize("name", HABITS)
def test_an_api_of_a_habit_gives_it_back_with_its_evidence(name: str, app: ASGIApp) -> None:
    drift, key, value = HABITS[name]
    habit = found(drifting(app, drift))[key]
    assert habit.value == value
    assert habit.differs
    assert habit.exchanges
    assert all(each.request.method == "GET" for each in habit.exchanges)


def test_every_key_that_calibration_can_find_is_among_these_habits() -> None:
    assert {key for _, key, _ in HABITS.values()} == set(QUESTIONS)


@pytest.mark.parametrize("policy", [LIVE, RequestPolicy()], ids=["live", "loopback"])
@pytest.mark.parametrize("rows", [60, 240, 3000])
def test_the_mock_has_no_habit_that_the_contract_does_not_assume(rows: int, policy: RequestPolicy) -> None:
    habits = found(mock(rows=rows), policy=policy)
    assert {key: habit.value for key, habit in habits.items() if habit.differs} == {}
    assert len(habits) > len(QUESTIONS) - 6


@pytest.mark.parametrize("name", HABITS)
def test_the_small_need_takes_at_most_20_requests(name: str, app: ASGIApp) -> None:
    with client_of(drifting(app, HABITS[name][0])) as client:
        calibrate(client, Need.ALWAYS)
        assert client.throttle.sent <= 20


@pytest.mark.parametrize("need", Need)
def test_a_larger_need_finds_more(need: Need, app: ASGIApp) -> None:
    assert len(found(app, need)) >= {Need.ALWAYS: 15, Need.USUAL: 22, Need.THOROUGH: 30}[need]


@pytest.mark.parametrize("name", [name for name in MALFORMED if name in DRIFTS])
def test_malformed_answers_break_no_probe(name: str, app: ASGIApp) -> None:
    plain = found(app)
    habits = found(drifting(app, DRIFTS[name]))
    assert habits.keys() <= plain.keys()


def nothing_useful(answer: bytes) -> Drift:
    """An API whose every answer is this."""

    @serving
    async def useless(_: Request, ask: Ask) -> Answer:
        del ask
        return Answer(200, ((b"content-type", b"application/json"),), answer)

    return useless


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"null",
        b'{"status": "success"}',
        b'{"status": "success", "data": [1], "meta": {}}',
        b'{"status": "success", "data": [{}], "meta": {"total": "x", "last_page": null}}',
        b'{"status": "success", "data": [{"id": 1, "created_at": 5}], "meta": {"total": 1, "last_page": 1}}',
    ],
)
@pytest.mark.parametrize("need", [Need.ALWAYS, Need.THOROUGH])
def test_answers_of_another_shape_say_nothing_of_rows_and_pages(
    answer: bytes, need: Need, app: ASGIApp
) -> None:
    habits = found(drifting(app, nothing_useful(answer)), need)
    assert habits.keys() & {"row_order", "bounds", "per_page_maximum", "array_spelling", "null"} == set()


def test_an_outage_ends_calibration_quietly(app: ASGIApp) -> None:
    assert found(Counting(app, "502", lambda number: number > 3)).keys() < found(app).keys()


def test_a_spent_budget_leaves_the_rest_open(app: ASGIApp) -> None:
    with client_of(app, policy=replace(LIVE, budget=5)) as client:
        habits = calibrate(client)
        assert client.throttle.sent == 5
        assert 0 < len(habits) < len(QUESTIONS)
        assert not client.dialect.settles("page-missing")


def test_keys_that_a_file_states_are_not_asked_about(app: ASGIApp) -> None:
    """All keys of a probe, that is; the others of it are still found."""
    stated = Dialect(unknown_task="empty", page_missing="first-page", per_page_excess="served")
    with client_of(app, stated) as client:
        habits = {habit.key for habit in calibrate(client)}
        missing_page = [
            each.url for each in client.evidence.exchanges if "page=" not in each.url.replace("per_page=", "")
        ]
        assert client.dialect.unknown_task == "empty"
        assert client.dialect.page_missing == "first-page"
        assert client.dialect.per_page_excess == "served"
    assert missing_page == []
    assert habits & {"unknown_task", "page_missing", "per_page_excess"} == set()
    assert "per_page_maximum" in habits


def test_a_dialect_that_states_everything_needs_no_request(app: ASGIApp) -> None:
    everything = Dialect.model_validate(dict(Dialect()) | {"per_page_maximum": 1000})
    with client_of(app, everything) as client:
        assert calibrate(client) == ()
        assert client.throttle.sent == 0


def test_what_is_found_settles_its_question_and_what_is_not_stays_open(app: ASGIApp) -> None:
    with client_of(app) as client:
        assert not client.dialect.settles("row-order")
        calibrate(client, Need.ALWAYS)
        assert client.dialect.settles("row-order")
        assert not client.dialect.settles("page-missing")
        calibrate(client)
        assert client.dialect.settles("page-missing")
        assert not client.dialect.settles("filters-combine")


def test_a_spelling_that_was_not_compared_with_others_is_used_but_settles_nothing(app: ASGIApp) -> None:
    with client_of(app) as client:
        calibrate(client, Need.ALWAYS)
        assert not client.dialect.settles("array-spelling")
        assert client.dialect.spelling == Dialect().spelling


def test_a_dialect_is_of_the_words_that_a_file_may_have(app: ASGIApp) -> None:
    with client_of(app) as client:
        calibrate(client)
        stated = client.dialect.model_dump(exclude_unset=True)
    assert dialect.read(stated, frozenset()) == Dialect.model_validate(stated)
