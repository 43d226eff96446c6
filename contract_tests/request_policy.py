"""How an API may be requested: how often, how many times, and up to which moment."""

from dataclasses import dataclass
from typing import Final

from contract_tests.results import Skipped

LIVE_BUDGET: Final = 60
"""Requests to a live API in one run, by default."""

LIVE_RATE: Final = 2.0
"""Requests a second to a live API, by default."""

LIVE_PAGE: Final = 100
"""Largest page requested of a live API, unless the dialect has its limit."""

THOROUGH: Final = 250
"""A budget that is enough for every check."""


@dataclass(frozen=True)
class RequestPolicy:
    """Limits on the requests of a run; the default, no limits but GET, is for a server of one's own.

    Of a `live` API, failures of what the contract assumes are only reported. `until` excludes numbers
    created later, so that numbers added during the run change nothing. `unsafe_methods` allows methods
    other than GET, `hostile_values` values that look like an attack.
    """

    live: bool = False
    rate: float | None = None
    budget: int | None = None
    until: str | None = None
    unsafe_methods: bool = False
    hostile_values: bool = False

    @property
    def frugal(self) -> bool:
        """Whether the budget is too small for every check."""
        return self.live and self.budget is not None and self.budget < THOROUGH

    def skip_if_frugal(self) -> None:
        """Raise Skipped if the budget is too small for every check."""
        if self.frugal:
            raise Skipped(f"left out to spare a live API (--max-requests {THOROUGH} includes it)")


OWN: Final = RequestPolicy(unsafe_methods=True, hostile_values=True)
"""For a server that was started for the run."""
