"""Scenarios as clients use them: in the base URL, in `Prefer`, and by task."""

import asyncio
import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver import settings
from mockserver.app import create_app, known_scenarios
from mockserver.contract import Contract
from mockserver.dataset import DatasetParameters
from mockserver.scenarios.clock import Clocks
from mockserver.scenarios.middleware import ScenarioMiddleware
from mockserver.scenarios.presets import PresetsError
from mockserver.scenarios.state import KEPT, State
from tests.asgi import TOKEN, Answer, ask
from tests.conftest import PATH, TASK, USER

NOON = 1_000_000_000.0
"""The Unix time at which running clocks start here; it does not pass."""


@pytest.fixture(scope="module")
def state() -> State:
    return State(Clocks(NOON, lambda: NOON))


@pytest.fixture(scope="module")
def app(contract: Contract, state: State) -> ASGIApp:
    return create_app(settings.load(log_level="error"), contract, state=state)


def page(app: ASGIApp, scenario: str = "", query: str = "page=1", path: str = PATH) -> dict[str, Any]:
    """The body of a successful response."""
    answer = ask(app, f"{scenario}{path}?{query}")
    assert answer.status == 200, answer.body
    body: dict[str, Any] = json.loads(answer.body)
    return body


def message(answer: Answer, status: int = 422) -> str:
    """The message of an error, after a check of its envelope."""
    assert answer.status == status
    body = json.loads(answer.body)
    text: str = body.pop("message")
    assert body == {"code": status, "status": "error", "data": []}
    return text


def preferring(app: ASGIApp, *preferences: bytes, scenario: str = "") -> Answer:
    """The response to a request with some Prefer headers."""
    headers = [TOKEN, *((b"prefer", each) for each in preferences)]
    return ask(app, f"{scenario}{PATH}?page=1", headers=headers)


# In the base URL.


def test_a_request_without_a_scenario_has_the_one_of_the_settings(contract: Contract) -> None:
    app = create_app(settings.load(rows="5", scenario="rows=7,seed=3"), contract)
    assert page(app) == page(app, "/@") == page(app, "/@seed=3,rows=7")
    assert page(app, "/@seed=4") != page(app, "/@seed=4,rows=5")


@pytest.mark.parametrize(
    ("scenario", "dataset"),
    [
        ("", DatasetParameters()),
        ("/@seed=7,rows=30,numbers=realistic", DatasetParameters(7, 30, "realistic")),
        ("/@rows=30,rows=31", DatasetParameters(rows=31)),
        ("/@empty,huge", DatasetParameters(rows=10**9)),
        ("/@huge,empty", DatasetParameters(rows=0)),
        ("/@huge,rows=3", DatasetParameters(rows=3)),
        ("/@rows%3D3%2Cseed%3D1", DatasetParameters(1, 3)),
        ("/@clock=stepped", DatasetParameters(now=130_199)),
        ("/@clock=running,since=999999940,speed=60", DatasetParameters(now=130_199 + 3600)),
        ("/@campaign", DatasetParameters(now=130_199)),
    ],
)
def test_the_inner_application_gets_the_world_and_a_path_without_scenario(
    app: ASGIApp, state: State, contract: Contract, scenario: str, dataset: DatasetParameters
) -> None:
    scopes: list[Scope] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    middleware = ScenarioMiddleware(inner, known_scenarios(settings.load(), contract), state)
    assert ask(middleware, f"{scenario}{PATH}?page=1").status == 200
    assert (scopes[0]["dataset"], scopes[0]["path"]) == (dataset, PATH)


@pytest.mark.parametrize("target", ["/@empty", "/@empty/", "/@empty/nowhere", "/@empty//@empty/"])
def test_a_scenario_without_a_known_path_is_404(app: ASGIApp, target: str) -> None:
    message(ask(app, target), 404)


@pytest.mark.parametrize("scenario", ["/@slwo", "/@rows=-1", "/@drop=2", "/@,", "/@rows", "/@%00", "/@%FF"])
def test_an_unknown_name_or_a_bad_value_is_422_in_both_languages(app: ASGIApp, scenario: str) -> None:
    chinese, _, english = message(ask(app, f"{scenario}{PATH}?page=1")).partition(" / ")
    assert re.search("场景|键", chinese)
    assert re.search("scenario|key", english)


def test_an_unknown_scenario_is_422_for_every_path_and_method(app: ASGIApp) -> None:
    for target in ("/@slwo/nowhere", "/@slwo"):
        message(ask(app, target, headers=[], method="POST"))


# Percent signs, encoded and not.


