"""The mock inside a test, as provided by the fixture `number_api`."""

import math
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest

from mockserver.scenarios.model import ScenarioError
from mockserver.testing import NumberApi, serving
from tests.conftest import AUTHORIZED, PATH, TASK, USER


@pytest.fixture(scope="module")
def shared() -> Iterator[NumberApi]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOCKSERVER_ROWS", "5")
        patch.setenv("PORT", "x")
        with serving() as api:
            yield api


@pytest.fixture
def api(shared: NumberApi) -> NumberApi:
    shared.reset()
    return shared


def get(base: str, query: str = "page=1") -> httpx.Response:
    return httpx.get(f"{base}{PATH}?{query}", headers=AUTHORIZED)


def total(base: str, query: str = "page=1") -> int:
    response = get(base, query)
    assert response.status_code == 200
    found: int = response.json()["meta"]["total"]
    return found


def test_the_environment_does_not_change_its_defaults(api: NumberApi) -> None:
    assert total(api.url) == 1000


def test_a_scenario_is_a_base_url(api: NumberApi) -> None:
    assert api.scenario("slow", "empty", seed=7, rows=30) == f"{api.url}/@slow,empty,seed=7,rows=30"
    assert total(api.scenario(rows=30)) == 30
    assert total(api.scenario("huge", rows=31)) == 31
    assert total(api.scenario("huge")) == 10**9
    assert total(api.scenario()) == 1000


@pytest.mark.parametrize(
    ("keys", "status"),
    [
        ({"code": "500:100%"}, 500),
        ({"code": "401.expired:0.5+429:0.5"}, (401, 429)),
        ({"delay": "~0.001", "code": 429}, 429),
        ({"since": "2025-12-01 09:00:00+08:00", "clock": "running"}, 200),
    ],
)
def test_a_value_reaches_the_server_unchanged(
    api: NumberApi, keys: dict[str, object], status: int | tuple[int, ...]
) -> None:
    response = get(api.scenario(**keys))
    assert response.status_code in (status if isinstance(status, tuple) else (status,))


@pytest.mark.parametrize(
    ("names", "keys", "problem"),
    [
        (("slwo",), {}, "there is no scenario or key 'slwo'"),
        ((), {"row": 5}, "there is no scenario or key 'row=5'"),
        ((), {"rows": -1}, "the scenario key rows should be an integer"),
        ((), {"rows": None}, "the scenario key rows should be an integer"),
        ((), {"drop": True}, "the scenario key drop should be a probability"),
        (("a/b",), {}, "there is no scenario or key 'a/b'"),
    ],
)
def test_an_invalid_scenario_raises_in_the_test(
    api: NumberApi, names: tuple[str, ...], keys: dict[str, object], problem: str
) -> None:
    with pytest.raises(ScenarioError, match=problem):
        api.scenario(*names, **keys)


def test_requests_have_their_parsed_parameters(api: NumberApi) -> None:
    get(api.url, "page=2&status[]=2&status[]=5")
    get(api.scenario(rows=3), "page=x")
    first, second = api.requests
    assert first.parameters == {"user_id": USER, "task_id": TASK, "page": 2, "status": [2, 5]}
    assert (first.method, first.path, first.scenario, first.status) == ("GET", PATH, "", 200)
    assert (second.scenario, second.parameters["page"], second.status) == ("rows=3", "x", 422)


def test_expect_returns_the_matching_requests(api: NumberApi) -> None:
    for page in (1, 2, 2):
        get(api.url, f"page={page}")
    assert api.expect(page=1) == api.requests[:1]
    assert api.expect(page=2, times=2) == api.requests[1:]
    assert api.expect() == api.requests
    assert api.expect(page=3, times=0) == []


@pytest.mark.parametrize(
    ("times", "parameters", "message"),
    [
        (None, {"page": 2}, "expected a request with {'page': 2}, but these came:"),
        (None, {"page": "1"}, "expected a request with {'page': '1'}, but these came:"),
        (2, {"page": 1}, "expected 2 requests with {'page': 1}, but these came:"),
        (0, {"page": 1}, "expected 0 requests with {'page': 1}, but these came:"),
    ],
)
def test_a_failed_expectation_shows_the_requests_received(
    api: NumberApi, times: int | None, parameters: dict[str, object], message: str
) -> None:
    get(api.url)
    with pytest.raises(AssertionError) as caught:
        api.expect(times=times, **parameters)
    first, received = str(caught.value).splitlines()
    assert first == message
    assert received == f"  GET {{'user_id': '{USER}', 'task_id': '{TASK}', 'page': 1}} -> 200"


