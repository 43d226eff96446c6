"""One record is one story: status, dates, lengths and cause agree."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from contract_tests.check import Broken, NotJudged, When, law
from contract_tests.client import Api
from contract_tests.exchange import Exchange
from contract_tests.page import Row
from contract_tests.query import date

WAITING: Final = 0
ANSWERED: Final = 1
BLACKLISTED: Final = 11
BLOCKED: Final = 12

UNCALLED: Final = (WAITING, BLACKLISTED, BLOCKED)
"""Statuses that a number may have without a call: what is blocked need not be dialled."""

CALL: Final = ("callid", "calldate", "hangupcause", "hangupdate", "answerdate")
"""The fields that a call fills."""

CAUSES: Final = {
    ANSWERED: {"NORMAL_CLEARING"},
    3: {"CALL_REJECTED"},
    4: {"NO_ANSWER", "NO_USER_RESPONSE", "ORIGINATOR_CANCEL"},
    5: {"UNALLOCATED_NUMBER"},
    8: {"USER_BUSY"},
}
"""The causes with which calls of a status end, where its name leaves no doubt; there may be others."""


def _stories(api: Api, *statuses: int) -> Iterator[tuple[Row, Exchange]]:
    """The records with one of these statuses. Raises NotJudged if there is none."""
    found = [(row, exchange) for row, exchange in api.records if row["status"] in statuses]
    if not found:
        raise NotJudged("no number of that kind was received")
    return iter(found)


def _called(api: Api) -> Iterator[tuple[Row, Exchange]]:
    """The records that tell of a call. Raises NotJudged if there is none."""
    called = _stories(api, *(status for status in api.promises.labels if status != WAITING))
    return ((row, exchange) for row, exchange in called if row["calldate"] and row["hangupdate"])


@law(when=When.AT_THE_END)
def the_label_is_that_of_the_status(api: Api) -> None:
    """`status_str` is the Chinese label of `status`."""
    for row, exchange in _stories(api, *api.promises.labels):
        label = api.promises.labels[row["status"]]
        if row["status_str"] != label:
            found = f"id {row['id']}: status {row['status']} is called {row['status_str']!r}, not {label!r}"
            raise Broken(found, exchange)


@law(assumes=("no-call-is-null", "no-call-is-zero"), when=When.AT_THE_END)
def waiting_numbers_have_no_call(api: Api) -> None:
    """A number that waits has no call: no id, no dates, no cause, lengths of 0."""
    for row, exchange in _stories(api, WAITING):
        filled = [name for name in CALL if row[name]]
        filled += [name for name in ("bill", "duration") if row[name] not in (0, None)]
        if filled:
            raise Broken(f"id {row['id']} waits, but {filled[0]} is {row[filled[0]]!r}", exchange)


@law(assumes=("no-call-is-null", "no-call-is-zero", "blacklist-null"), when=When.AT_THE_END)
def waiting_numbers_say_so_in_the_agreed_way(api: Api) -> None:
    """Of a number that waits, `is_blacklist` and what a call fills are null, and lengths 0."""
    for row, exchange in _stories(api, WAITING):
        odd = [name for name in (*CALL, "is_blacklist") if row[name] is not None]
        odd += [name for name in ("bill", "duration") if row[name] != 0]
        if odd:
            raise Broken(f"id {row['id']} waits, and {odd[0]} is {row[odd[0]]!r}", exchange)


@law(assumes=("no-call-is-null",), when=When.AT_THE_END)
def called_numbers_have_a_call(api: Api) -> None:
    """A number that was called has the call's id, both its dates, and why it ended."""
    for row, exchange in _stories(api, *(each for each in api.promises.labels if each not in UNCALLED)):
        for name in ("callid", "calldate", "hangupcause", "hangupdate"):
            if not row[name]:
                raise Broken(
                    f"id {row['id']} has status {row['status']}, but {name} is {row[name]!r}", exchange
                )


@law(when=When.AT_THE_END)
def dates_are_in_order(api: Api) -> None:
    """A number is added, then called, then answered, then hung up."""
    for row, exchange in _called(api):
        story = [row[name] for name in ("created_at", "calldate", "answerdate", "hangupdate") if row[name]]
        moments = [date(each) for each in story]
        if None in moments:
            raise NotJudged("there are dates that are none (see dates-exist)")
        if story != sorted(story):
            raise Broken(f"id {row['id']}: added, called, answered, hung up: {', '.join(story)}", exchange)


