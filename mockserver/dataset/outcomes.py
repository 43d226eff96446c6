"""What becomes of calls: how often each status occurs, and what a call with it looks like."""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from mockserver.dataset.tables import lines

BLOCK: Final = 1024
"""The weights of all outcomes add up to this."""


class Outcome(NamedTuple):
    """One line of `outcomes.csv`. Without a `hangupcause` there was no call. Times are seconds.

    Ringing takes `ring_least` seconds and less than `ring_span` more; so does talking.
    """

    status: int
    weight: int
    hangupcause: str | None
    ring_least: int
    ring_span: int
    talk_least: int
    talk_span: int
    answered: bool
    is_blacklist: bool | None


def _outcome(line: Mapping[str, str]) -> Outcome:
    ring_least, ring_most = int(line["ring_least"]), int(line["ring_most"])
    talk_least, talk_most = int(line["talk_least"]), int(line["talk_most"])
    return Outcome(
        status=int(line["status"]),
        weight=int(line["weight"]),
        hangupcause=line["hangupcause"] or None,
        ring_least=ring_least,
        ring_span=ring_most - ring_least + 1,
        talk_least=talk_least,
        talk_span=talk_most - talk_least + 1,
        answered=talk_most > 0,
        is_blacklist={"": None, "true": True, "false": False}[line["is_blacklist"]],
    )


@cache
def outcomes() -> tuple[Outcome, ...]:
    """Every outcome; its position is its status."""
    return tuple(_outcome(line) for line in lines("outcomes.csv"))
