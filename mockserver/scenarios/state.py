"""What a running server remembers: all of it bounded, and forgotten on reset. The data needs none of it."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Final

from cachetools import LRUCache

from mockserver.journal import Journal
from mockserver.scenarios.clock import Clocks
from mockserver.scenarios.faults import Buckets

KEPT: Final = 1024
"""Scenarios, and clients of limits, that are remembered; those not seen for longest are forgotten first."""


@dataclass(frozen=True)
class State:
    """The journal, the clocks, how many requests each scenario had, what limits have left."""

    clocks: Clocks = field(default_factory=Clocks)
    journal: Journal = field(default_factory=Journal)
    counts: LRUCache[Hashable, int] = field(default_factory=lambda: LRUCache(KEPT))
    buckets: Buckets = field(default_factory=lambda: LRUCache(KEPT))

    def reset(self) -> None:
        """Forget everything, as if the server had just started."""
        for each in (self.clocks, self.journal):
            each.reset()
        for cache in (self.counts, self.buckets):
            cache.clear()
