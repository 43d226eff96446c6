"""Every record: its fields, their types and formats."""

from collections.abc import Iterator
from typing import Final

from contract_tests.check import Check, evidence_check
from contract_tests.evidence import Evidence
from contract_tests.exchange import Exchange
from contract_tests.expectations import Breach
from contract_tests.page import MASKED, NUMBER, PLACES, damaged
from contract_tests.query import date
from contract_tests.results import Failed, Skipped

DATES: Final = ("created_at", "calldate", "answerdate", "hangupdate")
NAMES: Final = ("city", "pro", "mobile_type", "status_str")


def _breaches(evidence: Evidence, *keywords: str) -> Iterator[tuple[Breach, str, object, Exchange]]:
    """The breaches in the records received: the breach, the field, the record's id, the exchange.

    Raises Skipped if no record was received.
    """
    if not evidence.records:
        raise Skipped("no number was received")
    for each, row, exchange in evidence.breaches:
        field = each.path[0] if each.path else ""
        if each.keyword in keywords and not _is_a_habit(evidence, field, each.value):
            yield each, field, row.get("id"), exchange


def _is_a_habit(evidence: Evidence, field: str, value: object) -> bool:
    """Whether the dialect has such values: unknown places, and masked numbers."""
    unknown = field in PLACES and value in (None, "") and evidence.dialect.places == "sometimes-unknown"
    masked = field == NUMBER and evidence.dialect.number == "masked" and bool(MASKED.fullmatch(str(value)))
    return unknown or masked


@evidence_check()
def no_field_is_missing(evidence: Evidence) -> None:
    """A record has every field, null where there is no value."""
    for _, field, row, exchange in _breaches(evidence, "required"):
        raise Failed(f"id {row}: {field} is missing", exchange)


@evidence_check()
def fields_have_their_types(evidence: Evidence) -> None:
    """A field that is not null has its JSON type: digits are strings, durations integers."""
    for each, field, row, exchange in _breaches(evidence, "type"):
        if each.value is not None:
            assumes = ("blacklist-type",) if field == "is_blacklist" else ()
            found = f"id {row}: {field} is {each.value!r}, {type(each.value).__name__}"
            raise Failed(found, exchange, assumes=assumes)


@evidence_check()
def only_some_fields_are_null(evidence: Evidence) -> None:
    """Only fields that are nullable in the contract are null."""
    for each, field, row, exchange in _breaches(evidence, "type"):
        if each.value is None:
            raise Failed(
                f"id {row}: {field} is null", exchange, assumes=evidence.expectations.questions_of(field)
            )


@evidence_check()
def fields_are_spelled_as_agreed(evidence: Evidence) -> None:
    """Numbers, codes, dates and hang-up causes match their patterns, leading zeros included."""
    for each, field, row, exchange in _breaches(evidence, "pattern", "minLength", "maxLength"):
        empty = each.value == "" and "null" in evidence.expectations.fields[field]["type"]
        plain = field in DATES or field in ("area_code", "post_code")
        assumes = () if plain and not empty else evidence.expectations.questions_of(field)
        if field in PLACES and each.value == "":
            assumes = ("place-known",)
        if field == NUMBER and MASKED.fullmatch(str(each.value)):
            assumes = ("number-masked",)
        raise Failed(f"id {row}: {field} is {each.value!r}: {each.message}", exchange, assumes=assumes)


@evidence_check()
def values_are_within_their_limits(evidence: Evidence) -> None:
    """Statuses are those of the contract, ids start at 1, no duration is negative."""
    for each, field, row, exchange in _breaches(evidence, "enum", "minimum", "maximum"):
        raise Failed(f"id {row}: {field} is {each.value!r}: {each.message}", exchange)


@evidence_check()
def whole_numbers_fit_64_bits(evidence: Evidence) -> None:
    """Ids and durations fit a 64-bit integer, as their format says."""
    for row, exchange in evidence.records:
        for name in ("id", "bill", "duration"):
            if type(row[name]) is int and row[name] >= 2**63:
                raise Failed(f"id {row['id']}: {name} is {row[name]}", exchange)


@evidence_check()
def dates_exist(evidence: Evidence) -> None:
    """Every date exists in the calendar."""
    for row, exchange in evidence.records:
        for name in DATES:
            if isinstance(row[name], str) and date(row[name]) is None:
                raise Failed(f"id {row['id']}: {name} is {row[name]!r}", exchange)


@evidence_check()
def chinese_survives(evidence: Evidence) -> None:
    """Names of places, operators and statuses are readable Chinese."""
    for row, exchange in evidence.records:
        for name in NAMES:
            if isinstance(row[name], str) and damaged(row[name]):
                raise Failed(f"id {row['id']}: {name} is {row[name]!r}", exchange)


def _clean(text: str) -> bool:
    return text == text.strip() and text.isprintable() and text.lower() not in ("null", "none", "undefined")


@evidence_check()
def texts_are_clean(evidence: Evidence) -> None:
    """No text except the user's `extra` has outer spaces, a control character, or is the word `null`."""
    for row, exchange in evidence.records:
        for name, value in row.items():
            if name != "extra" and isinstance(value, str) and not _clean(value):
                raise Failed(f"id {row['id']}: {name} is {value!r}", exchange)


@evidence_check(assumes=("no-call-is-null",))
def what_is_absent_is_null(evidence: Evidence) -> None:
    """A missing value is null, not an empty string or a date of zeros."""
    for row, exchange in evidence.records:
        for name in evidence.expectations.nullable:
            if row.get(name) == "" or str(row.get(name)).startswith("0000-00-00"):
                raise Failed(f"id {row['id']}: {name} is {row[name]!r}", exchange)


CHECKS: Final[tuple[Check, ...]] = (
    no_field_is_missing,
    fields_have_their_types,
    only_some_fields_are_null,
    fields_are_spelled_as_agreed,
    values_are_within_their_limits,
    whole_numbers_fit_64_bits,
    dates_exist,
    chinese_survives,
    texts_are_clean,
    what_is_absent_is_null,
)
