"""Every record: its fields, their types and how they are spelled."""

from collections.abc import Iterator
from typing import Final

from contract_tests.check import Broken, NotJudged, When, law
from contract_tests.client import Api
from contract_tests.exchange import Exchange
from contract_tests.expectations import Breach
from contract_tests.page import damaged
from contract_tests.query import date

DATES: Final = ("created_at", "calldate", "answerdate", "hangupdate")
NAMES: Final = ("city", "pro", "mobile_type", "status_str")


def _breaches(api: Api, *keywords: str) -> Iterator[tuple[Breach, str, object, Exchange]]:
    """What is wrong with the records seen: the breach, the field, the record's id, the exchange.

    Raises NotJudged if no record was seen.
    """
    if not api.records:
        raise NotJudged("no number was received")
    for each, row, exchange in api.breaches:
        if each.keyword in keywords:
            yield each, each.path[0] if each.path else "", row.get("id"), exchange


@law(when=When.AT_THE_END)
def no_field_is_missing(api: Api) -> None:
    """A record has every field, null where there is no value."""
    for _, field, row, exchange in _breaches(api, "required"):
        raise Broken(f"id {row}: {field} is missing", exchange)


@law(when=When.AT_THE_END)
def fields_have_their_types(api: Api) -> None:
    """A field that is not null has its JSON type: digits stay strings, lengths are whole numbers."""
    for each, field, row, exchange in _breaches(api, "type"):
        if each.value is not None:
            assumes = ("blacklist-type",) if field == "is_blacklist" else ()
            found = f"id {row}: {field} is {each.value!r}, {type(each.value).__name__}"
            raise Broken(found, exchange, assumes=assumes)


@law(when=When.AT_THE_END)
def only_some_fields_are_null(api: Api) -> None:
    """Only those fields are null that the contract has so."""
    for each, field, row, exchange in _breaches(api, "type"):
        if each.value is None:
            raise Broken(f"id {row}: {field} is null", exchange, assumes=api.promises.questions_of(field))


@law(when=When.AT_THE_END)
def fields_are_spelled_as_agreed(api: Api) -> None:
    """Numbers, codes, dates and hang-up causes match their patterns; leading zeros are there."""
    for each, field, row, exchange in _breaches(api, "pattern", "minLength", "maxLength"):
        empty = each.value == "" and "null" in api.promises.fields[field]["type"]
        plain = field in DATES or field in ("area_code", "post_code")
        assumes = () if plain and not empty else api.promises.questions_of(field)
        raise Broken(f"id {row}: {field} is {each.value!r}: {each.message}", exchange, assumes=assumes)


@law(when=When.AT_THE_END)
def values_are_within_their_limits(api: Api) -> None:
    """Statuses are those of the contract, ids begin at 1, no length of time is negative."""
    for each, field, row, exchange in _breaches(api, "enum", "minimum", "maximum"):
        raise Broken(f"id {row}: {field} is {each.value!r}: {each.message}", exchange)


@law(when=When.AT_THE_END)
def whole_numbers_fit_64_bits(api: Api) -> None:
    """Ids and lengths fit an integer of 64 bits, as the contract's format says."""
    for row, exchange in api.records:
        for name in ("id", "bill", "duration"):
            if type(row[name]) is int and row[name] >= 2**63:
                raise Broken(f"id {row['id']}: {name} is {row[name]}", exchange)


@law(when=When.AT_THE_END)
def dates_exist(api: Api) -> None:
    """Every date is one of the calendar."""
    for row, exchange in api.records:
        for name in DATES:
            if isinstance(row[name], str) and date(row[name]) is None:
                raise Broken(f"id {row['id']}: {name} is {row[name]!r}", exchange)


@law(when=When.AT_THE_END)
def chinese_survives(api: Api) -> None:
    """Names of places, operators and statuses are Chinese that can be read."""
    for row, exchange in api.records:
        for name in NAMES:
            if isinstance(row[name], str) and damaged(row[name]):
                raise Broken(f"id {row['id']}: {name} is {row[name]!r}", exchange)


def _clean(text: str) -> bool:
    return text == text.strip() and text.isprintable() and text.lower() not in ("null", "none", "undefined")


@law(when=When.AT_THE_END)
def texts_are_clean(api: Api) -> None:
    """No text but `extra`, a user's own, has spaces around it, a control character, or `null` in letters."""
    for row, exchange in api.records:
        for name, value in row.items():
            if name != "extra" and isinstance(value, str) and not _clean(value):
                raise Broken(f"id {row['id']}: {name} is {value!r}", exchange)


@law(assumes=("no-call-is-null",), when=When.AT_THE_END)
def what_is_absent_is_null(api: Api) -> None:
    """Where there is no value there is null, not an empty text or a date of zeros."""
    for row, exchange in api.records:
        for name in api.nullable:
            if row.get(name) == "" or str(row.get(name)).startswith("0000-00-00"):
                raise Broken(f"id {row['id']}: {name} is {row[name]!r}", exchange)
