"""Known habits of one API where the documentation leaves a question open, read from a TOML file.

Every key answers one open question (`x-assumption` in openapi.yaml), by default as the contract does.
"""

import tomllib
from collections.abc import Mapping, Set
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError, ValidationInfo, field_validator

ArraySpelling = Literal["brackets", "repeat", "indices", "comma", "json"]
BooleanSpelling = Literal["word", "capitals", "digit"]
DateSpelling = Literal["dashes", "slashes", "no-seconds", "no-time"]

SPELLINGS: Final[tuple[ArraySpelling, ...]] = ("brackets", "repeat", "indices", "comma", "json")
"""Spellings of an array: `status[]=2&status[]=5`, `status=2&status=5`, `status[0]=2`, `2,5`, `[2,5]`.

Requests are written in the first one of a dialect."""

BOOLEANS: Final[tuple[BooleanSpelling, ...]] = ("word", "capitals", "digit")
"""Spellings of a boolean: `true`, `TRUE`, `1`."""

DATES: Final[tuple[DateSpelling, ...]] = ("dashes", "slashes", "no-seconds", "no-time")
"""Spellings of a date: `2025-12-03 09:05:00`, `2025/12/3 9:05:00`, `2025-12-03 09:05`, `2025-12-03`."""


class DialectError(Exception):
    """A dialect that cannot be used; the message names the file, the key and the rule."""


def _answer(question: str, default: Any, **rules: Any) -> Any:
    return Field(default, json_schema_extra={"question": question}, **rules)


class Dialect(BaseModel):
    """The habits of one API. None: as in the contract."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    errors: Literal["http-status", "in-body"] = _answer("error-http-status", "http-status")
    error_codes: Mapping[Annotated[str, Field(pattern="^[0-9]{3}$")], StrictInt] = _answer("error-code", {})
    null: Literal["null", "empty-string"] = _answer("no-call-is-null", "null")
    blacklist: Literal["boolean", "integer"] = _answer("blacklist-type", "boolean")
    per_page_maximum: StrictInt | None = _answer("per-page-limit", None, ge=2)
    per_page_default: StrictInt | None = _answer("per-page-default", None, ge=1)
    row_order: Literal["oldest-first", "newest-first"] = _answer("row-order", "oldest-first")
    array_spelling: tuple[ArraySpelling, ...] = _answer("array-spelling", SPELLINGS, min_length=1)
    boolean_spelling: tuple[BooleanSpelling, ...] = _answer("boolean-spelling", BOOLEANS, min_length=1)
    date_spelling: tuple[DateSpelling, ...] = _answer("date-spelling", DATES, min_length=1)
    date_without_time: Literal["midnight", "whole-day"] = _answer("date-without-time", "midnight")
    bounds: Literal["inclusive", "end-exclusive"] = _answer("bounds-inclusive", "inclusive")
    page_beyond_last: Literal["empty", "refused"] = _answer("page-beyond-last", "empty")
    invalid_values: Literal["refused", "ignored"] = _answer("invalid-values-refused", "refused")
    refusal_status: StrictInt = _answer("invalid-values-refused", 422, ge=400)
    reported: tuple[str, ...] = ()

    @field_validator("reported")
    @classmethod
    def _names_exist(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        known: Set[str] = (info.context or {}).get("known", frozenset(names))
        for name in names:
            if name not in known:
                similar = ", ".join(get_close_matches(name, known, n=3) or sorted(known))
                raise ValueError(f"{name!r} is neither an open question nor a check; did you mean: {similar}")
        return names


QUESTIONS: Final[Mapping[str, str]] = {
    name: str(field.json_schema_extra["question"])
    for name, field in Dialect.model_fields.items()
    if isinstance(field.json_schema_extra, dict)
}
"""The open question that each key answers."""


def load(path: Path, known: Set[str]) -> Dialect:
    """The dialect in a file; `known` are the open questions and checks that `reported` may name.

    Raises DialectError, in one line, if the file cannot be read, is not TOML, or breaks a rule.
    """
    try:
        return read(tomllib.loads(path.read_text(encoding="utf-8")), known)
    except OSError as error:
        raise DialectError(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DialectError(f"{path}: not valid TOML: {error}") from None
    except DialectError as error:
        raise DialectError(f"{path}: {error}") from None


def read(table: Mapping[str, Any], known: Set[str]) -> Dialect:
    """The dialect in a table. Raises DialectError for an unknown key or a value that breaks its rule."""
    try:
        return Dialect.model_validate(table, context={"known": known})
    except ValidationError as error:
        raise DialectError(_message(table, error)) from None


def _message(table: Mapping[str, Any], error: ValidationError) -> str:
    first = error.errors()[0]
    key = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return f"unknown key {key!r}; known keys: {', '.join(Dialect.model_fields)}"
    if first["type"] == "value_error":
        return f"{key}: {first['ctx']['error']}"
    rule = first["msg"].removeprefix("Input ").replace("valid tuple", "list").replace("Tuple", "the list")
    return f"{key} is {table[key]!r}: {rule[0].lower()}{rule[1:]}"
