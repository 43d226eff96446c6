"""Which checks run when the budget is too small for all: some every day, the others in turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from contract_tests.check import Check, RequestCheck

DAYS: Final = 7
"""Days in which every check has its turn."""


def turns(checks: Sequence[Check]) -> Mapping[str, int]:
    """The day, 0 to 6, of each check that does not run daily, so that every day costs about the same.

    Checks that cost nothing run daily.
    """
    load = [0] * DAYS
    found: dict[str, int] = {}
    rotating = [each for each in checks if isinstance(each, RequestCheck) and not each.daily and each.cost]
    for check in sorted(rotating, key=lambda check: -check.cost):
        day = load.index(min(load))
        load[day] += check.cost
        found[check.id] = day
    return found


@dataclass(frozen=True)
class Plan:
    """The checks of one day. `turns` is empty if all of them run."""

    today: date
    turns: Mapping[str, int]

    def due(self, check: Check) -> date:
        """The day on which a check runs next, today or later."""
        days = (self.turns[check.id] - self.today.toordinal()) % DAYS if check.id in self.turns else 0
        return self.today + timedelta(days=days)
