"""Which checks run when the budget is too small for all: some every day, the others in turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from contract_tests.check import Check, RequestCheck

WEEK: Final = 7
"""Days in which every check has its turn, as far as the budget allows."""

MOST: Final = 4 * WEEK
"""Days that a budget is stretched over, at most."""


def days(checks: Sequence[Check], room: int) -> int:
    """The whole weeks, in days, that it takes to run all checks with so many requests a day."""
    rotating = _rotating(checks)
    need = sum(check.cost for check in rotating)
    weeks = range(WEEK, MOST, WEEK)
    return next((each for each in weeks if need <= each * room), MOST)


def turns(checks: Sequence[Check], days: int = WEEK) -> Mapping[str, int]:
    """The day, from 0 on, of each check that does not run daily, so that every day costs about the same.

    Checks that cost nothing run daily.
    """
    load = [0] * days
    found: dict[str, int] = {}
    for check in sorted(_rotating(checks), key=lambda check: -check.cost):
        day = load.index(min(load))
        load[day] += check.cost
        found[check.id] = day
    return found


def _rotating(checks: Sequence[Check]) -> list[RequestCheck]:
    return [each for each in checks if isinstance(each, RequestCheck) and not each.daily and each.cost]


@dataclass(frozen=True)
class Plan:
    """The checks of one day. `turns` is empty if all of them run; every `days` days it begins anew."""

    today: date
    turns: Mapping[str, int]
    days: int = WEEK

    def due(self, check: Check) -> date:
        """The day on which a check runs next, today or later."""
        if check.id not in self.turns:
            return self.today
        return self.today + timedelta(days=(self.turns[check.id] - self.today.toordinal()) % self.days)
