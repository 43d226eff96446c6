"""Known habits of one API where the documentation leaves a question open, read from a TOML file.

Every key answers one open question (`x-assumption` in openapi.yaml), by default as the contract does.
"""

import tomllib
from collections.abc import Mapping, Set
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError, ValidationInfo, field_validator

from contract_tests.query import Spelling, later

ArraySpelling = Literal["brackets", "repeat", "indices", "comma", "json"]
BooleanSpelling = Literal["word", "capitals", "digit"]
DateSpelling = Literal["dashes", "slashes", "no-seconds", "documented", "no-time"]
Parameter = Literal[
    "user_id", "task_id", "page", "per_page", "encryption", "sub_user_id", "status", "start_at", "end_at"
]

SPELLINGS: Final[tuple[ArraySpelling, ...]] = get_args(ArraySpelling)
"""Spellings of an array: `status[]=2&status[]=5`, `status=2&status=5`, `status[0]=2`, `2,5`, `[2,5]`.

Requests are written in the first one of a dialect, as with booleans and dates."""

BOOLEANS: Final[tuple[BooleanSpelling, ...]] = get_args(BooleanSpelling)
"""Spellings of a boolean: `true`, `TRUE`, `1`."""

DATES: Final[tuple[DateSpelling, ...]] = get_args(DateSpelling)
"""Spellings of a date: `2025-12-03 09:05:00`, `2025/12/3 9:05:00`, `2025-12-03 09:05`, `2025/12/3 9:05`,
`2025-12-03`."""

STEPS: Final[Mapping[DateSpelling, int]] = {"no-seconds": 60, "documented": 60, "no-time": 86_400}
"""The seconds between two moments that a spelling can express, where it is not 1."""

PARAMETERS: Final[tuple[Parameter, ...]] = get_args(Parameter)


class DialectError(Exception):
    """A dialect that cannot be used; the message names the file, the key and the rule."""


def _answer(question: str, default: Any, **rules: Any) -> Any:
    return Field(default, json_schema_extra={"question": question}, **rules)