def test_an_expectation_without_requests_fails(api: NumberApi) -> None:
    assert api.requests == []
    with pytest.raises(AssertionError, match=r"^expected a request with \{\}, but none came$"):
        api.expect()


@pytest.mark.parametrize("times", [None, 0, 1])
def test_an_unknown_parameter_cannot_be_expected(api: NumberApi, times: int | None) -> None:
    with pytest.raises(TypeError, match="no parameter 'stauts'; it has user_id, task_id, page, "):
        api.expect(times=times, page=1, stauts=[2])


def test_a_campaign_moves_when_its_clock_does(api: NumberApi) -> None:
    base = api.scenario(clock="stepped", rows=720)
    assert total(base, "page=1&status=0") == 720
    reading = api.clock.advance(minutes=5, seconds=1)
    assert (reading.now, reading.called, reading.waiting) == (datetime(2025, 12, 4, 9, 15), 5, 715)
    assert total(base, "page=1&status=0") == 715
    assert api.clock.advance(calls=10).called == 15
    assert total(base, "page=1&status=0") == 705
    assert api.clock.advance(hours=24).waiting == 0
    assert total(base, "page=1&status=0") == 0


def test_all_stepped_scenarios_of_a_test_move_together(api: NumberApi) -> None:
    bases = [api.scenario(clock="stepped", rows=rows) for rows in (10, 20)]
    frozen = total(api.url, "page=1&status=0")
    api.clock.advance(calls=10)
    assert [total(base, "page=1&status=0") for base in bases] == [0, 10]
    assert total(api.url, "page=1&status=0") == frozen


@pytest.mark.parametrize("names", [(), ("slow",)])
def test_without_a_stepped_scenario_there_is_no_clock_to_move(api: NumberApi, names: tuple[str, ...]) -> None:
    api.scenario(*names)
    with pytest.raises(ScenarioError, match=r'ask for number_api.scenario\(clock="stepped", …\) first'):
        api.clock.advance(minutes=5)


@pytest.mark.parametrize(
    "step",
    [
        {"seconds": -1},
        {"minutes": -0.1},
        {"hours": -1},
        {"calls": -1},
        {"hours": math.inf},
        {"hours": math.nan},
    ],
)
def test_a_clock_moves_forward_only_and_by_a_finite_step(api: NumberApi, step: dict[str, Any]) -> None:
    api.scenario(clock="stepped")
    with pytest.raises(ValueError, match="forward only"):
        api.clock.advance(**step)


def test_a_running_campaign_starts_with_its_test(api: NumberApi) -> None:
    base = api.scenario("campaign", speed=360_000, rows=5)
    deadline = time.monotonic() + 10
    while total(base, "page=1&status=0"):
        assert time.monotonic() < deadline
    api.reset()
    slower = api.scenario("campaign", speed=1, rows=5)
    assert total(slower, "page=1&status=0") == 5


def test_reset_clears_requests_and_clocks(api: NumberApi) -> None:
    base = api.scenario(clock="stepped", rows=10)
    get(base)
    api.clock.advance(calls=10)
    api.reset()
    assert api.requests == []
    assert total(base, "page=1&status=0") == 10
    with pytest.raises(ScenarioError):
        api.clock.advance(calls=1)


def test_connection_faults_are_real(api: NumberApi) -> None:
    with pytest.raises(httpx.ReadError):
        get(api.scenario(drop=1))
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        get(api.scenario("truncate"))
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{api.scenario('hang')}{PATH}?page=1", headers=AUTHORIZED, timeout=0.2)
    assert [each.status for each in api.requests] == [None, 200, None]


def test_the_server_stops_at_the_end() -> None:
    with serving() as api:
        assert total(api.url) == 1000
    with pytest.raises(httpx.ConnectError):
        get(api.url)
