"""Outcomes of calls: how often each status occurs, and the cause and lengths of a call with it."""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from mockserver.dataset.tables import lines

BLOCK: Final = 1024
"""The sum of the weights of all outcomes."""


class Outcome(NamedTuple):
    """One line of `outcomes.csv`. Without a `hangupcause` there was no call. Times are in seconds.

    Ringing takes at least `ring_least` and less than `ring_least + ring_span`; talking likewise.
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
    """All outcomes, indexed by status."""
    return tuple(_outcome(line) for line in lines("outcomes.csv"))
