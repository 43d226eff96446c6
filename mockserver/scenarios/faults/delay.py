"""`delay=0.5`, `delay=0.2-2`, `delay=~0.3`: the response is late."""

import math
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.contract import Contract
from mockserver.scenarios import values
from mockserver.scenarios.connection import wait
from mockserver.scenarios.faults.fault import Fault, Turn
from mockserver.scenarios.key import Bilingual, Key

LONGEST: Final = 600.0
"""The longest delay in seconds."""

SIGMA: Final = 1.0
"""Of the log-normal distribution: one delay in a hundred is ten times the median or more."""


@dataclass(frozen=True)
class Delay(Fault):
    """Waits `least` to `most` seconds before the response or, with a `median`, log-normally many."""

    least: float = 0.0
    most: float = 0.0
    median: float | None = None

    @classmethod
    def key(cls, contract: Contract) -> Key:  # noqa: ARG003
        """The key `delay`."""
        return Key(
            "delay",
            Bilingual("延迟响应", "delays the response"),
            Bilingual(
                "秒数，最多 600：固定 0.5、范围 0.2-2，或长尾分布 ~0.3（中位数）",
                "seconds up to 600: 0.5, a range 0.2-2, or ~0.3 for a long tail with this median",
            ),
            cls._read,
        )

    @classmethod
    def _read(cls, text: str) -> "Delay":
        if text.startswith("~"):
            return cls(median=_seconds(text[1:]))
        least, _, most = text.partition("-")
        delay = cls(_seconds(least), _seconds(most or least))
        if delay.least > delay.most:
            raise ValueError(text)
        return delay

    def seconds(self, turn: Turn) -> float:
        """The delay of one request."""
        drawn = turn.draw("delay")
        if self.median is None:
            return self.least + (self.most - self.least) * drawn
        # The Box-Muller transform turns two uniform draws into a normal one.
        normal = math.sqrt(-2 * math.log(1 - drawn)) * math.cos(math.tau * turn.draw("tail"))
        return min(self.median * math.exp(SIGMA * normal), LONGEST)

    def wrap(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application after the delay."""

        async def delayed(scope: Scope, receive: Receive, send: Send) -> None:
            if await wait(self.seconds(turn), scope, receive):
                await app(scope, receive, send)

        return delayed


def _seconds(text: str) -> float:
    return values.number(text, 0, LONGEST)
