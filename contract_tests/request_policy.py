"""How an API may be requested: how often, how many times, and up to which moment."""

from dataclasses import dataclass
from typing import Final, Literal

LIVE_BUDGET: Final = 60
"""Requests to a live API in one run, by default."""

LIVE_RATE: Final = 2.0
"""Requests a second to a live API, by default."""

LIVE_PAGE: Final = 100
"""Largest page requested of a live API, unless the dialect has its limit."""

THOROUGH: Final = 250
"""A budget that is enough for every check."""

TIMEOUT: Final = 30.0
"""Longest wait for an answer, head and body, in seconds."""

DEADLINE: Final = 1800.0
"""Longest duration of a run, in seconds, beside the time that its rate takes."""

EXHAUSTIVE: Final = 400
"""A budget that is enough for every check with every value it has."""


@dataclass(frozen=True)
class RequestPolicy:
    """Limits on the requests of a run; the default, no limits but GET, is for a server of one's own.

    `until` excludes numbers created later, so that numbers added during the run change nothing.
    `assumptions` says what an API may decide where the documentation is silent: nothing (`strict`), or
    whatever calibration finds (`calibrated`, the default for a `live` API). `unsafe_methods` allows methods
    other than GET, `hostile_values` values that look like an attack. `timeout` is the longest wait for an
    answer, `deadline` the longest duration of the run, both in seconds.
    """

    live: bool = False
    assumptions: Literal["strict", "calibrated"] | None = None
    rate: float | None = None
    budget: int | None = None
    until: str | None = None
    unsafe_methods: bool = False
    hostile_values: bool = False
    timeout: float = TIMEOUT
    deadline: float | None = None

    @property
    def calibrated(self) -> bool:
        """Whether the API may have habits that no dialect states."""
        return self.assumptions == "calibrated" or (self.assumptions is None and self.live)

    @property
    def sparing(self) -> bool:
        """Whether checks with many similar requests send some of them only."""
        return self.live and self.budget is not None and self.budget < EXHAUSTIVE

    @property
    def small(self) -> bool:
        """Whether the budget is too small to run every check in full."""
        return self.live and self.budget is not None and self.budget < THOROUGH


OWN: Final = RequestPolicy(unsafe_methods=True, hostile_values=True)
"""For a server that was started for the run."""
