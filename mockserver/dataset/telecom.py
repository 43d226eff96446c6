"""Phone numbers whose operator, place, area code and post code agree.

A *subscriber* is an integer below `SUBSCRIBERS`. It has a place, an operator and two phone numbers: one
in a segment that is allocated to that operator in that place, and one in an unassigned range.
"""

from array import array
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import shake_128
from struct import unpack
from typing import Final, Literal, NamedTuple

from mockserver.dataset.tables import lines

LINES: Final = 10_000
"""Phone numbers per segment (seven digits, followed by four)."""

BLOCKS: Final = 4096
SUBSCRIBERS: Final = BLOCKS * LINES

NumberPlan = Literal["unassigned", "realistic"]


class Place(NamedTuple):
    """One line of `places.csv`."""

    city: str
    pro: str
    post_code: str
    area_code: str


class Blocks(NamedTuple):
    """The table `subscribers.csv` by column; a line is a block of subscribers of one operator in one place.

    Segments are integers of seven digits; homes are the five fields of a record that describe a number's
    origin, as JSON. They are packed into arrays, because rows access them at random and compact memory is
    faster to read.
    """

    unassigned: Sequence[int]
    realistic: Sequence[int]
    homes: Sequence[bytes]


def _home(place: Place, mobile_type: str) -> bytes:
    return (
        f'"city":"{place.city}","pro":"{place.pro}","mobile_type":"{mobile_type}",'
        f'"area_code":"{place.area_code}","post_code":"{place.post_code}"'
    ).encode()


@cache
def blocks() -> Blocks:
    """All blocks of subscribers; a subscriber's block is `subscriber // LINES`."""
    places = {line["city"]: Place(**line) for line in lines("places.csv")}
    home = cache(_home)  # Many blocks share a home, and so share its bytes.
    table = list(lines("subscribers.csv"))
    return Blocks(
        unassigned=array("I", [int(line["unassigned"]) for line in table]),
        realistic=array("I", [int(line["realistic"]) for line in table]),
        homes=tuple(home(places[line["city"]], line["mobile_type"]) for line in table),
    )


_SCATTER: Final[Sequence[int]] = array(
    "I", unpack(f"<{BLOCKS}I", shake_128(b"subscribers").digest(BLOCKS * 4))
)
"""Random numbers, the same in every process."""


def subscribers_of(key: int, rows: Iterable[int]) -> list[int]:
    """The subscriber of each row; no two rows share one until all `SUBSCRIBERS` are used.

    `key` is a 64-bit integer. Each round shifts one half of the number by a pseudo-random amount that depends
    on the other half only. Every round is therefore invertible, and no two rows have the same subscriber.
    """
    scatter, second, third = _SCATTER, key >> 16, key >> 32
    subscribers = []
    for row in rows:
        line, block = divmod(row % SUBSCRIBERS, BLOCKS)
        line = (line + scatter[(block ^ key) % BLOCKS]) % LINES
        block = (block + scatter[(line ^ second) % BLOCKS]) % BLOCKS
        line = (line + scatter[(block ^ third) % BLOCKS]) % LINES
        subscribers.append(block * LINES + line)
    return subscribers
