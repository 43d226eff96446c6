"""Numbers that are added during a run are noticed, and ignored from then on."""

import logging

import pytest
from starlette.types import ASGIApp

from contract_tests.calibration.growth import exclude_new_numbers
from contract_tests.request_policy import RequestPolicy
from contract_tests.results import Skipped
from mockserver.drift.kinds import Answer, Ask, Drift, Request, serving
from tests.contract_tests.calibration.test_calibration import client_of
from tests.drift.server import Remembering, drifting, mock

ALL = 60


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("mockserver"), "disabled", True)


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return Remembering(mock(rows=ALL))


async def _moments(request: Request, ask: Ask) -> list[str]:
    everything = await ask(request.asking({"page": 1, "per_page": 1000}))
    return [row["created_at"] for row in everything.document["data"]]


def growing(known: int) -> Drift:
    """A task that has this many numbers at the first request, and all of them from the second on."""
    asked = 0

    @serving
    async def task(request: Request, ask: Ask) -> Answer:
        nonlocal asked
        asked += 1
        if asked > 1:
            return await ask(request)
        moments = await _moments(request, ask)
        return await ask(request.asking({**request.query, "end_at": [moments[known - 1]]}))

    return task


def test_a_task_that_stays_the_same_has_not_grown(app: ASGIApp) -> None:
    with client_of(app, policy=RequestPolicy()) as client:
        assert not exclude_new_numbers(client, client.request())
        assert client.policy.until is None


def test_numbers_that_were_added_are_excluded_from_now_on(app: ASGIApp) -> None:
    with client_of(drifting(app, growing(40)), policy=RequestPolicy()) as client:
        before = client.page()
        assert exclude_new_numbers(client, client.request())
        assert client.policy.until is not None
        after = client.page(per_page=1000)
        newest = client.page(per_page=1000, end_at=None)
    assert before.meta["total"] < after.meta["total"] < newest.meta["total"] == ALL
    assert max(row["created_at"] for row in after.rows) <= client.policy.until
    assert max(row["created_at"] for row in newest.rows) > client.policy.until


def test_an_earlier_moment_that_is_given_stays(app: ASGIApp) -> None:
    until = "2025-12-01 00:00:00"
    with client_of(drifting(app, growing(40)), policy=RequestPolicy(until=until)) as client:
        exclude_new_numbers(client, client.request())
        assert client.policy.until == until


def test_without_a_page_there_is_nothing_to_compare(app: ASGIApp) -> None:
    @serving
    async def refusing(request: Request, ask: Ask) -> Answer:
        return await ask(request.asking({"page": "x"}))

    with client_of(drifting(app, refusing), policy=RequestPolicy()) as client, pytest.raises(Skipped):
        exclude_new_numbers(client, client.request())
