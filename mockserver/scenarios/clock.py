"""The clocks of campaigns: frozen, running with real time, or moved in steps."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cachetools import LRUCache

from mockserver.dataset import campaign
from mockserver.scenarios.model import Scenario

KEPT: Final = 1024
"""Stepped clocks that are remembered; the one that was not moved for longest is dropped first."""

LENGTH: Final = campaign.DUSK - campaign.DAWN
"""Seconds after which every number has been called and a clock stops."""


@dataclass(frozen=True)
class Reading:
    """The state of a clock, and how many numbers of its scenario have been called.

    `now` is a time of the campaign (Asia/Shanghai, no offset). A frozen clock has None for all but its kind.
    """

    clock: str
    now: datetime | None
    called: int | None
    waiting: int | None


class Clocks:
    """The clocks of all scenarios: a stepped one for each text of a scenario, a shared one for running."""

    def __init__(self, since: float | None = None, now: Callable[[], float] = time.time) -> None:
        """`since` is the Unix time at which running clocks start unless their scenario says; None for now."""
        self._since = since
        self._now = now
        self._started = now()
        self._moved: LRUCache[str, int] = LRUCache(KEPT)

    def working(self, scenario: Scenario, text: str) -> int | None:
        """The working second of a scenario's clock; None for a frozen one."""
        if scenario.clock == "frozen":
            return None
        if scenario.clock == "stepped":
            return campaign.DAWN + self._moved.get(text, 0)
        started = self._started if self._since is None else self._since
        since = started if scenario.since is None else scenario.since
        passed = (self._now() - since) * scenario.speed
        return campaign.DAWN + math.floor(min(max(passed, 0), LENGTH))

    def reading(self, scenario: Scenario, text: str) -> Reading:
        """The state of a scenario's clock."""
        working = self.working(scenario, text)
        if working is None:
            return Reading(scenario.clock, None, None, None)
        called = campaign.moving(scenario.rows).frontier(working)
        return Reading(scenario.clock, campaign.moment(working), called, scenario.rows - called)

    def advance(
        self,
        scenario: Scenario,
        text: str,
        *,
        seconds: float = 0,
        minutes: float = 0,
        hours: float = 0,
        calls: int = 0,
    ) -> Reading:
        """Move the stepped clock of a scenario by a time, then until `calls` more numbers have been called.

        All are 0 or more. Returns the new state of the clock.
        """
        time_passed = round(min(seconds + 60 * minutes + 3600 * hours, LENGTH))
        self._move(text, time_passed)
        self._move(text, self._until_called(scenario, text, calls))
        return self.reading(scenario, text)

    def _move(self, text: str, seconds: int) -> None:
        self._moved[text] = min(self._moved.get(text, 0) + seconds, LENGTH)

    def _until_called(self, scenario: Scenario, text: str, calls: int) -> int:
        """The seconds until `calls` more numbers have been called, or all of them."""
        working = campaign.DAWN + self._moved.get(text, 0)
        timetable = campaign.moving(scenario.rows)
        last = min(timetable.frontier(working) + calls, scenario.rows) - 1
        return max(timetable.settled(last) - working, 0) if calls and last >= 0 else 0

    def reset(self) -> None:
        """Set all clocks back to their start, except running ones with a `since`."""
        self._moved.clear()
        self._started = self._now()
