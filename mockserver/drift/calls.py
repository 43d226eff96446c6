"""Drifts of a call's story: dates, lengths, and what its status says about it."""

from datetime import datetime, timedelta
from typing import Final

from mockserver.drift.kinds import Drift, Record, recording

CALL_DATES: Final = ("calldate", "answerdate", "hangupdate")
DATES: Final = ("created_at", *CALL_DATES)


def _in_utc(record: Record, *names: str) -> None:
    for name in names:
        if record[name]:
            record[name] = (datetime.fromisoformat(record[name]) - timedelta(hours=8)).isoformat(" ")


@recording
def bill_seconds(record: Record) -> None:
    """`bill` and `duration` are in seconds, not milliseconds."""
    record["bill"] //= 1000
    record["duration"] //= 1000


@recording
def bill_minutes(record: Record) -> None:
    """`bill` is rounded up to whole minutes."""
    record["bill"] = -(-record["bill"] // 60000) * 60000


@recording
def bill_ringing(record: Record) -> None:
    """`bill` includes the ringing of answered calls."""
    record["bill"] = record["duration"] if record["bill"] else 0


@recording
def bill_unanswered(record: Record) -> None:
    """Calls that were not answered are billed too."""
    record["bill"] = record["duration"]


@recording
def duration_seconds(record: Record) -> None:
    """`duration` is in seconds, not milliseconds."""
    record["duration"] //= 1000


@recording
def duration_billed(record: Record) -> None:
    """`duration` begins with the answer, as `bill` does, and leaves out the ringing."""
    record["duration"] = record["bill"]


@recording
def dates_iso(record: Record) -> None:
    """Dates are in ISO 8601, with T and offset."""
    record.update({name: f"{record[name].replace(' ', 'T')}+08:00" for name in DATES if record[name]})


@recording
def dates_slashes(record: Record) -> None:
    """Dates have slashes."""
    record.update({name: record[name].replace("-", "/") for name in DATES if record[name]})


@recording
def dates_minutes(record: Record) -> None:
    """`calldate` has no seconds."""
    record["calldate"] = record["calldate"] and record["calldate"][:16]


@recording
def dates_milliseconds(record: Record) -> None:
    """`hangupdate` has milliseconds."""
    record["hangupdate"] = record["hangupdate"] and f"{record['hangupdate']}.000"


@recording
def dates_unix(record: Record) -> None:
    """`created_at` is Unix time."""
    record["created_at"] = int(datetime.fromisoformat(f"{record['created_at']}+08:00").timestamp())


@recording
def dates_zeros(record: Record) -> None:
    """`answerdate` is 0000-00-00 00:00:00 where it should be null, as in MySQL."""
    record["answerdate"] = record["answerdate"] or "0000-00-00 00:00:00"


@recording
def dates_impossible(record: Record) -> None:
    """`calldate` is on a day that does not exist, such as 30 February."""
    if record["calldate"]:
        record["calldate"] = record["calldate"].replace("2025-12-", "2025-02-").replace("-02-0", "-02-3")


@recording
def dates_utc(record: Record) -> None:
    """Dates are in UTC, eight hours behind those that the filters use."""
    _in_utc(record, *DATES)


@recording
def dates_calls_utc(record: Record) -> None:
    """Dates of calls are in UTC, `created_at` is not."""
    _in_utc(record, *CALL_DATES)


@recording
def dates_disordered(record: Record) -> None:
    """Calls are answered before they are placed, as in the documentation's own example."""
    if record["answerdate"]:
        record["calldate"], record["answerdate"] = record["answerdate"], record["calldate"]


@recording
def answered_unanswered(record: Record) -> None:
    """`answerdate` is that of the hang-up for calls that were not answered."""
    record["answerdate"] = record["answerdate"] or record["hangupdate"]


@recording
def waiting_called(record: Record) -> None:
    """Waiting numbers have a `calldate`."""
    if record["status"] == 0:
        record["calldate"] = record["created_at"]


@recording
def waiting_null(record: Record) -> None:
    """Waiting numbers have null in `bill` and `duration`."""
    if record["status"] == 0:
        record["bill"] = record["duration"] = None


@recording
def blacklist_early(record: Record) -> None:
    """Waiting numbers have false in `is_blacklist`, not null."""
    record["is_blacklist"] = bool(record["is_blacklist"])


@recording
def blacklist_forgotten(record: Record) -> None:
    """Numbers with status 11 are not marked as blacklisted."""
    if record["status"] == 11:
        record["is_blacklist"] = False


@recording
def callid_missing(record: Record) -> None:
    """`callid` is null for numbers with status 2."""
    if record["status"] == 2:
        record["callid"] = None


@recording
def callid_same(record: Record) -> None:
    """`callid` is the same for all calls."""
    record["callid"] = record["callid"] and "3d24c948-378e-43b0-b3b8-5dc176272ca3"


# fmt: off
CALLS: Final[tuple[Drift, ...]] = (
    bill_seconds, bill_minutes, bill_ringing, bill_unanswered, duration_seconds, duration_billed, dates_iso,
    dates_slashes, dates_minutes, dates_milliseconds, dates_unix, dates_zeros, dates_impossible, dates_utc,
    dates_calls_utc, dates_disordered, answered_unanswered, waiting_called, waiting_null, blacklist_early,
    blacklist_forgotten, callid_missing, callid_same,
)
