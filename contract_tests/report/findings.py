"""All that is reported about a run, gathered once for the terminal, the page and GitHub."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from contract_tests import causes
from contract_tests.causes import Group
from contract_tests.history import Difference
from contract_tests.results import Habit, Outcome, Result
from contract_tests.runner import Runner
from mockserver import __version__

VERSION: Final = __version__
"""The release of the suite."""


@dataclass(frozen=True)
class Findings:
    """The results of a run that began at `run`, and the difference from the last one, if that is known."""

    runner: Runner
    run: datetime
    difference: Difference | None = None

    @cached_property
    def failed(self) -> tuple[Group, ...]:
        """The failures, by cause."""
        return group(self.runner, self.runner.finished_as(Outcome.FAILED))

    @cached_property
    def reported(self) -> tuple[Group, ...]:
        """The reported failures, by cause."""
        return group(self.runner, self.runner.finished_as(Outcome.REPORTED))

    @property
    def habits(self) -> tuple[Habit, ...]:
        """The habits that calibration found to differ from what the contract assumes."""
        return tuple(each for each in self.runner.habits if each.differs)

    def folded(self, ids: Sequence[str]) -> dict[str, int]:
        """Some failures without those that may follow from another one of them, and how many of these."""
        above = {each.id: found.cause.id for found in self.failed for each in found.followers}
        tops = [above[each] if above.get(each) in ids else each for each in ids]
        return {each: count - 1 for each, count in Counter(tops).items()}


def group(runner: Runner, failures: Sequence[Result]) -> tuple[Group, ...]:
    """Failures of a run, by cause."""
    client = runner.client
    return causes.groups(failures, causes.signs(runner.checks, client.expectations, client.dialect))
