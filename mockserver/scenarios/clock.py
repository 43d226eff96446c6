"""What time it is in a campaign: frozen, running with real time, or moved by hand, step by step."""

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
"""Stepped clocks that are remembered; the one not moved for longest is forgotten first."""

LENGTH: Final = campaign.DUSK - campaign.DAWN
"""Seconds a clock can move: then every number has been called, and it stands."""


@dataclass(frozen=True)
class Reading:
    """What a clock shows, and how far the campaign of a scenario is then.

    `now` is a date of the campaign (Asia/Shanghai, no offset). For a frozen clock, where nothing goes on, all
    but the kind is None.
    """

    clock: str
    now: datetime | None
    called: int | None
    waiting: int | None


class Clocks:
    """The clocks of all scenarios: a stepped one for each text of a scenario, and running ones for all."""

    def __init__(self, since: float | None = None, now: Callable[[], float] = time.time) -> None:
        """`since` is the Unix time from which running clocks count that have none; without it, now."""
        self._since = since
        self._now = now
        self._begun = now()
        self._moved: LRUCache[str, int] = LRUCache(KEPT)

    def working(self, scenario: Scenario, text: str) -> int | None:
        """The working second that a scenario's clock shows; None for a frozen one."""
        if scenario.clock == "frozen":
            return None
        if scenario.clock == "stepped":
            return campaign.DAWN + self._moved.get(text, 0)
        begun = self._begun if self._since is None else self._since
        since = begun if scenario.since is None else scenario.since
        passed = (self._now() - since) * scenario.speed
        return campaign.DAWN + math.floor(min(max(passed, 0), LENGTH))

    def reading(self, scenario: Scenario, text: str) -> Reading:
        """What the clock of a scenario shows."""
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
        """Move the stepped clock of a scenario by a time, then until so many more numbers have been called.

        All are 0 or more. Gives what the clock shows then.
        """
        time_passed = round(min(seconds + 60 * minutes + 3600 * hours, LENGTH))
        self._move(text, time_passed)
        self._move(text, self._until_called(scenario, text, calls))
        return self.reading(scenario, text)

    def _move(self, text: str, seconds: int) -> None:
        self._moved[text] = min(self._moved.get(text, 0) + seconds, LENGTH)

    def _until_called(self, scenario: Scenario, text: str, calls: int) -> int:
        """The seconds until so many more numbers have been called, or all of them."""
        working = campaign.DAWN + self._moved.get(text, 0)
        timetable = campaign.moving(scenario.rows)
        last = min(timetable.frontier(working) + calls, scenario.rows) - 1
        return max(timetable.settled(last) - working, 0) if calls and last >= 0 else 0

    def reset(self) -> None:
        """Put all clocks back to where they began, but for running ones that have a `since`."""
        self._moved.clear()
        self._begun = self._now()