@pytest.mark.parametrize("scenario", ["/@code=500:100%25", "/@code=500:100%", "/@code%3D500%3A100%25"])
def test_a_percent_sign_may_be_encoded_or_not(app: ASGIApp, scenario: str) -> None:
    assert ask(app, f"{scenario}{PATH}?page=1").status == 500


@pytest.mark.parametrize("scenario", ["/@drop=0%,rows=3", "/@code=500:0%+429:0%,rows=3"])
def test_a_percent_sign_may_stand_before_another_item(app: ASGIApp, scenario: str) -> None:
    assert page(app, scenario)["meta"]["total"] == 3


# The bundled presets behave as described.


def test_empty_has_no_numbers(app: ASGIApp) -> None:
    assert page(app, "/@empty")["meta"]["total"] == 0
    assert page(app, "/@empty,clock=running", "page=1&status=0")["meta"]["total"] == 0


def test_huge_has_a_billion_numbers(app: ASGIApp) -> None:
    assert page(app, "/@huge", "page=66666667")["meta"]["total"] == 10**9
    assert len(page(app, "/@huge", "page=66666667")["data"]) == 10


def test_slow_takes_one_to_three_seconds(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def record(seconds: float, *_: object) -> bool:
        waited.append(seconds)
        return True

    monkeypatch.setattr("mockserver.scenarios.faults.delay.wait", record)
    app = create_app(settings.load(), contract)
    for _ in range(300):
        assert page(app, "/@slow")
    assert 1 <= min(waited) < 1.1
    assert 2.9 < max(waited) <= 3


def outcomes(app: ASGIApp, scenario: str, count: int) -> list[int | str]:
    """The results of some requests in turn: a status, or a connection that was closed early."""
    found: list[int | str] = []
    for _ in range(count):
        try:
            answer = ask(app, f"{scenario}{PATH}?page=1&per_page=1")
        except ConnectionResetError:
            found.append("closed early")
        else:
            found.append(answer.status)
    return found


def test_flaky_fails_in_each_of_its_ways(app: ASGIApp) -> None:
    found = Counter(outcomes(app, "/@flaky,delay=0", 2000))
    assert found[500] / 2000 == pytest.approx(0.08, abs=0.02)
    assert found[429] / 2000 == pytest.approx(0.04, abs=0.015)
    assert found["closed early"] / 2000 == pytest.approx(0.05, abs=0.015)
    assert found[200] == 2000 - found[500] - found[429] - found["closed early"]


def test_rate_limited_allows_two_requests_per_second_for_each_token(app: ASGIApp, state: State) -> None:
    state.reset()
    target = f"/@rate-limited{PATH}?page=1"
    answers = [ask(app, target) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert dict(answers[2].headers)[b"retry-after"] == b"1"
    message(answers[2], 429)
    other = [(b"authorization", b"Bearer other")]
    assert ask(app, target, headers=other).status == 200
    assert ask(app, f"/@rate-limited,seed=1{PATH}?page=1").status == 200


def test_expired_is_401_whatever_the_token(app: ASGIApp, contract: Contract) -> None:
    answer = ask(app, f"/@expired{PATH}?page=1")
    assert message(answer, 401) == contract.error(401, "expired")
    assert dict(answer.headers)[b"www-authenticate"] == b"Bearer"


def test_down_is_always_500(app: ASGIApp) -> None:
    assert set(outcomes(app, "/@down", 50)) == {500}


def test_campaign_starts_with_all_numbers_waiting_and_ends_after_two_minutes(contract: Contract) -> None:
    now = NOON
    app = create_app(settings.load(), contract, state=State(Clocks(NOON, lambda: now)))
    waiting = []
    for passed in (0, 60, 119, 122):
        now = NOON + passed
        waiting.append(page(app, "/@campaign", "page=1&status=0")["meta"]["total"])
    assert waiting[0] == page(app, "/@campaign")["meta"]["total"] == 1000
    assert 400 < waiting[1] < 600
    assert 0 < waiting[2] < 30
    assert waiting[3] == 0


def test_drift_breaks_the_contract_once_in_ten(app: ASGIApp) -> None:
    plain = ask(app, f"{PATH}?page=2&per_page=3&status=1&status=5")
    target = f"/@drift{PATH}?page=2&per_page=3&status=1&status=5"
    answers = [ask(app, target) for _ in range(1000)]
    untouched = sum(b"etag" in dict(answer.headers) for answer in answers)
    assert untouched / 1000 == pytest.approx(0.9, abs=0.03)
    drifted = [answer for answer in answers if answer.body != plain.body]
    assert 20 < len(drifted) < 130
    assert len({answer.body for answer in drifted}) > 15


def test_live_like_is_large_moving_and_limited(app: ASGIApp, state: State) -> None:
    state.reset()
    assert page(app, "/@live-like,delay=0")["meta"]["total"] == 20_000
    assert page(app, "/@live-like,delay=0", "page=1&status=1")["meta"]["total"] == 0
    found = Counter(outcomes(app, "/@live-like,delay=0", 100))
    assert found[429] >= 40
    assert found[200] >= 15


# Repeated runs.

RANDOM = "/@code=500:30%+429:10%,drop=20%,drift=any:30%"


def run(app: ASGIApp, scenario: str) -> list[object]:
    """Everything that a client can see of some requests in turn."""
    found: list[object] = []
    for _ in range(60):
        try:
            found.append(ask(app, f"{scenario}{PATH}?page=1&status=1&per_page=2"))
        except ConnectionResetError:
            found.append("reset")
    return found


def test_a_run_repeats_after_a_reset_and_in_another_server(
    app: ASGIApp, state: State, contract: Contract
) -> None:
    runs = []
    for _ in range(2):
        state.reset()
        runs.append(run(app, RANDOM))
    assert runs[0] == runs[1]
    assert runs[0] == run(create_app(settings.load(), contract), RANDOM)
    assert run(app, RANDOM) != runs[0]


def test_another_seed_is_another_run(app: ASGIApp, state: State) -> None:
    def statuses(seed: int) -> list[int | str]:
        state.reset()
        return outcomes(app, f"/@code=500:50%,seed={seed}", 60)

    assert statuses(1) == statuses(1) != statuses(2)


def test_each_scenario_counts_its_own_requests(app: ASGIApp, state: State) -> None:
    state.reset()
    alone = outcomes(app, "/@code=500:50%", 40)
    state.reset()
    mixed = []
    for _ in range(40):
        mixed += outcomes(app, "/@code=500:50%", 1)
        outcomes(app, "/@code=429:50%", 1)
    assert mixed == alone
    assert 200 in alone
    assert 500 in alone


# In `Prefer`.


def test_a_long_prefer_is_refused_even_if_split(app: ASGIApp) -> None:
    short = b"wait=1," * 147
    assert preferring(app, short[:1024]).status == 200
    refused = preferring(app, short[:1024], b"x")
    assert refused.status == 422
    assert "Prefer has at most 1024 bytes" in refused.body.decode()


def test_a_preference_holds_for_one_request(app: ASGIApp) -> None:
    assert preferring(app, b"code=500").status == 500
    assert preferring(app).status == 200


@pytest.mark.parametrize(
    "preferences",
    [(b"code=429",), (b'code="429"',), (b"respond-async", b"foo=1, code=429"), (b"code=429; delay=0",)],
)
def test_a_preference_is_understood_as_clients_write_it(app: ASGIApp, preferences: tuple[bytes, ...]) -> None:
    answer = preferring(app, *preferences)
    assert answer.status == 429
    assert dict(answer.headers)[b"retry-after"] == b"1"


def test_a_preference_takes_precedence_over_the_base_url(app: ASGIApp) -> None:
    assert preferring(app, b"code=429", scenario="/@down").status == 429
    assert preferring(app, b"code=500:0%", scenario="/@down").status == 200


@pytest.mark.parametrize("preference", [b"respond-async, wait=10", b"dynamic=true", b"", b"\xff", b"drop=1"])
def test_other_preferences_are_ignored(app: ASGIApp, preference: bytes) -> None:
    assert preferring(app, preference) == preferring(app)


@pytest.mark.parametrize("preference", [b"code=201", b"code", b"code=\xff", b"delay=-1", b"delay=1h"])
def test_a_bad_preference_is_422_with_the_rule_of_its_key(app: ASGIApp, preference: bytes) -> None:
    assert "the scenario key" in message(preferring(app, preference))


def test_a_preference_counts_towards_the_length_of_a_scenario(app: ASGIApp) -> None:
    longest = "/@" + ",".join(["rows=1"] * 71)
    assert preferring(app, scenario=longest).status == 200
    assert "at most 500 characters" in message(preferring(app, b"code=500", scenario=longest))


# Presets of the user.


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "scenarios.toml"
    file.write_text(
        "[scenarios.mine]\nis = 'tiny,seed=1'\n[scenarios.tiny]\nis = 'rows=3'\n"
        "[scenarios.huge]\nis = 'rows=4'\n"
        f"[tasks]\n{TASK.upper()} = 'rows=2'\n"
    )
    return file


OTHER = PATH.replace(TASK, USER)


def test_presets_of_a_file_take_precedence_over_the_bundled_ones(contract: Contract, file: Path) -> None:
    app = create_app(settings.load(scenarios=file), contract)
    totals = [page(app, f"/@{name}", path=OTHER)["meta"]["total"] for name in ("mine", "tiny", "huge")]
    assert totals == [3, 3, 4]


def test_a_task_has_the_scenario_of_the_file_which_the_base_url_can_change(
    contract: Contract, file: Path
) -> None:
    app = create_app(settings.load(scenarios=file), contract)
    assert page(app)["meta"]["total"] == 2
    assert page(app, path=PATH.replace(TASK, TASK.upper()))["meta"]["total"] == 2
    assert page(app, path=OTHER)["meta"]["total"] == 1000
    assert page(app, "/@rows=7")["meta"]["total"] == 7
    assert page(app, "/@seed=7")["meta"]["total"] == 2


def rewrite(file: Path, content: str) -> None:
    """Write a file with a later modification time."""
    later = file.stat().st_mtime_ns + 10**9
    file.write_text(content)
    os.utime(file, ns=(later, later))


def test_a_changed_file_changes_the_responses(contract: Contract, file: Path) -> None:
    app = create_app(settings.load(scenarios=file, scenario="mine"), contract)
    assert page(app, path=OTHER)["meta"]["total"] == page(app, "/@tiny", path=OTHER)["meta"]["total"] == 3
    tasks = f"[tasks]\n{TASK} = ''\n"
    rewrite(file, f"[scenarios]\nmine.is = 'rows=8'\ntiny.is = 'rows=9'\nhuge.is = 'rows=4'\n{tasks}")
    assert page(app)["meta"]["total"] == page(app, "/@seed=1", path=OTHER)["meta"]["total"] == 8
    assert page(app, "/@tiny")["meta"]["total"] == 9


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("=", "is not TOML"),
        ("[scenarios.mine]\nis = 'rows=-1'", "scenarios.mine.is: "),
        ("[scenarios.mine]\nis = 'mine'", "scenarios.mine.is: "),
        ("[scenarios.tiny]\nis = 'rows=1'", "--scenario: "),
        ("[scenarios.mine]\nis = ''\n[tasks]\nx = 'nothing'", "tasks.x: "),
    ],
)
def test_a_broken_change_of_the_file_changes_nothing_and_is_logged(
    contract: Contract, file: Path, caplog: pytest.LogCaptureFixture, content: str, problem: str
) -> None:
    app = create_app(settings.load(scenarios=file, scenario="mine"), contract)
    caplog.clear()
    rewrite(file, content)
    for _ in range(3):
        assert page(app, path=OTHER)["meta"]["total"] == 3
    (logged,) = caplog.messages
    assert problem in logged
    assert str(file) in logged or problem == "--scenario: "


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("[scenarios.a]\nis = 'b'\n[scenarios.b]\nis = 'a'", "{file}: scenarios.a.is: "),
        ("[scenarios.a]\nis = 'slow=1'", "{file}: scenarios.a.is: "),
        ("[tasks]\nx = 'drop=2'", "{file}: tasks.x: "),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_at_the_start(
    contract: Contract, file: Path, content: str, problem: str
) -> None:
    file.write_text(content)
    with pytest.raises(PresetsError) as caught:
        create_app(settings.load(scenarios=file), contract)
    assert str(caught.value).startswith(problem.format(file=file))


