"""Limits how fast and how often requests are sent."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import inf, isnan
from typing import Final

from contract_tests.results import Skipped

LONGEST_WAIT: Final = 120.0
"""Longest `Retry-After` honoured, in seconds."""

ATTEMPTS: Final = 5
"""How often one request is sent while it is refused for now (429, or 503 with `Retry-After`)."""

SHORTEST_GAP: Final = 0.05
LONGEST_GAP: Final = 10.0
"""Seconds between two requests once an API has refused one for now, at least and at most."""


@dataclass(frozen=True)
class Clock:
    """A monotonic clock and a way to sleep; tests have their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Throttle:
    """Allows `budget` requests, `rate` a second, until `deadline` seconds from now; None: no limit."""

    def __init__(
        self,
        rate: float | None,
        budget: int | None,
        clock: Clock = Clock(),
        deadline: float | None = None,
    ) -> None:
        self._gap = 0.0 if rate is None else 1 / rate
        self._budget = budget
        self._clock = clock
        self._next = clock.now()
        self._end = inf if deadline is None else self._next + deadline
        self.sent = 0
        """Requests that count towards the budget."""
        self.paused = 0.0
        """Seconds that were waited for the sake of the API."""

    @property
    def seconds_left(self) -> float:
        """Seconds until the deadline; 0 once it has passed."""
        return max(0.0, self._end - self._clock.now())

    def wait(self) -> None:
        """Return when the next request may be sent, or at the deadline.

        Raises Skipped if the budget is spent.
        """
        if self.sent == self._budget:
            raise Skipped(f"the budget of {self._budget} requests is spent")
        self.sent += 1
        delay = min(self._next - self._clock.now(), self.seconds_left)
        if delay > 0:
            self._clock.sleep(delay)
        self._next = max(self._next, self._clock.now()) + self._gap

    def allows(self, requests: int) -> bool:
        """Whether so many more requests are within the budget."""
        return self.requests_left is None or requests <= self.requests_left

    @property
    def requests_left(self) -> int | None:
        """Requests that are left of the budget; None if there is no limit."""
        return None if self._budget is None else self._budget - self.sent

    def pause(self, seconds: float) -> None:
        """Allow no request for this long."""
        self.paused += max(seconds, self._gap)
        self._next = max(self._next, self._clock.now() + seconds)

    def refund(self) -> None:
        """Do not count the last request: it was refused for now."""
        self.sent -= 1

    def slow_down(self) -> None:
        """Halve the rate from now on."""
        self._gap = min(LONGEST_GAP, max(SHORTEST_GAP, self._gap * 2))


def seconds_to_wait(retry_after: str | None, default: float = 1) -> float | None:
    """The wait in `Retry-After`, seconds or a date, or the default; None if it is too long."""
    try:
        seconds = float(retry_after or default)
    except ValueError:
        seconds = _until(retry_after or "", default)
    if isnan(seconds):
        seconds = default
    return max(seconds, 0.0) if seconds <= LONGEST_WAIT else None


def _until(date: str, default: float) -> float:
    try:
        return (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds()
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return default