class Dialect(BaseModel):
    """The habits of one API. None: as in the contract."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    errors: Literal["http-status", "in-body"] = _answer("error-http-status", "http-status")
    challenge: Literal["bearer", "none"] = _answer("challenge", "bearer")
    error_codes: Mapping[Annotated[str, Field(pattern="^[0-9]{3}$")], StrictInt] = _answer("error-code", {})
    not_found_format: Literal["envelope", "any"] = _answer("not-found-format", "envelope")
    scheme: Literal["any-case", "capitalized"] = _answer("scheme-in-any-case", "any-case")
    null: Literal["null", "empty-string"] = _answer("no-call-is-null", "null")
    places: Literal["known", "sometimes-unknown"] = _answer("place-known", "known")
    no_call_durations: Literal["zero", "null"] = _answer("no-call-is-zero", "zero")
    blacklist: Literal["boolean", "integer"] = _answer("blacklist-type", "boolean")
    blacklist_waiting: Literal["null", "false"] = _answer("blacklist-null", "null")
    encryption: Literal["on", "off"] = _answer("encryption-enabled", "on")
    number: Literal["plain", "masked"] = _answer("number-masked", "plain")
    other_fields: Literal["none", "some"] = _answer("no-other-fields", "none")
    clock_tolerance: StrictInt = _answer("clock-tolerance", 1, ge=1, le=60)
    row_order: Literal["oldest-first", "newest-first", "other"] = _answer("row-order", "oldest-first")
    equal_times: Literal["by-id", "any"] = _answer("equal-times", "by-id")
    array_spelling: tuple[ArraySpelling, ...] = _answer("array-spelling", SPELLINGS, min_length=1)
    boolean_spelling: tuple[BooleanSpelling, ...] = _answer("boolean-spelling", BOOLEANS, min_length=1)
    date_spelling: tuple[DateSpelling, ...] = _answer("date-spelling", DATES, min_length=1)
    date_without_time: Literal["midnight", "whole-day"] = _answer("date-without-time", "midnight")
    date_without_seconds: Literal["first-second", "whole-minute"] = _answer(
        "date-without-time", "first-second"
    )
    bounds: Literal["inclusive", "end-exclusive", "start-exclusive", "exclusive"] = _answer(
        "bounds-inclusive", "inclusive"
    )
    bounds_alone: Literal["accepted", "refused"] = _answer("bounds-alone", "accepted")
    per_page_maximum: StrictInt | None = _answer("per-page-limit", None, ge=2)
    per_page_excess: Literal["refused", "reduced", "served"] = _answer("per-page-limit", "refused")
    per_page_default: StrictInt | None = _answer("per-page-default", None, ge=1)
    per_page_type: Literal["integer", "as-sent"] = _answer("per-page-type", "integer")
    page_excess: Literal["refused", "served"] = _answer("page-limit", "refused")
    page_missing: Literal["refused", "first-page"] = _answer("page-missing", "refused")
    page_beyond_last: Literal["empty", "refused", "last-page"] = _answer("page-beyond-last", "empty")
    empty_last_page: StrictInt = _answer("last-page-at-least-1", 1, ge=0, le=1)
    has_pages: Literal["not-the-only-page", "several-pages", "more-follow", "unless-empty", "always"] = (
        _answer("has-pages", "not-the-only-page")
    )
    unknown_task: Literal["exists", "empty", "refused"] = _answer("unknown-task", "exists")
    unknown_sub_account: Literal["exists", "empty", "refused"] = _answer("unknown-sub-account", "exists")
    refusal_status: StrictInt = _answer("invalid-values-refused", 422, ge=400)
    invalid_values: Mapping[Parameter, Literal["refused", "ignored", "cast"]] = _answer(
        "invalid-values-refused", {}
    )
    lenient_spelling: tuple[Parameter, ...] = _answer("lenient-spelling", ())
    empty_values: Literal["refused", "ignored"] = _answer("empty-values", "refused")
    start_after_end: Literal["refused", "empty"] = _answer("start-after-end", "refused")
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

    @field_validator("invalid_values", mode="before")
    @classmethod
    def _same_for_all(cls, given: Any) -> Any:
        """One word stands for every parameter."""
        return dict.fromkeys(PARAMETERS, given) if isinstance(given, str) else given

    def within(self, created: str, start: str | None, end: str | None) -> bool:
        """Whether a number created at a moment lies within bounds, all `YYYY-MM-DD HH:MM:SS`."""
        if end is not None:
            end = self.last_second(end, self.step)
        after = start is None or start < created or (start == created and "start" in self._included)
        before = end is None or created < end or (created == end and "end" in self._included)
        return after and before

    def last_second(self, end: str, step: int) -> str:
        """The last second that an `end_at` stands for which is written without seconds, or without a time."""
        whole = self.date_without_time if step == STEPS["no-time"] else self.date_without_seconds
        return later(end, step - 1) if step > 1 and whole.startswith("whole") else end

    @property
    def _included(self) -> frozenset[str]:
        excluded = {"end-exclusive": {"end"}, "start-exclusive": {"start"}, "exclusive": {"start", "end"}}
        return frozenset({"start", "end"} - excluded.get(self.bounds, set()))

    def settles(self, question: str) -> bool:
        """Whether this dialect answers an open question in full; otherwise it stays open."""
        keys = KEYS.get(question, frozenset())
        if "invalid_values" in keys and self.invalid_values.keys() != set(PARAMETERS):
            return False
        return bool(keys) and keys <= self.model_fields_set

    def preferring(self, values: Mapping[str, Any]) -> Self:
        """This dialect with other values, which answer no open question."""
        return self.model_construct(_fields_set=set(self.model_fields_set), **{**dict(self), **values})

    @property
    def spelling(self) -> Spelling:
        """How requests are written."""
        return Spelling(self.array_spelling[0], self.boolean_spelling[0], self.date_spelling[0])

    @property
    def step(self) -> int:
        """The seconds between two moments that a request can express."""
        return STEPS.get(self.date_spelling[0], 1)


QUESTIONS: Final[Mapping[str, str]] = {
    name: str(field.json_schema_extra["question"])
    for name, field in Dialect.model_fields.items()
    if isinstance(field.json_schema_extra, dict)
}
"""The open question that each key answers."""

KEYS: Final[Mapping[str, frozenset[str]]] = {
    question: frozenset(name for name, asked in QUESTIONS.items() if asked == question)
    for question in QUESTIONS.values()
}
"""The keys that answer each open question."""


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
