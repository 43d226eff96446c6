"""Presets, which are scenarios with a name: the bundled ones, and the user's own in a TOML file."""

import logging
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from mockserver.errors import UserError

log = logging.getLogger("mockserver")


class PresetsError(UserError):
    """A file of presets that cannot be used. The message names the file, the key and the rule."""


class Preset(BaseModel):
    """A preset: what it is for, and the text of its scenario."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str = ""
    text: str = Field(alias="is")


Name = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9-]{0,39}$")]


class _File(BaseModel):
    """The TOML file."""

    model_config = ConfigDict(extra="forbid")

    scenarios: dict[Name, Preset] = {}
    tasks: dict[str, str] = {}


RULES: Final = {
    "dict_type": "should be a table",
    "extra_forbidden": "unknown; this table has {known}",
    "missing": "missing",
    "model_type": "should be a table with 'is'",
    "string_pattern_mismatch": "should have at most 40 lower-case letters, digits and hyphens",
    "string_type": "should be a string such as 'slow,seed=7'",
}
"""The rule that a value breaks, by pydantic's type of error; the others are TOML's."""


@dataclass(frozen=True, eq=False)
class Presets:
    """Presets by name, and the texts of the scenarios of tasks by task id in lower case.

    Each reading of a file is a new object, so caches keyed by it see the change.
    """

    scenarios: Mapping[str, Preset]
    tasks: Mapping[str, str]

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of each preset by its name."""
        return {name: preset.text for name, preset in self.scenarios.items()}


LARGEST: Final = 1_000_000
"""Bytes of a file."""


def bundled() -> Presets:
    """The presets that are part of the mock."""
    file = resources.files(__package__) / "presets.toml"
    return _read(file.read_text(encoding="utf-8"), file.name)


def load(path: Path) -> Presets:
    """The presets of a file and the bundled ones that it does not replace.

    Raises PresetsError if the file cannot be read or breaks a rule.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:  # Such as /dev/zero.
            raise PresetsError(f"{path}: should be a file of at most {LARGEST:,} bytes")
        own = _read(content.decode("utf-8-sig"), str(path))  # Windows editors may write a BOM.
    except OSError as error:
        raise PresetsError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise PresetsError(f"{path}: is not TOML: {error}") from None
    return Presets({**bundled().scenarios, **own.scenarios}, own.tasks)


def _read(text: str, source: str) -> Presets:
    try:
        file = _File.model_validate(tomllib.loads(text))
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
    else:
        return Presets(file.scenarios, {task.lower(): text for task, text in file.tasks.items()})
    place = [str(part) for part in problem["loc"] if part != "[key]"]
    known = "'scenarios' and 'tasks'" if len(place) == 1 else "'is' and 'about'"
    raise PresetsError(f"{source}: {'.'.join(place)}: {RULES[problem['type']].format(known=known)}")


class PresetsFile:
    """Presets that follow their file: reloaded after a change, kept when the new version is broken."""

    def __init__(self, path: Path | None, check: Callable[[Presets], None]) -> None:
        """`check` raises PresetsError for presets that cannot be used; so does this."""
        self._path = path
        self._check = check
        self._seen = self._stamp()
        self._current = bundled() if path is None else load(path)
        check(self._current)

    def current(self) -> Presets:
        """The presets of the last usable version of the file."""
        if self._path is not None and self._seen != (stamp := self._stamp()):
            self._seen = stamp
            self._reload(self._path)
        return self._current

    def _reload(self, path: Path) -> None:
        try:
            presets = load(path)
            self._check(presets)
        except PresetsError as error:
            log.warning("%s (keeping the previous scenarios)", error)
        else:
            self._current = presets
            log.info("%s: reloaded", path)

    def _stamp(self) -> object:
        """A value that changes with the file."""
        if self._path is None:
            return None
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino
