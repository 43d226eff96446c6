"""How the mock behaves for a request, as one value."""

from dataclasses import dataclass, replace
from functools import cached_property

from mockserver.dataset import DatasetParameters, NumberPlan
from mockserver.errors import UserError
from mockserver.scenarios.dataset_keys import ClockKind
from mockserver.scenarios.faults import FAULTS, Fault


class ScenarioError(UserError):
    """The text of a scenario breaks a rule; `str` of it has both languages, `english` one."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese} / {english}")
        self.english = english


@dataclass(frozen=True)
class Scenario:
    """The mock's data, its clock, and its faults in the order in which a request meets them.

    `speed` is seconds of the campaign per second; `since` the Unix time at which a running clock started,
    None for the start of the server or its last reset.
    """

    seed: int = 0
    rows: int = 1000
    numbers: NumberPlan = "unassigned"
    clock: ClockKind = "frozen"
    speed: float = 1.0
    since: float | None = None
    faults: tuple[Fault, ...] = ()

    @cached_property
    def dataset(self) -> DatasetParameters:
        """What the data depends on while the clock is frozen."""
        return DatasetParameters(self.seed, self.rows, self.numbers)

    @cached_property
    def is_still(self) -> bool:
        """Whether the scenario has no faults and a frozen clock."""
        return not self.faults and self.clock == "frozen"

    def with_fault(self, fault: Fault) -> "Scenario":
        """The scenario with a fault, which replaces one of the same class."""
        faults = {type(each): each for each in (*self.faults, fault)}
        return replace(self, faults=tuple(faults[each] for each in FAULTS if each in faults))
