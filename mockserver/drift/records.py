"""Records that break the contract, or their own story."""

from datetime import datetime, timedelta
from typing import Final

from mockserver.drift.kinds import Collect, Record, recording

DRIFTS: Final[Collect] = []

DATES: Final = ("created_at", "calldate", "answerdate", "hangupdate")

drift = recording(DRIFTS)


@drift
def bill_string(record: Record) -> None:
    """`bill` is a string of digits."""
    record["bill"] = str(record["bill"])


@drift
def bill_seconds(record: Record) -> None:
    """`bill` and `duration` are seconds, not milliseconds."""
    record["bill"] //= 1000
    record["duration"] //= 1000


@drift
def bill_unanswered(record: Record) -> None:
    """Calls that nobody answered are billed too."""
    record["bill"] = record["duration"]


@drift
def duration_billed(record: Record) -> None:
    """`duration` counts from the answer, as `bill` does, and leaves out the ringing."""
    record["duration"] = record["bill"]


@drift
def id_string(record: Record) -> None:
    """`id` is a string of digits."""
    record["id"] = str(record["id"])


@drift
def status_13(record: Record) -> None:
    """There is a status 13, which nobody documented."""
    if record["status"] == 12:
        record["status"] = 13


@drift
def status_string(record: Record) -> None:
    """`status` is a string of digits."""
    record["status"] = str(record["status"])


@drift
def label_english(record: Record) -> None:
    """`status_str` is English."""
    record["status_str"] = f"status {record['status']}"


@drift
def area_code_number(record: Record) -> None:
    """`area_code` is a number, so its leading zero is lost."""
    record["area_code"] = int(record["area_code"])


@drift
def post_code_short(record: Record) -> None:
    """`post_code` has lost its leading zeros."""
    record["post_code"] = record["post_code"].lstrip("0")


@drift
def number_prefixed(record: Record) -> None:
    """`number` begins with +86."""
    record["number"] = f"+86{record['number']}"


@drift
def null_empty(record: Record) -> None:
    """What is null in the contract is an empty string."""
    record.update({name: "" for name, value in record.items() if value is None})


@drift
def null_missing(record: Record) -> None:
    """What is null in the contract is left out."""
    for name in [name for name, value in record.items() if value is None]:
        del record[name]


@drift
def field_missing(record: Record) -> None:
    """`hangupcause` is gone."""
    del record["hangupcause"]


@drift
def field_renamed(record: Record) -> None:
    """`customer_id` is now called `customerId`."""
    record["customerId"] = record.pop("customer_id")


@drift
def field_unknown(record: Record) -> None:
    """There is a field `remark` that the contract does not have."""
    record["remark"] = ""


@drift
def dates_iso(record: Record) -> None:
    """Dates are written as in ISO 8601, with T and offset."""
    record.update({name: f"{record[name].replace(' ', 'T')}+08:00" for name in DATES if record[name]})


@drift
def dates_utc(record: Record) -> None:
    """Dates are UTC, eight hours behind those that the filters mean."""
    for name in DATES:
        if record[name]:
            date = datetime.fromisoformat(record[name]) - timedelta(hours=8)
            record[name] = date.isoformat(" ")


@drift
def dates_disordered(record: Record) -> None:
    """Calls are answered before they are placed, as in the documentation's own example."""
    if record["answerdate"]:
        record["calldate"], record["answerdate"] = record["answerdate"], record["calldate"]


@drift
def waiting_called(record: Record) -> None:
    """Waiting numbers have a call already."""
    if record["status"] == 0:
        record["calldate"] = record["created_at"]


@drift
def blacklist_number(record: Record) -> None:
    """`is_blacklist` is 1 or 0."""
    record["is_blacklist"] = int(bool(record["is_blacklist"]))


@drift
def blacklist_forgotten(record: Record) -> None:
    """Numbers with status 11 are not marked as blacklisted."""
    if record["status"] == 11:
        record["is_blacklist"] = False


@drift
def cause_lowercase(record: Record) -> None:
    """`hangupcause` is written in lower case."""
    if record["hangupcause"]:
        record["hangupcause"] = record["hangupcause"].lower()


@drift
def cause_same(record: Record) -> None:
    """Every call, answered or not, ended with NORMAL_CLEARING."""
    if record["hangupcause"]:
        record["hangupcause"] = "NORMAL_CLEARING"


@drift
def chinese_garbled(record: Record) -> None:
    """Chinese is read as Latin-1 on its way."""
    for name in ("city", "pro", "mobile_type", "status_str"):
        record[name] = record[name].encode().decode("latin-1")
