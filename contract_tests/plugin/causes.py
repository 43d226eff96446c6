"""The cause of a failure, as pytest reports it: what follows from another failure is one line under it."""

from collections.abc import Iterator
from typing import Final

import pytest

from contract_tests.causes import BROKEN_ANSWERS, Group
from contract_tests.check import Check, EvidenceCheck, RequestCheck
from contract_tests.report import text
from contract_tests.report.findings import group
from contract_tests.results import Outcome, Result
from contract_tests.runner import Runner

FOLLOWS_FROM: Final[pytest.StashKey[str]] = pytest.StashKey()
"""In the stash of a test: the check whose failure its own may follow from."""


class Causes:
    """The failures of the selected checks by cause."""

    def __init__(self, session: pytest.Session, runner: Runner) -> None:
        self._runner = runner
        self._selected = list(_checks(session))
        self._stops_early = bool(session.config.getoption("maxfail"))
        self._groups: dict[tuple[str, ...], tuple[Group, ...]] = {}

    def groups(self, outcome: Outcome) -> tuple[Group, ...]:
        """The groups, once all selected checks have run; those so far if the run ends at a first failure."""
        if not self._stops_early:
            for check in self._selected:
                self._runner.result(check)
        selected = {check.id for check in self._selected} | {each.id for each in self._runner.generated}
        found = [each for each in self._runner.finished_as(outcome) if each.id in selected]
        key = tuple(each.id for each in found)
        if key not in self._groups:
            self._groups[key] = group(self._runner, found)
        return self._groups[key]

    def of(self, id: str, outcome: Outcome) -> Group:
        """The group that a failure is in."""
        return next(each for each in self.groups(outcome) if id in {result.id for result in each.results})

    def describe(self, result: Result, item: pytest.Item) -> str:
        """A failure in full if it is a cause, otherwise in one line."""
        group = self.of(result.id, result.outcome)
        if group.cause.id == result.id:
            return text.describe(result, self._runner.client.dialect, group.followers)
        item.stash[FOLLOWS_FROM] = group.cause.id
        return text.follower(result.id, result.found, group.cause.id)

    @property
    def of_gaps(self) -> str | None:
        """The check that no answer can be used because of, if there is one."""
        causes = {each.cause.id for each in self.groups(Outcome.FAILED)}
        return next((name for name in BROKEN_ANSWERS if name in causes), None)


def _checks(session: pytest.Session) -> Iterator[Check]:
    """The checks that the tests of a session are of."""
    for item in session.items:
        check = item.callspec.params.get("check") if hasattr(item, "callspec") else None
        if isinstance(check, RequestCheck | EvidenceCheck):
            yield check
