"""Presets, which are scenarios with a name: the bundled ones, and the user's own in a TOML file."""

import logging
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from threading import Thread
from typing import Annotated, Final, NamedTuple

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

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The text of each preset by its name."""
        return {name: preset.text for name, preset in self.scenarios.items()}

    def lacks(self, other: "Presets") -> list[str]:
        """The presets and tasks of others that are missing here."""
        return sorted((other.scenarios.keys() - self.scenarios) | (other.tasks.keys() - self.tasks))


LARGEST: Final = 1_000_000
"""Bytes of a file."""

SMALL: Final = 16_000
"""Bytes of a file that is reloaded while a request waits; a larger one is reloaded in a thread."""

QUIET: Final = 2.0
"""Seconds for which a file has to stay unchanged before names that it lacks are taken as deleted."""


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
    """Presets that follow their file, and stay as they are while its new version cannot be used.

    A version that is broken or empty is not used. Nor is one that lacks names of the previous one, until it
    has stayed unchanged for a while: it may be half-written.
    """

    def __init__(
        self, path: Path | None, check: Callable[[Presets], None], clock: Callable[[], float] = time.time
    ) -> None:
        """`check` raises PresetsError for presets that cannot be used; so does this. `clock` is Unix time."""
        self._path = path
        self._check = check
        self._clock = clock
        self._seen = self._version()
        self._since = clock()
        self._shorter: Presets | None = None
        self._loading: Thread | None = None
        self._current = bundled() if path is None else load(path)
        check(self._current)

    def current(self) -> Presets:
        """The presets of the last usable version of the file."""
        if self._path is not None and not (self._loading and self._loading.is_alive()):
            self._follow(self._path)
        return self._current

    def _follow(self, path: Path) -> None:
        version = self._version()
        if version != self._seen:
            self._seen = version
            self._since = min(self._clock(), version.changed)
            self._shorter = None
            if version.size <= SMALL:
                self._reload(path)
            else:
                self._loading = Thread(target=self._reload, args=(path,), name="scenarios", daemon=True)
                self._loading.start()
        if self._shorter and self._clock() - self._since >= QUIET:
            self._use(self._shorter)

    def _reload(self, path: Path) -> None:
        try:
            presets = load(path)
            if not self._seen.size:  # As a writer leaves it that has just opened it, or whose disk is full.
                raise PresetsError(f"{path}: is empty")
            self._check(presets)
        except PresetsError as error:
            log.warning("%s (keeping the previous scenarios)", error)
            return
        missing = presets.lacks(self._current)
        if missing:
            self._shorter = presets
            log.warning(
                "%s: lacks %d names, such as %a (keeping the previous scenarios for %g seconds more)",
                *(path, len(missing), missing[0], QUIET),
            )
        else:
            self._use(presets)

    def _use(self, presets: Presets) -> None:
        self._current, self._shorter = presets, None
        log.info("%s: reloaded", self._path)

    def _version(self) -> "_Version":
        try:
            status = (self._path or Path()).stat()
        except OSError:
            return _Version()
        changed = max(status.st_mtime, status.st_ctime)
        return _Version(status.st_mtime_ns, status.st_size, status.st_ino, changed)


class _Version(NamedTuple):
    """What changes with a file; `changed` is the Unix time of its last change."""

    modified: int = 0
    size: int = 0
    place: int = 0
    changed: float = 0.0
