"""Drifts that damage values on their way: texts escaped twice or cut, ids that lose digits."""

from typing import Final
from urllib.parse import quote

from mockserver.drift.kinds import Drift, Record, recording


@recording
def extra_garbled(record: Record) -> None:
    """`extra` is UTF-8 read as Latin-1."""
    if record["extra"]:
        record["extra"] = f"客户 {record['extra']}".encode().decode("latin-1")


@recording
def extra_entities(record: Record) -> None:
    """`extra` has its quotation marks as HTML entities."""
    if record["extra"]:
        record["extra"] = f"{{&quot;id&quot;:&quot;{record['extra']}&quot;}}"


@recording
def extra_replaced(record: Record) -> None:
    """`extra` has a replacement character where it was cut inside a character."""
    if record["extra"]:
        record["extra"] += "\ufffd"


@recording
def operator_quoted(record: Record) -> None:
    """`mobile_type` is encoded as JSON twice, and has quotation marks."""
    record["mobile_type"] = f'"{record["mobile_type"]}"'


@recording
def city_percent(record: Record) -> None:
    """`city` is percent-encoded."""
    record["city"] = quote(record["city"])


@recording
def province_tagged(record: Record) -> None:
    """`pro` has HTML tags, as from a search that marks what it found."""
    record["pro"] = f"<em>{record['pro']}</em>"


@recording
def callid_cut(record: Record) -> None:
    """`callid` is cut after 32 characters."""
    if record["callid"]:
        record["callid"] = record["callid"][:32]


@recording
def cause_cut(record: Record) -> None:
    """`hangupcause` is cut after 12 characters."""
    if record["hangupcause"]:
        record["hangupcause"] = record["hangupcause"][:12]


@recording
def customer_wide(record: Record) -> None:
    """`customer_id` has full-width digits."""
    if record["customer_id"]:
        wide = {str(digit): chr(0xFF10 + digit) for digit in range(10)}
        record["customer_id"] = record["customer_id"].translate(str.maketrans(wide))


@recording
def city_marked(record: Record) -> None:
    """`city` has an invisible mark in it."""
    record["city"] = f"{record['city'][:1]}\u200b{record['city'][1:]}"


@recording
def id_inexact(record: Record) -> None:
    """`id` is too large for a client that reads numbers as doubles."""
    record["id"] += 2**60


# fmt: off
DAMAGE: Final[tuple[Drift, ...]] = (
    extra_garbled, extra_entities, extra_replaced, operator_quoted, city_percent, province_tagged,
    callid_cut, cause_cut, customer_wide, city_marked, id_inexact,
)
