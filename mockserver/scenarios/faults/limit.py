"""`limit=2`: at most two requests per second for each token."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp

from mockserver.contract import Contract, Problem
from mockserver.scenarios import values
from mockserver.scenarios.faults.fault import Fault, Turn, error_response
from mockserver.scenarios.key import Bilingual, Key

HIGHEST: Final = 1_000_000.0
"""The highest limit in requests per second."""


@dataclass(frozen=True)
class Limit(Fault):
    """Responds 429 to more than `rate` requests per second; one second's worth may arrive at once."""

    rate: float
    problem: Problem
    now: Callable[[], float] = time.monotonic

    @classmethod
    def key(cls, contract: Contract) -> Key:
        """The key `limit`."""
        too_many = contract.problem(429, "too_many")
        return Key(
            "limit",
            Bilingual(
                "每个令牌每秒允许的请求数，超出返回 429 和 Retry-After",
                "requests per second for each token, beyond which it responds 429 with Retry-After",
            ),
            Bilingual("0.01 到 1000000 的数", "a number from 0.01 to 1000000"),
            lambda text: cls(values.number(text, 0.01, HIGHEST), too_many),
        )

    def wrap(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application, or 429 with the seconds after which to try again."""
        bucket = ("limit", turn.client)
        full = max(self.rate, 1.0)
        now = self.now()
        left, since = turn.memory.get(bucket, (full, now))
        left = min(full, left + (now - since) * self.rate)
        if left >= 1:
            turn.memory[bucket] = left - 1, now
            return app
        turn.memory[bucket] = left, now
        seconds = math.ceil((1 - left) / self.rate)
        return error_response(self.problem, **{"Retry-After": str(seconds)})
