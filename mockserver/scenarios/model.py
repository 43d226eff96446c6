"""How the mock should behave for a base URL, as one value."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from mockserver.dataset import NumberPlan, World
from mockserver.scenarios.faults import Fault

ClockKind = Literal["frozen", "running", "stepped"]

PREFERRED: Final = ("code", "delay")
"""The keys that `Prefer` takes, for one request."""


class ScenarioError(Exception):
    """A scenario that cannot be understood; the message, in Chinese and English, says what is allowed."""


@dataclass(frozen=True)
class Scenario:
    """How the mock behaves: its data, its clock, and what goes wrong.

    `speed` is seconds of the campaign in a second; `since` the Unix time at which a running clock began, None
    where the server's own start, or its last reset, counts.
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

    @cached_property
    def world(self) -> World:
        """What the data depends on while the clock is frozen."""
        return World(self.seed, self.rows, self.numbers)

    @cached_property
    def is_still(self) -> bool:
        """Whether nothing goes wrong, and the clock stands."""
        return not self.faults and self.clock == "frozen"

    @cached_property
    def faults(self) -> Sequence[Fault]:
        """What can go wrong, in the order in which a request meets it."""
        every = (self.limit, self.delay, self.hang, self.drop, self.code, self.truncate, self.drift)
        return tuple(fault for fault in every if fault is not None)


def read_preference(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The text of a scenario in `Prefer: code=429, delay=2`; other preferences are not ours, and ignored."""
    wishes = [value.decode("latin-1") for name, value in headers if name == b"prefer"]
    if not wishes:
        return ""
    items = (re.sub(r'[\s"]', "", item).partition("=") for wish in wishes for item in re.split("[,;]", wish))
    return ",".join(
        f"{name.lower()}{equals}{value}" for name, equals, value in items if name.lower() in PREFERRED
    )
