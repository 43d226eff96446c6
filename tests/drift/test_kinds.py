"""What holds for every drift, whatever its kind."""

import gzip
import re

import pytest
from starlette.types import ASGIApp

from mockserver.drift import DRIFTS, Answer, Asked
from mockserver.drift.kinds import Collect, hearing, paging, recording, saying
from tests.asgi import TOKEN, ask
from tests.conftest import PATH


def test_there_are_at_least_thirty_drifts() -> None:
    assert len(DRIFTS) >= 30


@pytest.mark.parametrize("name", DRIFTS)
def test_every_drift_has_a_name_for_a_url_and_a_sentence(name: str) -> None:
    assert re.fullmatch("[a-z0-9_]+", name)
    assert re.fullmatch(r"[A-Z`].+\.", DRIFTS[name].about)


@pytest.mark.parametrize("name", DRIFTS)
def test_every_drift_answers_head_as_get(app: ASGIApp, name: str) -> None:
    for query in ("page=2", "page=0"):
        target = f"/@drift={name}{PATH}?{query}"
        head, whole = ask(app, target, method="HEAD"), ask(app, target)
        assert (head.status, head.headers) == (whole.status, whole.headers)


@pytest.mark.parametrize("name", DRIFTS)
def test_every_drift_reaches_who_wants_it_packed_or_only_if_it_is_new(app: ASGIApp, name: str) -> None:
    target = f"/@drift={name}{PATH}?page=1&per_page=1"
    headers = [TOKEN, (b"accept-encoding", b"gzip"), (b"if-none-match", b"*")]
    answer = ask(app, target, headers=headers)
    assert (answer.status, answer.body) == (200, ask(app, target).body)


def test_without_a_drift_the_same_client_gets_it_packed(app: ASGIApp) -> None:
    answer = ask(app, f"{PATH}?page=1", headers=[TOKEN, (b"accept-encoding", b"gzip")])
    assert gzip.decompress(answer.body) == ask(app, f"{PATH}?page=1").body


def test_the_decorators_take_name_and_sentence_from_the_function() -> None:
    drifts: Collect = []

    @hearing(drifts)
    def heard(values: object) -> dict[str, object]:
        """Hears."""
        return {"page": 1}

    @saying(drifts)
    def said(answer: Answer, _: Asked) -> Answer:
        """Says."""
        return answer

    @paging(drifts)
    def paged(page: dict[str, object], _: Asked) -> None:
        """Pages."""

    @recording(drifts)
    def recorded(record: dict[str, object]) -> None:
        """Records."""

    told = [(each.name, each.about) for each in drifts]
    assert told == [("heard", "Hears."), ("said", "Says."), ("paged", "Pages."), ("recorded", "Records.")]


def test_a_drift_that_hears_says_what_it_is_told_and_one_that_says_hears_what_it_is_told() -> None:
    answer, asked = Answer(200, (), b"{}"), Asked({"page": 3}, 0.5)
    assert DRIFTS["page_ignored"].say(answer, asked) == answer
    assert DRIFTS["type_html"].hear(asked.values) == asked.values


@pytest.mark.parametrize("answer", [Answer(200, (), b""), Answer(204, (), b""), Answer(304, (), b"")])
def test_a_drift_of_pages_leaves_an_answer_without_a_body_alone(answer: Answer) -> None:
    assert DRIFTS["total_off"].say(answer, Asked({}, 0.0)) == answer
