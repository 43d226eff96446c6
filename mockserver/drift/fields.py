"""Drifts of a record's fields: their types, their limits, whether they are there."""

import re
from typing import Final

from mockserver.drift.kinds import Drift, Record, recording

FIRST_ID: Final = 969195391
"""The id of every task's first record."""


@recording
def bill_string(record: Record) -> None:
    """`bill` is a string of digits."""
    record["bill"] = str(record["bill"])


@recording
def bill_negative(record: Record) -> None:
    """`bill` is -1 for calls that were not answered."""
    record["bill"] = record["bill"] or -1


@recording
def duration_float(record: Record) -> None:
    """`duration` is a number with a fraction."""
    record["duration"] = float(record["duration"])


@recording
def id_string(record: Record) -> None:
    """`id` is a string of digits."""
    record["id"] = str(record["id"])


@recording
def id_rounded(record: Record) -> None:
    """`id` has lost its last digits in a 32-bit float."""
    record["id"] = record["id"] // 64 * 64


@recording
def id_same(record: Record) -> None:
    """`id` is the same in all records."""
    record["id"] = 258


@recording
def id_zero(record: Record) -> None:
    """`id` begins at 0."""
    record["id"] -= FIRST_ID


@recording
def status_13(record: Record) -> None:
    """There is a status 13, which is not documented."""
    if record["status"] == 12:
        record["status"] = 13


@recording
def status_string(record: Record) -> None:
    """`status` is a string of digits."""
    record["status"] = str(record["status"])


@recording
def number_integer(record: Record) -> None:
    """`number` is an integer where it is not encrypted."""
    if record["number"].isdigit():
        record["number"] = int(record["number"])


@recording
def number_prefixed(record: Record) -> None:
    """`number` begins with +86."""
    record["number"] = f"+86{record['number']}"


@recording
def number_masked(record: Record) -> None:
    """`number` has asterisks in place of its middle digits."""
    record["number"] = re.sub(r"^(1..)[0-9]{4}(?=[0-9]{4}$)", r"\1****", record["number"])


@recording
def cipher_same(record: Record) -> None:
    """All encrypted numbers are the same."""
    if not record["number"].isdigit():
        record["number"] = "A" * 52


@recording
def encryption_customer(record: Record) -> None:
    """`customer_id` is null where the number is encrypted."""
    if not record["number"].isdigit():
        record["customer_id"] = None


@recording
def encryption_id(record: Record) -> None:
    """`id` is another one where the number is encrypted."""
    if not record["number"].isdigit():
        record["id"] += 7


@recording
def area_code_number(record: Record) -> None:
    """`area_code` is a number, so its leading zero is lost."""
    record["area_code"] = int(record["area_code"])


@recording
def area_code_short(record: Record) -> None:
    """`area_code` has lost its leading zero."""
    record["area_code"] = record["area_code"].lstrip("0")


@recording
def area_code_same(record: Record) -> None:
    """`area_code` is 010 for every city."""
    record["area_code"] = "010"


@recording
def post_code_short(record: Record) -> None:
    """`post_code` has lost its leading zeros."""
    record["post_code"] = record["post_code"].lstrip("0")


@recording
def post_code_same(record: Record) -> None:
    """`post_code` is 100000 for every city."""
    record["post_code"] = "100000"


@recording
def province_wrong(record: Record) -> None:
    """`pro` is not the province of the city."""
    record["pro"] = "河北" if record["id"] % 2 else "江苏"


@recording
def city_null(record: Record) -> None:
    """`city` is null for numbers with status 5."""
    if record["status"] == 5:
        record["city"] = None


@recording
def blacklist_number(record: Record) -> None:
    """`is_blacklist` is 1 or 0."""
    record["is_blacklist"] = int(bool(record["is_blacklist"]))


@recording
def null_empty(record: Record) -> None:
    """Fields that are null in the contract are empty strings."""
    record.update({name: "" for name, value in record.items() if value is None})


@recording
def null_missing(record: Record) -> None:
    """Fields that are null in the contract are left out."""
    for name in [name for name, value in record.items() if value is None]:
        del record[name]


@recording
def null_word(record: Record) -> None:
    """`customer_id` is the string "null" where it should be null."""
    record["customer_id"] = record["customer_id"] or "null"


@recording
def field_missing(record: Record) -> None:
    """`hangupcause` is missing."""
    del record["hangupcause"]


@recording
def field_renamed(record: Record) -> None:
    """`customer_id` is called `customerId`."""
    record["customerId"] = record.pop("customer_id")


@recording
def field_unknown(record: Record) -> None:
    """There is a field `remark` that is not in the contract."""
    record["remark"] = ""


# fmt: off
FIELDS: Final[tuple[Drift, ...]] = (
    bill_string, bill_negative, duration_float, id_string, id_rounded, id_same, id_zero, status_13,
    status_string, number_integer, number_prefixed, number_masked, cipher_same, encryption_customer,
    encryption_id, area_code_number, area_code_short, area_code_same, post_code_short, post_code_same,
    province_wrong, city_null, blacklist_number, null_empty, null_missing, null_word, field_missing,
    field_renamed, field_unknown,
)
