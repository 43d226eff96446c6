"""Scenarios by their text."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from mockserver.scenarios.model import Scenario, ScenarioError
from mockserver.scenarios.parser import Parser
from mockserver.scenarios.presets import Presets, PresetsError, PresetsFile

KEPT: Final = 256
"""Scenarios that are kept parsed."""


class Scenarios:
    """Every scenario by its text, each a change of the server's own."""

    def __init__(self, parser: Parser, own: Scenario, text: str = "", file: Path | None = None) -> None:
        """`own` is the scenario of the settings, `text` changes it, `file` has presets of the user.

        Raises PresetsError if the text or the file cannot be used.
        """
        self.parser = parser
        self._settings = own
        self._text = text
        self._file = file
        self._presets = PresetsFile(file, self._check)
        self._read = lru_cache(KEPT)(self._parse)

    @property
    def are_fixed(self) -> bool:
        """Whether a text means the same as long as the server runs."""
        return self._file is None

    @property
    def presets(self) -> Presets:
        """The presets as their file is now."""
        return self._presets.current()

    @property
    def own(self) -> Scenario:
        """The server's own scenario, which requests without a text have."""
        return self.read("")

    def read(self, text: str) -> Scenario:
        """The scenario of a text. Raises ScenarioError if the text breaks a rule."""
        return self._read(text, self.presets)

    def _parse(self, text: str, presets: Presets) -> Scenario:
        # The server's own text may have presets too, which follow their file.
        base = self._read("", presets) if text else self._settings
        return self.parser.read(text or self._text, presets.texts, base)

    def of_task(self, path: str) -> str:
        """The text that the presets file has for the task in a path, or an empty one."""
        tasks = self.presets.tasks
        return next((tasks[part] for part in path.lower().split("/") if part in tasks), "") if tasks else ""

    def _check(self, presets: Presets) -> None:
        """Raise PresetsError if any text breaks a rule with these presets."""
        texts = {f"{self._file}: scenarios.{name}.is": text for name, text in presets.texts.items()}
        texts |= {f"{self._file}: tasks.{task}": text for task, text in presets.tasks.items()}
        texts["--scenario"] = self._text
        for place, text in texts.items():
            try:
                self.parser.read(text, presets.texts, self._settings)
            except ScenarioError as error:
                raise PresetsError(f"{place}: {error.english}") from None
