"""Servers with a drift, in this process, and what the contract suite finds in them."""

from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send

from contract_tests.results import Outcome
from contract_tests.runner import open_runner, run_checks
from mockserver import contract, settings
from mockserver.app import create_app
from mockserver.drift import Drift
from mockserver.drift.access import TOKEN
from mockserver.http.query import QueryReader
from mockserver.scenarios.connection import read_response, send_response
from mockserver.scenarios.faults.drift import Drifting
from mockserver.scenarios.faults.fault import Turn

ROWS: Final = 60
"""Enough for every check."""

READER: Final = QueryReader(contract.load().operations["list_numbers"])


def mock(**given: Any) -> ASGIApp:
    """The mock, with a token that drifts of access can use."""
    return create_app(settings.load(token=TOKEN, log_level="error", **given), contract.load())


class Remembering:
    """An application that is called once for each request, and repeats its answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._answers: dict[object, Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        authorization = tuple(header for header in scope["headers"] if header[0] == b"authorization")
        key = scope["method"], scope["path"], scope["query_string"], authorization
        if key not in self._answers:
            self._answers[key] = await read_response(self._app, scope, receive)
        await send_response(send, *self._answers[key])


class _Turn(Turn):
    """Draws another number for each request."""

    def draw(self, purpose: str) -> float:
        self.memory["requests"] = self.memory.get("requests", 0) + 1
        return float(self.memory["requests"] * 0.618034 % 1)


def drifting(app: ASGIApp, *drifts: Drift) -> ASGIApp:
    """An application with some drifts; the last one is the outermost."""
    for drift in drifts:
        app = Drifting(1.0, (drift,), READER).wrap(app, _Turn(seed=0, count=0, client=None, memory={}))
    return app


def fails(app: ASGIApp, *checks: str, **how: Any) -> bool:
    """Whether an application fails each of some checks."""
    with open_runner(app, **{"token": TOKEN, **how}) as runner:
        return all(runner[check].outcome is Outcome.FAILED for check in checks)


def failures(app: ASGIApp, **how: Any) -> dict[str, str]:
    """The checks that an application fails, and what disagrees."""
    results = run_checks(app, **{"token": TOKEN, **how})
    return {each.id: each.found for each in results if each.outcome is Outcome.FAILED}


def unpassed(app: ASGIApp) -> list[str]:
    """The checks that an application does not pass, whatever the reason."""
    return [each.id for each in run_checks(app, token=TOKEN) if each.outcome is not Outcome.PASSED]
