"""The mock inside a test: a real server on a free port, in a thread of its own."""

import math
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote

from mockserver import contract, server
from mockserver.admin.recorded import Received, RequestReader
from mockserver.app import create_app, known_scenarios
from mockserver.scenarios.clock import Reading
from mockserver.scenarios.middleware import MARK, Scenarios
from mockserver.scenarios.model import ScenarioError
from mockserver.scenarios.state import State
from mockserver.settings import Settings

READABLE: Final = "=,:+~.-"
"""Characters of a scenario that stay as they are in a URL."""


class Clock:
    """The stepped clocks of the scenarios that a test has asked for; they move together."""

    def __init__(self, scenarios: Scenarios, state: State) -> None:
        self._scenarios = scenarios
        self._state = state
        self.texts: dict[str, None] = {}

    def advance(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, calls: int = 0) -> Reading:
        """Move on by a time, then until so many more numbers have been called; what the clock shows then.

        A campaign takes twelve hours, however many numbers it has. Raises ValueError for a step backwards,
        and ScenarioError if the test has asked for no scenario with `clock="stepped"`.
        """
        if not all(0 <= step < math.inf for step in (seconds, minutes, hours, calls)):
            raise ValueError("a clock moves forward only, and not for ever: give a number from 0")
        if not self.texts:
            raise ScenarioError('no clock to move: ask for number_api.scenario(clock="stepped", …) first')
        step = {"seconds": seconds, "minutes": minutes, "hours": hours}
        for text in tuple(self.texts):
            scenario = self._scenarios.read(text)
            reading = self._state.clocks.advance(scenario, text, **step, calls=calls)
        return reading


class NumberApi:
    """A mock that runs, as the fixture `number_api` gives it to a test.

    `url` is its base URL, `clock` moves campaigns.
    """

    def __init__(self, url: str, scenarios: Scenarios, state: State) -> None:
        self.url = url
        self.clock = Clock(scenarios, state)
        self._scenarios = scenarios
        self._state = state
        self._reader = RequestReader(contract.load())

    def scenario(self, *names: str, **keys: object) -> str:
        """The base URL of a scenario: names such as "slow", and keys such as `rows=30`, `code="500:10%"`.

        Raises ScenarioError for a name, a key or a value that is not known; it says what is.
        """
        text = ",".join([*names, *(f"{name}={value}" for name, value in keys.items())])
        if self._scenarios.read(text).clock == "stepped":
            self.clock.texts[text] = None
        return f"{self.url}{MARK}{quote(text, safe=READABLE)}"

    @property
    def requests(self) -> list[Received]:
        """What this test has asked so far, the oldest first; at most the last 1,000 requests."""
        return self._reader.read(self._state.journal)

    def expect(self, *, times: int | None = None, **parameters: Any) -> list[Received]:
        """The requests that had these parameters, typed as in the contract: `page=2, status=[2, 5]`.

        Raises AssertionError, with all that was asked, if there was none; with `times`, if there were more
        or fewer. Raises TypeError for a parameter that the contract does not have.
        """
        __tracebackhide__ = True  # pytest then shows the test, not this.
        known = self._reader.names
        unknown = [name for name in parameters if name not in known]
        if unknown:
            raise TypeError(f"the contract has no parameter {unknown[0]!r}; it has {', '.join(known)}")
        received = self.requests
        matching = [each for each in received if each.has(parameters)]
        if len(matching) == times or (times is None and matching):
            return matching
        wanted = "a request" if times is None else f"{times} requests"
        asked = [f"  {each.method} {dict(each.parameters)} -> {each.status}" for each in received]
        came = "these came:" if asked else "none came"
        raise AssertionError("\n".join([f"expected {wanted} with {parameters}, but {came}", *asked]))

    def reset(self) -> None:
        """Forget requests, counts and clocks, as for a new test."""
        self._state.reset()
        self.clock.texts.clear()


@contextmanager
def serving() -> Iterator[NumberApi]:
    """A mock with default settings, whatever the environment says, until the end of the block."""
    state = State()
    with warnings.catch_warnings():
        # Libraries of ours warn of each other; that should not fail anybody's tests.
        warnings.simplefilter("ignore")
        settings, promised = Settings.model_construct(), contract.load()
        app = create_app(settings, promised, state=state)
    listening = server.bind("127.0.0.1", 0)
    running = server.make(app)
    thread = threading.Thread(target=running.run, args=([listening],), name="number_api", daemon=True)
    thread.start()
    try:
        yield NumberApi(server.url(listening), known_scenarios(settings, promised, state), state)
    finally:
        running.should_exit = True
        thread.join()
