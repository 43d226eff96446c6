"""Who is called: phone numbers whose operator, place, area code and post code agree.

A *subscriber* is a number below `SUBSCRIBERS`. It has a place, an operator, and two phone numbers: one
in a segment really allocated to that operator in that place, and one in a range nobody has been given.
"""

from functools import cache
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
    """One line of `subscribers.csv`: the subscribers of one operator in one place."""

    place: Place
    mobile_type: str
    realistic: str
    unassigned: str


@cache
def subscriber_blocks() -> tuple[SubscriberBlock, ...]:
    """All blocks; a subscriber's block is `subscriber // LINES`."""
    places = {line["city"]: Place(**line) for line in lines("places.csv")}
    return tuple(SubscriberBlock(places[line.pop("city")], **line) for line in lines("subscribers.csv"))


def _scatter(key: int, value: int) -> int:
    """A 31-bit number that looks random and depends on both (the finaliser of SplitMix64)."""
    value = (value + key) * 0xBF58476D1CE4E5B9 & 0xFFFF_FFFF_FFFF_FFFF
    value = (value ^ value >> 32) * 0x94D049BB133111EB & 0xFFFF_FFFF_FFFF_FFFF
    return value >> 33


def subscriber_of(key: int, row: int) -> int:
    """The subscriber a row calls; no two rows share one until all `SUBSCRIBERS` are used.

    Each round moves one half of the number by an amount that depends on the other half only, so
    every round, and all of it, can be undone: no two rows meet.
    """
    line, block = divmod(row % SUBSCRIBERS, BLOCKS)
    block = (block + _scatter(key, line)) % BLOCKS
    line = (line + _scatter(key, BLOCKS + block)) % LINES
    block = (block + _scatter(key, 2 * LINES + line)) % BLOCKS
    return block * LINES + line
