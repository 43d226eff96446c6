"""What a running server remembers: bounded, and cleared by a reset. The data does not depend on it."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Final

from cachetools import LRUCache

from mockserver.journal import Journal
from mockserver.scenarios.clock import Clocks

KEPT: Final = 1024
"""Scenarios, and entries of faults, that are remembered; the least recently used one is dropped first."""


@dataclass(frozen=True)
class State:
    """The journal, the clocks, the number of requests of each scenario, and the memory of the faults."""

    clocks: Clocks = field(default_factory=Clocks)
    journal: Journal = field(default_factory=Journal)
    counts: LRUCache[Hashable, int] = field(default_factory=lambda: LRUCache(KEPT))
    memory: LRUCache[Hashable, Any] = field(default_factory=lambda: LRUCache(KEPT))

    def reset(self) -> None:
        """Forget everything, as if the server had just started."""
        for each in (self.clocks, self.journal):
            each.reset()
        for cache in (self.counts, self.memory):
            cache.clear()