@law(assumes=("unanswered-is-null",), when=When.AT_THE_END)
def only_answered_calls_have_an_answer(api: Api) -> None:
    """`answerdate` is there for status 1, and for no other."""
    for row, exchange in _called(api):
        if bool(row["answerdate"]) != (row["status"] == ANSWERED):
            found = f"id {row['id']} has status {row['status']}, and answerdate is {row['answerdate']!r}"
            raise Broken(found, exchange)


@law(assumes=("unanswered-is-zero",), when=When.AT_THE_END)
def only_answered_calls_are_billed(api: Api) -> None:
    """`bill` is 0 unless the call was answered."""
    for row, exchange in _called(api):
        if row["bill"] != 0 and row["status"] != ANSWERED:
            raise Broken(f"id {row['id']} has status {row['status']}, and bill is {row['bill']!r}", exchange)


def _milliseconds(start: str, end: str) -> float:
    first, last = date(start), date(end)
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        raise NotJudged("there are dates that are none (see dates-exist)")
    return (last - first).total_seconds() * 1000


@law(when=When.AT_THE_END)
def duration_is_from_call_to_hang_up(api: Api) -> None:
    """`duration` is the time from `calldate` to `hangupdate` in milliseconds, to the second."""
    for row, exchange in _called(api):
        expected = _milliseconds(row["calldate"], row["hangupdate"])
        if abs(row["duration"] - expected) > 1000:
            found = f"id {row['id']}: duration is {row['duration']}, from call to hang-up {expected:.0f} ms"
            raise Broken(found, exchange)


@law(when=When.AT_THE_END)
def bill_is_from_answer_to_hang_up(api: Api) -> None:
    """`bill` is the time from `answerdate` to `hangupdate` in milliseconds, to the second."""
    for row, exchange in _stories(api, ANSWERED):
        expected = _milliseconds(row["answerdate"], row["hangupdate"])
        if abs(row["bill"] - expected) > 1000 or row["bill"] > row["duration"]:
            found = f"id {row['id']}: bill is {row['bill']}, from answer to hang-up {expected:.0f} ms"
            raise Broken(f"{found}, and duration is {row['duration']}", exchange)


@law(assumes=("blacklist-type", "blacklist-null"), when=When.AT_THE_END)
def the_blacklist_and_its_status_agree(api: Api) -> None:
    """`is_blacklist` is true for status 11 and for no other."""
    for row, exchange in _stories(api, *api.promises.labels):
        if (row["is_blacklist"] is True) != (row["status"] == BLACKLISTED):
            found = f"id {row['id']} has status {row['status']}, and is_blacklist is {row['is_blacklist']!r}"
            raise Broken(found, exchange)


@law(assumes=("hangup-cause-names",), when=When.AT_THE_END)
def the_cause_fits_the_status(api: Api) -> None:
    """`hangupcause` is none with which calls of another status end."""
    known = frozenset[str]().union(*CAUSES.values())
    for row, exchange in _stories(api, *CAUSES):
        if row["hangupcause"] in known - CAUSES[row["status"]]:
            found = f"id {row['id']} has status {row['status']}, and hangupcause is {row['hangupcause']!r}"
            raise Broken(found, exchange)


@law(when=When.AT_THE_END)
def calls_have_ids_of_their_own(api: Api) -> None:
    """No two numbers share a call."""
    owners: dict[str, object] = {}
    for row, exchange in _called(api):
        owner = owners.setdefault(row["callid"], row["id"])
        if row["callid"] and owner != row["id"]:
            raise Broken(f"ids {owner} and {row['id']} share the call {row['callid']}", exchange)


@law(assumes=("place-known",), when=When.AT_THE_END)
def places_agree(api: Api) -> None:
    """A city, an area code and a post code have one province each."""
    provinces: dict[tuple[str, str], tuple[str, object]] = {}
    for row, exchange in api.records:
        for name in ("city", "area_code", "post_code"):
            province, owner = provinces.setdefault((name, row[name]), (row["pro"], row["id"]))
            if province != row["pro"]:
                found = f"{row[name]} is in {province} (id {owner}), and in {row['pro']} (id {row['id']})"
                raise Broken(f"{name} {found}", exchange)
