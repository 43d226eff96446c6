"""Scenarios by name: those that come along, and the user's own from a TOML file."""

import logging
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final, NamedTuple

NAME: Final = re.compile("[a-z][a-z0-9-]{0,39}")

LARGEST: Final = 1_000_000
"""Bytes of a file of scenarios."""

log = logging.getLogger("mockserver")


class CatalogueError(Exception):
    """A file of scenarios that cannot be used. The message names the file, the place, and what is wrong."""


class Named(NamedTuple):
    """What a scenario is for, and its text."""

    about: str
    text: str


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Scenarios by name, and the texts of those that tasks have, by task id in lower case.

    Each reading of a file is a catalogue of its own, even if it says the same.
    """

    scenarios: Mapping[str, Named]
    tasks: Mapping[str, str]

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of each scenario by its name."""
        return {name: named.text for name, named in self.scenarios.items()}


def shipped() -> Catalogue:
    """The scenarios that come with the mock."""
    file = resources.files(__package__) / "presets.toml"
    return _read(file.read_text(encoding="utf-8"), file.name)


def load(path: Path) -> Catalogue:
    """The scenarios that come along, and those of a file, which go before.

    Raises CatalogueError if the file cannot be read or is not as it should be.
    """
    try:
        if path.exists() and (not path.is_file() or path.stat().st_size > LARGEST):
            raise CatalogueError(f"{path}: should be a file of at most {LARGEST:,} bytes")
        own = _read(path.read_text(encoding="utf-8-sig"), str(path))  # Editors on Windows may write a mark.
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CatalogueError(f"{path}: is not text in UTF-8") from None
    return Catalogue({**shipped().scenarios, **own.scenarios}, own.tasks)


def _read(text: str, source: str) -> Catalogue:
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # An integer of 5,000 digits is no TOMLDecodeError.
        raise CatalogueError(f"{source}: is no TOML: {error}") from None
    unknown = document.keys() - {"scenarios", "tasks"}
    if unknown:
        raise CatalogueError(f"{source}: {sorted(unknown)[0]}: should be [scenarios.NAME] or [tasks]")
    scenarios = _table(document, "scenarios", source)
    tasks = _table(document, "tasks", source)
    return Catalogue(
        {name: _named(name, entry, source) for name, entry in scenarios.items()},
        {task.lower(): _text(text, f"tasks.{task}", source) for task, text in tasks.items()},
    )


def _table(document: Mapping[str, Any], name: str, source: str) -> Mapping[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise CatalogueError(f"{source}: {name}: should be a table")
    return table


def _text(value: object, place: str, source: str) -> str:
    if not isinstance(value, str):
        raise CatalogueError(f"{source}: {place}: should be text such as 'slow,seed=7'")
    return value


def _named(name: str, entry: object, source: str) -> Named:
    place = f"scenarios.{name}"
    if not NAME.fullmatch(name):
        raise CatalogueError(f"{source}: {place}: a name has lower-case letters, digits and hyphens")
    if not isinstance(entry, dict) or not {"is"} <= entry.keys() <= {"is", "about"}:
        raise CatalogueError(f"{source}: {place}: should have 'is', may have 'about', and nothing else")
    return Named(
        _text(entry.get("about", ""), f"{place}.about", source), _text(entry["is"], f"{place}.is", source)
    )


class Watched:
    """A catalogue that follows its file: read again when the file has changed, kept when it is broken."""

    def __init__(self, path: Path | None, check: Callable[[Catalogue], None]) -> None:
        """`check` raises CatalogueError for a catalogue that cannot be used, as this does then."""
        self._path = path
        self._check = check
        self._seen = self._stamp()
        self._current = shipped() if path is None else load(path)
        check(self._current)

    def current(self) -> Catalogue:
        """The catalogue as its file is now; as it was, if it cannot be used now."""
        if self._path is not None and self._seen != (stamp := self._stamp()):
            self._seen = stamp
            self._renew(self._path)
        return self._current

    def _renew(self, path: Path) -> None:
        try:
            catalogue = load(path)
            self._check(catalogue)
        except CatalogueError as error:
            log.warning("%s (the scenarios stay as they were)", error)
        else:
            self._current = catalogue
            log.info("%s: read again", path)

    def _stamp(self) -> object:
        """Something that changes with the file."""
        if self._path is None:
            return None
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino
