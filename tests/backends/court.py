"""Runs the contract suite against a back end, as a live API and strictly with its own dialect."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from contract_tests import coverage, dialect
from contract_tests.calibration import dialect_file
from contract_tests.dialect import Dialect
from contract_tests.report.redaction import Redaction
from contract_tests.request_policy import LIVE_BUDGET, RequestPolicy
from contract_tests.results import Outcome, Result
from contract_tests.runner import Runner, open_runner
from contract_tests.transport import over_http
from tests.backends.backend import Backend
from tests.backends.database import TOKEN

UNTIL = "2026-01-01 00:00:00"
"""All numbers of the back ends are older, except those that are added while one runs."""

LIVE = RequestPolicy(live=True, until=UNTIL)
"""The terms of a live API, with a budget for everything."""

STRICT = RequestPolicy()
"""The terms of an API of one's own, whose habits a dialect states."""

DAILY = RequestPolicy(live=True, budget=LIVE_BUDGET, until=UNTIL)
"""The terms of a live API by default."""

TERMS: Final[Mapping[str, RequestPolicy]] = {"live": LIVE, "strict": STRICT}


@contextmanager
def running(url: str, policy: RequestPolicy, given: Dialect | None = None) -> Iterator[Runner]:
    """A runner for a back end."""
    with open_runner(over_http(url), url=url, token=TOKEN, policy=policy, dialect=given) as runner:
        yield runner


def calibrated(url: str) -> Dialect:
    """The dialect that calibration writes for a back end."""
    with running(url, RequestPolicy(assumptions="calibrated")) as runner:
        return written(runner)


def written(runner: Runner) -> Dialect:
    """The dialect that calibration writes in a run, read back from its text."""
    text = dialect_file.text(runner.client, runner.habits, Redaction(TOKEN))
    return dialect.read(tomllib.loads(text), frozenset())


def failures(runner: Runner) -> dict[str, str]:
    """The checks that fail, and what disagrees; what was not covered counts too."""
    failed = {each.id: each.found for each in runner.results() if each.outcome is Outcome.FAILED}
    return failed | coverage.gaps(runner)


def fails(runner: Runner, check: str) -> bool:
    """Whether a check fails, which may be one of what was covered."""
    if check in coverage.DEMANDS:
        return check in coverage.gaps(runner)
    return runner[check].outcome is Outcome.FAILED


def reported(runner: Runner) -> list[Result]:
    """The results that rest on open questions."""
    return runner.finished_as(Outcome.REPORTED)


@dataclass(frozen=True)
class Faulty:
    """Runs the suite against a back end with faults, which is started anew for each run.

    `given` is the dialect for strict runs, that of the back end without faults.
    """

    backend: Backend
    build: Path
    database: Path
    given: Dialect

    @contextmanager
    def running(self, terms: str, *faults: str) -> Iterator[Runner]:
        """A runner under some of the TERMS."""
        given = None if TERMS[terms].calibrated else self.given
        with (
            self.backend.serve(self.build, self.database, faults=faults) as url,
            running(url, TERMS[terms], given) as runner,
        ):
            yield runner

    def fails(self, terms: str, fault: str, check: str) -> bool:
        """Whether a fault fails a check that runs alone."""
        with self.running(terms, fault) as runner:
            return fails(runner, check)

    def passed(self, fault: str, named: Mapping[str, str]) -> dict[str, str]:
        """The checks, by the terms they run under, that a fault passes alone on one server, and then anew."""
        left = {}
        with self.backend.serve(self.build, self.database, faults=[fault]) as url:
            for terms, check in named.items():
                given = None if TERMS[terms].calibrated else self.given
                with running(url, TERMS[terms], given) as runner:
                    if not fails(runner, check):
                        left[terms] = check
        return {terms: check for terms, check in left.items() if not self.is_noticed(terms, fault, check)}

    def is_noticed(self, terms: str, fault: str, check: str) -> bool:
        """Whether a fault fails a check, alone or after the others."""
        if self.fails(terms, fault, check):
            return True
        with self.running(terms, fault) as runner:
            return check in failures(runner)
