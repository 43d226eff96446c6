"""The mock inside a test: a real server on a free port, in its own thread."""

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
from mockserver.scenarios.carriers import MARK
from mockserver.scenarios.clock import Reading
from mockserver.scenarios.model import ScenarioError
from mockserver.scenarios.state import State
from mockserver.scenarios.table import Scenarios
from mockserver.settings import Settings
from mockserver.suggestion import closest

READABLE: Final = "=,:+~.-"
"""Characters of a scenario that are not encoded in a URL."""


class Clock:
    """The stepped clocks of the scenarios that a test uses; they move together."""

    def __init__(self, scenarios: Scenarios, state: State) -> None:
        self._scenarios = scenarios
        self._state = state
        self.texts: dict[str, None] = {}

    def advance(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, calls: int = 0) -> Reading:
        """Move the clocks by a time, then until `calls` more numbers have been called; returns their state.

        A campaign takes twelve hours, however many numbers it has. Raises ValueError for a negative or
        infinite step, and ScenarioError if the test uses no scenario with `clock="stepped"`.
        """
        __tracebackhide__ = True  # pytest then shows the line of the test.
        if not all(0 <= step < math.inf for step in (seconds, minutes, hours, calls)):
            raise ValueError("a clock moves forward by a finite step: use numbers from 0")
        if not self.texts:
            raise ScenarioError(
                '没有可以拨动的时钟：先调用 number_api.scenario(clock="stepped", …)',
                'no clock to move: call number_api.scenario(clock="stepped", …) first',
            )
        step = {"seconds": seconds, "minutes": minutes, "hours": hours}
        for text in tuple(self.texts):
            scenario = self._scenarios.read(text)
            reading = self._state.clocks.advance(scenario, text, **step, calls=calls)
        return reading


class NumberApi:
    """A running mock, the value of the fixture `number_api`.

    `url` is its base URL; `clock` moves campaigns.
    """

    def __init__(self, url: str, scenarios: Scenarios, state: State) -> None:
        self.url = url
        self.clock = Clock(scenarios, state)
        self._scenarios = scenarios
        self._state = state
        self._reader = RequestReader(contract.load())

    def scenario(self, *names: str, **keys: object) -> str:
        """The base URL of a scenario: names such as "slow", and keys such as `rows=30`, `code="500:10%"`.

        Raises ScenarioError for an unknown name or key, and for a value that breaks the rule of its key.
        """
        __tracebackhide__ = True  # pytest then shows the line of the test.
        text = ",".join([*names, *(f"{name}={value}" for name, value in keys.items())])
        try:
            scenario = self._scenarios.read(text)
        except ScenarioError as error:
            raise error.with_traceback(None) from None
        if scenario.clock == "stepped":
            self.clock.texts[text] = None
        return f"{self.url}{MARK}{quote(text, safe=READABLE)}"

    @property
    def requests(self) -> list[Received]:
        """The requests of this test so far, oldest first; at most the last 1,000."""
        return self._reader.read(self._state.journal)

    def expect(self, *, times: int | None = None, **parameters: Any) -> list[Received]:
        """The requests that had these parameters, typed as in the contract: `page=2, status=[2, 5]`.

        Raises AssertionError, which lists all requests, if there was none or, with `times`, another number.
        Raises TypeError for a parameter that is not in the contract.
        """
        __tracebackhide__ = True  # pytest then shows the line of the test.
        for name in parameters:
            if name not in self._reader.names:
                raise TypeError(f"the contract has no parameter {name!r}{self._suggestion(name)}")
        received = self.requests
        matching = [each for each in received if each.has(parameters)]
        if len(matching) == times or (times is None and matching):
            return matching
        expected = "a request" if times is None else f"{times} requests"
        lines = [f"  {each.method} {dict(each.parameters)} -> {each.status}" for each in received]
        found = "received these:" if lines else "received none"
        raise AssertionError("\n".join([f"expected {expected} with {parameters}, but {found}", *lines]))

    def _suggestion(self, name: str) -> str:
        guess = closest(name, self._reader.names)
        return f": did you mean {guess!r}?" if guess else f"; it has {', '.join(self._reader.names)}"

    def reset(self) -> None:
        """Forget requests, counts and clocks, as for a new test."""
        self._state.reset()
        self.clock.texts.clear()


@contextmanager
def serving() -> Iterator[NumberApi]:
    """A mock with default settings, whatever the environment says, until the end of the block."""
    state = State()
    with warnings.catch_warnings():
        # Deprecation warnings between the mock's dependencies should not fail the tests of its users.
        warnings.simplefilter("ignore")
        settings, promised = Settings.model_construct(), contract.load()
        app = create_app(settings, promised, state=state)
    listening = server.bind("127.0.0.1", 0)
    running = server.make(app)
    thread = threading.Thread(target=running.run, args=([listening],), name="number_api", daemon=True)
    thread.start()
    try:
        yield NumberApi(server.url(listening), known_scenarios(settings, promised), state)
    finally:
        running.should_exit = True
        thread.join()
