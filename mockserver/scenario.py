"""How the mock should behave for a base URL, as one value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from mockserver.dataset import NumberPlan
from mockserver.faults import Fault

ClockKind = Literal["frozen", "running", "stepped"]

PREFERRED: Final = ("code", "delay")
"""The keys that `Prefer` takes, for one request."""


class ScenarioError(Exception):
    """A scenario that cannot be understood; the message, in Chinese and English, says what is allowed."""


@dataclass(frozen=True)
class Scenario:
    """How the mock behaves: its data, its clock, and what goes wrong.

    `speed` is seconds of the campaign in a second; `since` the Unix time at which a running clock began, None
    where the server's own start counts.
    """

    seed: int = 0
    rows: int = 1000
    numbers: NumberPlan = "unassigned"
    clock: ClockKind = "frozen"
    speed: float = 1.0
    since: float | None = None
    limit: Fault | None = None
    delay: Fault | None = None
    hang: Fault | None = None
    drop: Fault | None = None
    code: Fault | None = None
    truncate: Fault | None = None
    drift: Fault | None = None

    @property
    def faults(self) -> Sequence[Fault]:
        """What can go wrong, in the order in which a request meets it."""
        every = (self.limit, self.delay, self.hang, self.drop, self.code, self.truncate, self.drift)
        return tuple(fault for fault in every if fault is not None)


def read_preference(headers: Sequence[str]) -> str:
    """The text of a scenario in `Prefer: code=429, delay=2`; other preferences are not ours, and ignored."""
    items = (item.strip().replace(" ", "") for header in headers for item in re.split("[,;]", header))
    return ",".join(item.replace('"', "") for item in items if item.partition("=")[0] in PREFERRED)
