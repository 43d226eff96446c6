"""How often an API may be asked: at a pace, within a budget, and not at all for as long as it says."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

PATIENCE: Final = 120.0
"""Seconds: whoever says `Retry-After` more than this is not waited for."""

RETRIES: Final = 5
"""How often one request is asked again after 429."""


class Spent(Exception):
    """No more requests may leave; the message says why."""


@dataclass(frozen=True)
class Clock:
    """Seconds that rise, and how to let some pass; tests have their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Pace:
    """Lets `budget` requests pass, `rate` a second; None: as many, as fast as one likes."""

    def __init__(self, rate: float | None, budget: int | None, clock: Clock = Clock()) -> None:
        self._gap = 0.0 if rate is None else 1 / rate
        self._left = budget
        self._budget = budget
        self._clock = clock
        self._next = clock.now()
        self._stopped: str | None = None
        self.asked = 0

    def wait(self) -> None:
        """Return when the next request may leave. Raises Spent if none may."""
        if self._stopped is not None:
            raise Spent(self._stopped)
        if self._left == 0:
            raise Spent(f"the budget of {self._budget} requests is spent")
        if self._left is not None:
            self._left -= 1
        self.asked += 1
        delay = self._next - self._clock.now()
        if delay > 0:
            self._clock.sleep(delay)
        self._next = max(self._next, self._clock.now()) + self._gap

    def pause(self, seconds: float) -> None:
        """Let no request leave for so long."""
        self._next = max(self._next, self._clock.now() + seconds)

    def stop(self, why: str) -> None:
        """Let no request leave any more."""
        self._stopped = why


def seconds_to_wait(retry_after: str | None) -> float | None:
    """What `Retry-After` asks for: seconds or a date; 1 second if it says nothing; None if it is too long."""
    try:
        seconds = float(retry_after or 1)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(retry_after or "") - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError):
            seconds = 1
    return max(seconds, 0.0) if seconds <= PATIENCE else None
