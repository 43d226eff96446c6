"""The stage where a request's scenario is found, and goes wrong as it should."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.http import responses
from mockserver.http.caching import LASTING
from mockserver.scenarios.model import Scenario, ScenarioError, read_preference
from mockserver.scenarios.parser import Grammar
from mockserver.scenarios.presets import Catalogue, CatalogueError, Watched
from mockserver.scenarios.state import State

MARK: Final = "/@"
"""With this a path begins that has a scenario."""

KEPT: Final = 256
"""Scenarios that need not be read anew at each request."""


def split_path(path: str) -> tuple[str, str]:
    """The text of the scenario in a path, and the path without it."""
    if not path.startswith(MARK):
        return "", path
    text, slash, rest = path.removeprefix(MARK).partition("/")
    return text, slash + rest


class Scenarios:
    """Every scenario by its text: the server's own, changed by names and keys."""

    def __init__(self, grammar: Grammar, own: Scenario, text: str = "", file: Path | None = None) -> None:
        """`text` is what the server was told beside its settings, `file` the user's own names.

        Raises CatalogueError for one of the two that cannot be used.
        """
        self.grammar = grammar
        self._settings = own
        self._text = text
        self._file = file
        self._watched = Watched(file, self._check)
        self._read = lru_cache(KEPT)(self._read_anew)

    @property
    def are_fixed(self) -> bool:
        """Whether a text means the same as long as the server runs."""
        return self._file is None

    @property
    def own(self) -> Scenario:
        """The server's own scenario, where a request says nothing of one."""
        return self.read("")

    def read(self, text: str) -> Scenario:
        """The scenario of a text. Raises ScenarioError for one that is not understood."""
        return self._read(text, self.catalogue)

    def _read_anew(self, text: str, catalogue: Catalogue) -> Scenario:
        # The server's own is read from names too, which follow the file.
        base = self._read("", catalogue) if text else self._settings
        return self.grammar.read(text or self._text, catalogue.texts, base)

    @property
    def catalogue(self) -> Catalogue:
        """The names there are now."""
        return self._watched.current()

    def of_task(self, path: str) -> str:
        """The text of the scenario that the task in a path has, if it has one."""
        tasks = self.catalogue.tasks
        return next((tasks[part] for part in path.lower().split("/") if part in tasks), "") if tasks else ""

    def _check(self, catalogue: Catalogue) -> None:
        """Raise CatalogueError for names with which a text there is cannot be understood."""
        texts = {f"{self._file}: scenarios.{name}.is": text for name, text in catalogue.texts.items()}
        texts |= {f"{self._file}: tasks.{task}": text for task, text in catalogue.tasks.items()}
        texts["--scenario"] = self._text
        for place, text in texts.items():
            try:
                self.grammar.read(text, catalogue.texts, self._settings)
            except ScenarioError as error:
                raise CatalogueError(f"{place}: {error}") from None


@dataclass(frozen=True)
class _Turn:
    """One request of a scenario: the `count`-th since the start."""

    seed: int
    count: int
    client: Hashable

    def draw(self, purpose: str) -> float:
        """A number from 0 to 1."""
        drawn = blake2b(f"{self.seed} {self.count} {purpose}".encode(), digest_size=6).digest()
        return int.from_bytes(drawn, "little") / 2**48


class Staging:
    """Finds the scenario of each request: in its base URL, in its `Prefer`, by its task.

    What the data depends on is told to the stages within as `scope["world"]`; their paths have no scenario.
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
        text = _joined(self._scenarios.of_task(path), text)
        try:
            scenario = self._scenarios.read(_joined(text, read_preference(scope["headers"])))
        except ScenarioError as error:
            await responses.as_asgi(responses.error(422, str(error)))(scope, receive, send)
            return
        now = self._state.clocks.working(scenario, text)
        world = scenario.world if now is None else scenario.world._replace(now=now)
        if self._scenarios.are_fixed and scenario.is_still:
            scope[LASTING] = True
        app = self._with_faults(scenario, text, scope) if scenario.faults else self.app
        await app({**scope, "path": path, "world": world}, receive, send)

    def _with_faults(self, scenario: Scenario, text: str, scope: Scope) -> ASGIApp:
        """The application with what goes wrong this time; the first fault is the outermost."""
        count = self._state.counts[text] = self._state.counts.get(text, 0) + 1
        token = [value for name, value in scope["headers"] if name == b"authorization"]
        turn = _Turn(scenario.seed, count, (text, *token))
        app = self.app
        for fault in reversed(scenario.faults):
            app = fault.wrap(app, turn)
        return app


def _joined(text: str, more: str) -> str:
    return f"{text},{more}" if text and more else text or more
