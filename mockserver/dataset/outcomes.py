"""What becomes of calls: how often each status occurs, and what a call with it looks like."""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from mockserver.dataset.tables import lines

BLOCK: Final = 1024
"""The weights of all outcomes add up to this."""


class Outcome(NamedTuple):
    """One line of `outcomes.csv`. Times are pairs (least, most) of seconds."""

    status: int
    weight: int
    hangupcause: str | None
    ring: tuple[int, int]
    talk: tuple[int, int]
    is_blacklist: bool | None

    @property
    def called(self) -> bool:
        """Whether there was a call at all."""
        return self.hangupcause is not None

    @property
    def answered(self) -> bool:
        """Whether somebody answered."""
        return self.talk[1] > 0


def _outcome(line: Mapping[str, str]) -> Outcome:
    return Outcome(
        status=int(line["status"]),
        weight=int(line["weight"]),
        hangupcause=line["hangupcause"] or None,
        ring=(int(line["ring_least"]), int(line["ring_most"])),
        talk=(int(line["talk_least"]), int(line["talk_most"])),
        is_blacklist={"": None, "true": True, "false": False}[line["is_blacklist"]],
    )


@cache
def outcomes() -> tuple[Outcome, ...]:
    """Every outcome; its position is its status."""
    return tuple(_outcome(line) for line in lines("outcomes.csv"))