def test_a_scenario_of_the_settings_that_cannot_be_used_is_refused_at_the_start(
    contract: Contract,
) -> None:
    with pytest.raises(PresetsError, match=r"^--scenario: unknown scenario 'slwo': did you mean 'slow'"):
        create_app(settings.load(scenario="slwo"), contract)


# State.


def test_many_scenarios_and_clients_leave_a_bounded_state(app: ASGIApp, state: State) -> None:
    state.reset()
    for number in range(KEPT + 50):
        headers = [(b"authorization", b"Bearer %d" % number)]
        assert ask(app, f"/@limit=1,seed={number}{PATH}?page=1", headers=headers).status == 200
    assert len(state.counts) == len(state.memory) == KEPT
    state.reset()
    assert len(state.counts) == len(state.memory) == 0


def test_a_scenario_without_faults_is_not_counted(app: ASGIApp, state: State) -> None:
    state.reset()
    page(app, "/@rows=5")
    assert len(state.counts) == 0


def test_lifespan_events_are_passed_on(contract: Contract, state: State) -> None:
    inner = AsyncMock()
    middleware = ScenarioMiddleware(inner, known_scenarios(settings.load(), contract), state)
    asyncio.run(middleware({"type": "lifespan"}, AsyncMock(), AsyncMock()))
    assert inner.await_args is not None
    assert inner.await_args.args[0] == {"type": "lifespan"}
