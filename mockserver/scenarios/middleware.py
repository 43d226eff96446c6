"""The middleware that finds the scenario of a request and applies its faults."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.http import responses
from mockserver.http.caching import LASTING
from mockserver.scenarios.carriers import join, read_preference, split_path
from mockserver.scenarios.faults.fault import Turn
from mockserver.scenarios.model import Scenario, ScenarioError
from mockserver.scenarios.state import State
from mockserver.scenarios.table import Scenarios

LONGEST_PREFERENCE: Final = 1024
"""Bytes of a request's `Prefer`."""


class ScenarioMiddleware:
    """Finds the scenario of each request: in its base URL, in its `Prefer`, by its task.

    The inner application gets the dataset parameters as `scope["dataset"]`, and a path without the scenario.
    """

    def __init__(self, app: ASGIApp, scenarios: Scenarios, state: State) -> None:
        self.app = app
        self._scenarios = scenarios
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        text, path = split_path(scope["path"])
        text = join(self._scenarios.of_task(path), text)
        try:
            scenario = self._scenarios.read(join(text, _preference(scope)))
        except ScenarioError as error:
            await responses.as_asgi(responses.error(422, str(error)))(scope, receive, send)
            return
        now = self._state.clocks.working(scenario, text)
        dataset = scenario.dataset if now is None else scenario.dataset._replace(now=now)
        if self._scenarios.are_fixed and scenario.is_still:
            scope[LASTING] = True
        app = self._with_faults(scenario, text, scope) if scenario.faults else self.app
        await app({**scope, "path": path, "dataset": dataset}, receive, send)

    def _with_faults(self, scenario: Scenario, text: str, scope: Scope) -> ASGIApp:
        """The application with the faults of this request; the first fault is the outermost."""
        count = self._state.counts[text] = self._state.counts.get(text, 0) + 1
        token = [value for name, value in scope["headers"] if name == b"authorization"]
        turn = Turn(scenario.seed, count, hash((text, *token)), self._state.memory)
        app = self.app
        for fault in reversed(scenario.faults):
            app = fault.wrap(app, turn)
        return app


def _preference(scope: Scope) -> str:
    """The text of the scenario in `Prefer`. Raises ScenarioError if the header is too long."""
    if sum(len(value) for name, value in scope["headers"] if name == b"prefer") > LONGEST_PREFERENCE:
        raise ScenarioError(
            f"Prefer 最多 {LONGEST_PREFERENCE} 字节", f"Prefer has at most {LONGEST_PREFERENCE} bytes"
        )
    return read_preference(scope["headers"])
