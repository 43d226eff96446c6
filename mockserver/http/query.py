"""Parses queries in all the spellings that clients use.

Arrays: `status=2&status=5`, `status[]=2`, `status[0]=2`, `status=2,5` or `status=[2,5]`. Booleans: `True` or
`1`. Dates: `2025/12/3 0:00`. Values that cannot be parsed stay text and are refused by the rules.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlencode

from starlette.routing import compile_path

from mockserver.contract import Parameter
from mockserver.suggestion import closest

MOMENT_FORMAT: Final = "local-date-time"
"""The contract's format of dates in queries: Asia/Shanghai, no offset."""

MOST: Final = 1000
"""Parameters of a query that are read, as in PHP (`max_input_vars`); a warning counts the others."""

NAMED: Final = 5
"""Unknown parameters that a warning lists; the others are counted."""

NAME: Final = 40
"""Characters of an unknown name that a warning shows."""

SIMILAR: Final = 0.6
"""Least ratio of similarity: `status_id` is like `status`."""

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,999}")
_BRACKETS = re.compile(r"\[[0-9]*\]")
_MOMENT = re.compile(
    r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})(?: ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?"
)
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}


log = logging.getLogger("mockserver")


def read_integer(text: str) -> int | str:
    """An integer in ASCII digits, without a plus sign or leading zeros."""
    return int(text) if _INTEGER.fullmatch(text) else text


def read_boolean(text: str) -> bool | str:
    """`true` and `false` in any case, or `1` and `0`."""
    return _BOOLEANS.get(text.lower(), text)


def read_moment(text: str) -> str:
    """A date as `YYYY-MM-DD HH:MM:SS`; the time defaults to midnight, the seconds to 0."""
    date = _date(text)
    return text if date is None else date.isoformat(" ")


def is_moment(text: str) -> bool:
    """Whether `read_moment` can parse a text."""
    return _date(text) is not None


def _date(text: str) -> datetime | None:
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    year, _, month, day, hour, minute, second = match.groups(default="0")
    try:
        return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second))
    except ValueError:
        return None


def read_items(text: str) -> list[str]:
    """The items of `2,5` or `[2,5]`; one for a single value, none for `[]`."""
    if text == "[]":
        return []
    inside = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    return [item.strip(" ") for item in inside.split(",")]


def _reader(schema: Mapping[str, Any]) -> Callable[[str], Any]:
    """The function that parses values of a schema's type."""
    if schema["type"] == "integer":
        return read_integer
    if schema["type"] == "boolean":
        return read_boolean
    if schema.get("format") == MOMENT_FORMAT:
        return read_moment
    return str


def split_query(query: bytes) -> dict[str, list[str]]:
    """All values of each name in a query string, of which the first MOST parameters are read.

    A query without escapes, as most are, is split faster than by the standard library.
    """
    if unread(query):
        query = b"&".join(query.split(b"&", MOST)[:MOST])
    text = query.decode("latin-1")
    values: dict[str, list[str]] = {}
    if "%" in text or "+" in text:
        for name, value in parse_qsl(text, keep_blank_values=True):
            values.setdefault(name, []).append(value)
    else:
        for part in text.split("&"):
            if part:
                name, _, value = part.partition("=")
                values.setdefault(name, []).append(value)
    return values


def unread(query: bytes) -> int:
    """The number of parameters of a query string that `split_query` leaves out."""
    return max(0, query.count(b"&") + 1 - MOST)


def write_query(values: Mapping[str, Any]) -> bytes:
    """A query string that a `QueryReader` parses back to these values."""
    spelled = {name: "[]" if value == [] else value for name, value in values.items()}
    return urlencode(spelled, doseq=True).encode()


def _read_each(read: Callable[[str], Any], items: Sequence[str]) -> Iterable[Any]:
    """The values of items, of which long lists have many alike."""
    values = {item: read(item) for item in set(items)}
    return map(values.__getitem__, items)


class PathTemplate:
    """A path of the contract, such as `/user/{user_id}`. Paths with a line break do not match."""

    def __init__(self, path: str) -> None:
        self._pattern, _, _ = compile_path(path)

    def match(self, path: str) -> dict[str, str] | None:
        """The values in a path; None if it does not match."""
        # `$` in the pattern would accept a line break at the end.
        match = None if "\n" in path else self._pattern.match(path)
        return None if match is None else match.groupdict()


class Query(NamedTuple):
    """A parsed query: values and their texts by the contract's names, and the unknown names."""

    values: dict[str, Any]
    texts: Mapping[str, Sequence[str]]
    unknown: Sequence[str]


class QueryReader:
    """Parses the query of one operation."""

    def __init__(self, parameters: Sequence[Parameter]) -> None:
        schemas = {each.name: each.schema for each in parameters if each.location == "query"}
        self._arrays = {
            name: _reader(schema["items"]) for name, schema in schemas.items() if schema["type"] == "array"
        }
        self._scalars = {
            name: _reader(schema) for name, schema in schemas.items() if name not in self._arrays
        }
        self.defaults = {each.name: each.default for each in parameters if each.default is not None}

    def read(self, query: Mapping[str, Sequence[str]]) -> Query:
        """Parse a query, given as all values of each name.

        If a scalar is sent twice, the last value is used, as in PHP.
        """
        values: dict[str, Any] = {}
        texts: dict[str, list[str]] = {}
        unknown = []
        for sent, received in query.items():
            if sent in self._scalars:
                values[sent] = self._scalars[sent](received[-1])
                texts[sent] = [received[-1]]
            elif (name := self._array(sent)) is not None:
                items = [item for text in received for item in read_items(text)]
                values.setdefault(name, []).extend(_read_each(self._arrays[name], items))
                texts.setdefault(name, []).extend(items)
            else:
                unknown.append(sent)
        return Query(values, texts, unknown)

    def suggest(self, unknown: str) -> str | None:
        """The parameter that is most similar to an unknown name."""
        names = [*self._scalars, *self._arrays]
        return closest(unknown.lower(), names, SIMILAR)

    def warn(self, unknown: Sequence[str], unread: int = 0) -> str | None:
        """Log that these names and `unread` others are ignored.

        Returns the warning: one line of printable ASCII, None if there is nothing to warn of.
        """
        if not unknown and not unread:
            return None
        more = len(unknown) - NAMED
        named = [self._about(name) for name in unknown[:NAMED]]
        if more > 0:
            named.append(f"and {more} more")
        if unread:
            named.append(f"only the first {MOST} parameters are read, {unread} are not")
        warning = "; ".join(named)
        log.warning(warning)
        return warning

    def _about(self, name: str) -> str:
        suggestion = self.suggest(name)
        hint = f": did you mean '{suggestion}'?" if suggestion else ""
        return f"unknown parameter {name[:NAME]!a}{hint}"

    def _array(self, sent: str) -> str | None:
        """The array parameter that a name spells: `status` for `status[]` and `status[0]`."""
        name, bracket, rest = sent.partition("[")
        if name not in self._arrays or (bracket and not _BRACKETS.fullmatch(bracket + rest)):
            return None
        return name
