"""Who is called: phone numbers whose operator, place, area code and post code agree.

A *subscriber* is a number below `SUBSCRIBERS`. It has a place, an operator, and two phone numbers: one
in a segment really allocated to that operator in that place, and one in a range nobody has been given.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import shake_128
from struct import unpack
from typing import Final, Literal, NamedTuple

from mockserver.dataset.tables import lines

LINES: Final = 10_000
"""Numbers of a segment (its seven digits, then four)."""

BLOCKS: Final = 4096
SUBSCRIBERS: Final = BLOCKS * LINES

NumberPlan = Literal["unassigned", "realistic"]


class Place(NamedTuple):
    """One line of `places.csv`."""

    city: str
    pro: str
    post_code: str
    area_code: str


class SubscriberBlock(NamedTuple):
    """One line of `subscribers.csv`: the subscribers of one operator in one place.

    `realistic` and `unassigned` are their two segments; `json` is the five fields of a record that say
    where a number is from.
    """

    place: Place
    mobile_type: str
    realistic: bytes
    unassigned: bytes
    json: bytes


def _block(line: Mapping[str, str], place: Place) -> SubscriberBlock:
    json = (
        f'"city":"{place.city}","pro":"{place.pro}","mobile_type":"{line["mobile_type"]}",'
        f'"area_code":"{place.area_code}","post_code":"{place.post_code}"'
    )
    realistic, unassigned = line["realistic"].encode(), line["unassigned"].encode()
    return SubscriberBlock(place, line["mobile_type"], realistic, unassigned, json.encode())


@cache
def subscriber_blocks() -> tuple[SubscriberBlock, ...]:
    """All blocks; a subscriber's block is `subscriber // LINES`."""
    places = {line["city"]: Place(**line) for line in lines("places.csv")}
    return tuple(_block(line, places[line["city"]]) for line in lines("subscribers.csv"))


_SCATTER: Final[tuple[int, ...]] = unpack(f"<{BLOCKS}I", shake_128(b"subscribers").digest(BLOCKS * 4))
"""Random numbers, the same in every process."""


def subscriber_of(key: int, row: int) -> int:
    """The subscriber a row calls; no two rows share one until all `SUBSCRIBERS` are used.

    `key` is a 64-bit number. Each round moves one half of the number by a random amount that depends on
    the other half only, so every round, and all of it, can be undone: no two rows meet.
    """
    line, block = divmod(row % SUBSCRIBERS, BLOCKS)
    line = (line + _SCATTER[(block ^ key) % BLOCKS]) % LINES
    block = (block + _SCATTER[(line ^ key >> 16) % BLOCKS]) % BLOCKS
    line = (line + _SCATTER[(block ^ key >> 32) % BLOCKS]) % LINES
    return block * LINES + line
