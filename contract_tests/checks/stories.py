"""The fields of one record agree: status, dates, durations and cause."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Final

from contract_tests.check import Check, evidence_check
from contract_tests.evidence import Evidence
from contract_tests.exchange import Exchange
from contract_tests.page import Row
from contract_tests.query import date
from contract_tests.results import Failed, Skipped

WAITING: Final = 0
ANSWERED: Final = 1
BLACKLISTED: Final = 11
BLOCKED: Final = 12

UNCALLED: Final = (WAITING, BLACKLISTED, BLOCKED)
"""Statuses that a number may have without a call: a blocked one need not be dialled."""

SMALL: Final = 3
"""Clocks of telephony may differ by a few seconds; by more than this they disagree."""

CALL: Final = ("callid", "calldate", "hangupcause", "hangupdate", "answerdate")
"""The fields that a call fills."""

CAUSES: Final = {
    ANSWERED: {"NORMAL_CLEARING"},
    3: {"CALL_REJECTED"},
    4: {"NO_ANSWER", "NO_USER_RESPONSE", "ORIGINATOR_CANCEL"},
    5: {"UNALLOCATED_NUMBER"},
    8: {"USER_BUSY"},
}
"""Hang-up causes that clearly belong to one status; there may be others."""


def _stories(evidence: Evidence, *statuses: int) -> Iterator[tuple[Row, Exchange]]:
    """The records with one of these statuses. Raises Skipped if there is none."""
    found = [(row, exchange) for row, exchange in evidence.records if row["status"] in statuses]
    if not found:
        raise Skipped("no number of that kind was received")
    return iter(found)


def _called(evidence: Evidence) -> Iterator[tuple[Row, Exchange]]:
    """The records with a call. Raises Skipped if there is none."""
    called = _stories(evidence, *(status for status in evidence.expectations.labels if status != WAITING))
    return ((row, exchange) for row, exchange in called if row["calldate"] and row["hangupdate"])


def _seconds(start: str, end: str) -> float:
    first, last = date(start), date(end)
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        raise Skipped("some dates do not exist (see dates-exist)")
    return (last - first).total_seconds()


def _agree(evidence: Evidence, exchange: Exchange, milliseconds: float, seconds: float, found: str) -> None:
    """Raise Failed unless a duration is as long as the time between its dates."""
    off = abs(milliseconds / 1000 - seconds)
    if off > evidence.dialect.clock_tolerance:
        raise Failed(found, exchange, assumes=("clock-tolerance",) if off <= SMALL else ())


@evidence_check()
def the_label_is_that_of_the_status(evidence: Evidence) -> None:
    """`status_str` is the Chinese label of `status`."""
    for row, exchange in _stories(evidence, *evidence.expectations.labels):
        label = evidence.expectations.labels[row["status"]]
        if row["status_str"] != label:
            found = (
                f"id {row['id']}: status {row['status']} has the label {row['status_str']!r}, not {label!r}"
            )
            raise Failed(found, exchange)


@evidence_check(assumes=("no-call-is-null", "no-call-is-zero"))
def waiting_numbers_have_no_call(evidence: Evidence) -> None:
    """A waiting number has no call: no call id, no dates, no cause, durations of 0."""
    for row, exchange in _stories(evidence, WAITING):
        filled = [name for name in CALL if row[name]]
        filled += [name for name in ("bill", "duration") if row[name] not in (0, None)]
        if filled:
            raise Failed(f"id {row['id']} waits, but {filled[0]} is {row[filled[0]]!r}", exchange)


@evidence_check(assumes=("no-call-is-null", "no-call-is-zero", "blacklist-null"))
def waiting_numbers_say_so_in_the_agreed_way(evidence: Evidence) -> None:
    """Of a waiting number, `is_blacklist` and the fields of a call are null, and durations 0."""
    for row, exchange in _stories(evidence, WAITING):
        odd = [name for name in (*CALL, "is_blacklist") if row[name] is not None]
        odd += [name for name in ("bill", "duration") if row[name] != 0]
        if odd:
            raise Failed(f"id {row['id']} waits, and {odd[0]} is {row[odd[0]]!r}", exchange)


@evidence_check(assumes=("no-call-is-null",))
def called_numbers_have_a_call(evidence: Evidence) -> None:
    """A called number has the id of the call, both its dates, and its hang-up cause."""
    for row, exchange in _stories(
        evidence, *(each for each in evidence.expectations.labels if each not in UNCALLED)
    ):
        for name in ("callid", "calldate", "hangupcause", "hangupdate"):
            if not row[name]:
                raise Failed(
                    f"id {row['id']} has status {row['status']}, but {name} is {row[name]!r}", exchange
                )


@evidence_check()
def dates_are_in_order(evidence: Evidence) -> None:
    """A number is created, then called, then answered, then hung up."""
    for row, exchange in _called(evidence):
        story = [row[name] for name in ("created_at", "calldate", "answerdate", "hangupdate") if row[name]]
        moments = [date(each) for each in story]
        if None in moments:
            raise Skipped("some dates do not exist (see dates-exist)")
        late = max((_seconds(b, a) for a, b in pairwise(story)), default=0)
        if late > (evidence.dialect.clock_tolerance if evidence.dialect.clock_tolerance > 1 else 0):
            assumes = ("clock-tolerance",) if late <= SMALL else ()
            found = f"id {row['id']}: created, called, answered, hung up: {', '.join(story)}"
            raise Failed(found, exchange, assumes=assumes)


@evidence_check(assumes=("unanswered-is-null",))
def only_answered_calls_have_an_answer(evidence: Evidence) -> None:
    """`answerdate` is set for status 1, and for no other."""
    for row, exchange in _called(evidence):
        if bool(row["answerdate"]) != (row["status"] == ANSWERED):
            found = f"id {row['id']} has status {row['status']}, and answerdate is {row['answerdate']!r}"
            raise Failed(found, exchange)


@evidence_check(assumes=("unanswered-is-zero",))
def only_answered_calls_are_billed(evidence: Evidence) -> None:
    """`bill` is 0 unless the call was answered."""
    for row, exchange in _called(evidence):
        if row["bill"] != 0 and row["status"] != ANSWERED:
            raise Failed(f"id {row['id']} has status {row['status']}, and bill is {row['bill']!r}", exchange)


@evidence_check()
def duration_is_from_call_to_hang_up(evidence: Evidence) -> None:
    """`duration` is the time from `calldate` to `hangupdate` in milliseconds, to the second."""
    for row, exchange in _called(evidence):
        expected = _seconds(row["calldate"], row["hangupdate"])
        found = (
            f"id {row['id']}: duration is {row['duration']}, from call to hang-up {expected * 1000:.0f} ms"
        )
        _agree(evidence, exchange, row["duration"], expected, found)


@evidence_check()
def bill_is_from_answer_to_hang_up(evidence: Evidence) -> None:
    """`bill` is the time from `answerdate` to `hangupdate` in milliseconds, to the second."""
    for row, exchange in _stories(evidence, ANSWERED):
        expected = _seconds(row["answerdate"], row["hangupdate"])
        found = f"id {row['id']}: bill is {row['bill']}, from answer to hang-up {expected * 1000:.0f} ms"
        _agree(evidence, exchange, row["bill"], expected, found)
        if row["bill"] > row["duration"] + (evidence.dialect.clock_tolerance - 1) * 1000:
            raise Failed(f"{found}, and duration is {row['duration']}", exchange)


@evidence_check(assumes=("blacklist-type", "blacklist-null"))
def the_blacklist_and_its_status_agree(evidence: Evidence) -> None:
    """`is_blacklist` is true for status 11 and for no other."""
    for row, exchange in _stories(evidence, *evidence.expectations.labels):
        if (row["is_blacklist"] is True) != (row["status"] == BLACKLISTED):
            found = f"id {row['id']} has status {row['status']}, and is_blacklist is {row['is_blacklist']!r}"
            raise Failed(found, exchange)


@evidence_check(assumes=("hangup-cause-names",))
def the_cause_fits_the_status(evidence: Evidence) -> None:
    """`hangupcause` is not one that clearly belongs to another status."""
    known = frozenset[str]().union(*CAUSES.values())
    for row, exchange in _stories(evidence, *CAUSES):
        if row["hangupcause"] in known - CAUSES[row["status"]]:
            found = f"id {row['id']} has status {row['status']}, and hangupcause is {row['hangupcause']!r}"
            raise Failed(found, exchange)


@evidence_check()
def calls_have_ids_of_their_own(evidence: Evidence) -> None:
    """No two numbers have the same call id."""
    owners: dict[str, object] = {}
    for row, exchange in _called(evidence):
        owner = owners.setdefault(row["callid"], row["id"])
        if row["callid"] and owner != row["id"]:
            raise Failed(f"ids {owner} and {row['id']} share the call {row['callid']}", exchange)


@evidence_check(assumes=("place-known",))
def places_agree(evidence: Evidence) -> None:
    """A city, an area code and a post code each belong to one province."""
    provinces: dict[tuple[str, str], tuple[str, object]] = {}
    for row, exchange in evidence.records:
        for name in ("city", "area_code", "post_code"):
            if row[name] in (None, "") or row["pro"] in (None, ""):
                continue
            province, owner = provinces.setdefault((name, row[name]), (row["pro"], row["id"]))
            if province != row["pro"]:
                found = f"{row[name]} is in {province} (id {owner}), and in {row['pro']} (id {row['id']})"
                raise Failed(f"{name} {found}", exchange)


CHECKS: Final[tuple[Check, ...]] = (
    the_label_is_that_of_the_status,
    waiting_numbers_have_no_call,
    waiting_numbers_say_so_in_the_agreed_way,
    called_numbers_have_a_call,
    dates_are_in_order,
    only_answered_calls_have_an_answer,
    only_answered_calls_are_billed,
    duration_is_from_call_to_hang_up,
    bill_is_from_answer_to_hang_up,
    the_blacklist_and_its_status_agree,
    the_cause_fits_the_status,
    calls_have_ids_of_their_own,
    places_agree,
)
