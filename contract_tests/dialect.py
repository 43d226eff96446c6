"""What is known of one API where documentation leaves a question open: data, read from a TOML file.

Every key answers one question of the contract (`x-assumption`); without a file its own guess holds.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

SPELLINGS: Final = ("brackets", "repeat", "indices", "comma", "json")
"""How an array may be spelled: `status[]=2&status[]=5`, `status=2&status=5`, `status[0]=2`, `2,5`, `[2,5]`.

The first one of a dialect is the one that requests are written in."""

BOOLEANS: Final = ("word", "capitals", "digit")
"""How a boolean may be spelled: `true`, `TRUE`, `1`."""

DATES: Final = ("dashes", "slashes", "no-seconds", "no-time")
"""How a date may be spelled: `2025-12-03 09:05:00`, `2025/12/3 9:05:00`, `2025-12-03 09:05`, `2025-12-03`."""

Check = Callable[[Any], bool]


class DialectError(Exception):
    """A dialect that cannot be used; the message names the key, its value and what is right."""


def _one_of(*values: str) -> tuple[Check, str]:
    return lambda value: value in values, f"one of {', '.join(values)}"


def _some_of(*values: str) -> tuple[Check, str]:
    def check(value: Any) -> bool:
        return isinstance(value, list) and bool(value) and all(each in values for each in value)

    return check, f"a list of some of {', '.join(values)}"


def _whole(least: int) -> tuple[Check, str]:
    return lambda value: type(value) is int and value >= least, f"a whole number from {least}"


def _codes(value: Any) -> bool:
    return isinstance(value, dict) and all(key.isdigit() and type(code) is int for key, code in value.items())


def _answer(question: str, default: Any, rule: tuple[Check, str]) -> Any:
    return field(default=default, metadata={"question": question, "check": rule[0], "rule": rule[1]})


@dataclass(frozen=True)
class Dialect:
    """One API's habits. None: as the contract has it."""

    errors: str = _answer("error-http-status", "http-status", _one_of("http-status", "in-body"))
    error_codes: Mapping[str, int] = field(
        default_factory=dict,
        metadata={"question": "error-code", "check": _codes, "rule": "a table such as { 401 = 4001 }"},
    )
    null: str = _answer("no-call-is-null", "null", _one_of("null", "empty-string"))
    blacklist: str = _answer("blacklist-type", "boolean", _one_of("boolean", "integer"))
    per_page_maximum: int | None = _answer("per-page-limit", None, _whole(2))
    per_page_default: int | None = _answer("per-page-default", None, _whole(1))
    row_order: str = _answer("row-order", "oldest-first", _one_of("oldest-first", "newest-first"))
    array_spelling: tuple[str, ...] = _answer("array-spelling", SPELLINGS, _some_of(*SPELLINGS))
    boolean_spelling: tuple[str, ...] = _answer("boolean-spelling", BOOLEANS, _some_of(*BOOLEANS))
    date_spelling: tuple[str, ...] = _answer("date-spelling", DATES, _some_of(*DATES))
    date_without_time: str = _answer("date-without-time", "midnight", _one_of("midnight", "whole-day"))
    bounds: str = _answer("bounds-inclusive", "inclusive", _one_of("inclusive", "end-exclusive"))
    page_beyond_last: str = _answer("page-beyond-last", "empty", _one_of("empty", "refused"))
    invalid_values: str = _answer("invalid-values-refused", "refused", _one_of("refused", "ignored"))
    refusal_status: int = _answer("invalid-values-refused", 422, _whole(400))
    reported: tuple[str, ...] = field(default=(), metadata={})


QUESTIONS: Final[Mapping[str, str]] = {
    each.name: each.metadata["question"] for each in fields(Dialect) if each.metadata
}
"""The question that each key answers."""


def load(path: Path, questions: frozenset[str]) -> Dialect:
    """The dialect in a file; `questions` are what it may name as only reported: open questions, laws.

    Raises DialectError if the file cannot be read, is no TOML, or says what no dialect can.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DialectError(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DialectError(f"{path}: is no TOML: {error}") from None
    try:
        return read(given, questions)
    except DialectError as error:
        raise DialectError(f"{path}: {error}") from None


def read(given: Mapping[str, Any], questions: frozenset[str]) -> Dialect:
    """The dialect that a table describes. Raises DialectError for a key or value that means nothing."""
    known = {each.name: each for each in fields(Dialect)}
    for name, value in given.items():
        if name not in known:
            raise DialectError(f"{name!r} is unknown; known are {', '.join(known)}")
        if name == "reported":
            _check_reported(value, questions)
        elif not known[name].metadata["check"](value):
            raise DialectError(f"{name} is {value!r}: should be {known[name].metadata['rule']}")
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
    }
    return Dialect(**values)


def _check_reported(value: Any, questions: frozenset[str]) -> None:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise DialectError("reported should be a list of open questions and laws")
    unknown = [each for each in value if each not in questions]
    if unknown:
        known = get_close_matches(unknown[0], questions, n=3) or sorted(questions)
        raise DialectError(
            f"reported: {unknown[0]!r} is no open question and no law; known is {', '.join(known)}"
        )
