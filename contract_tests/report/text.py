"""Results as text; not redacted yet."""

from collections.abc import Iterator, Sequence

from contract_tests.dialect import Dialect
from contract_tests.report import habits
from contract_tests.results import Outcome, Result
from contract_tests.runner import Runner

SHOWN = 6
"""Ids that are listed with one reason."""


def describe(result: Result, dialect: Dialect) -> str:
    """A failure in a few lines: the sentence, the values that disagree, curl commands that show it.

    If it may be a habit of this API, also the keys of a dialect that would explain it.
    """
    found = result.found.replace("\n", "\n          ")
    lines = [f"{result.id}: {result.outcome}", f"  check   {result.sentence}", f"  found   {found}"]
    if result.assumes:
        lines.append(f"  assumes {', '.join(result.assumes)} (x-assumption in openapi.yaml)")
    lines += [f"  habit   {each}" for each in habits.advice(result, dialect)]
    return "\n".join([*lines, *(f"  {exchange.curl()}" for exchange in result.exchanges)])


def summary(runner: Runner) -> Iterator[str]:
    """The lines after a run: reported and skipped checks, then the counts."""
    for each in runner.finished_as(Outcome.REPORTED):
        yield f"reported  {each.id}: {each.found} (assumes {', '.join(each.assumes)})"
    for reason, ids in _by_reason(runner.finished_as(Outcome.SKIPPED)).items():
        more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
        yield f"skipped   {', '.join(ids[:SHOWN])}{more}: {reason}"
    counts = ", ".join(f"{len(runner.finished_as(outcome))} {outcome}" for outcome in Outcome)
    yield f"{runner.client.url}: {counts}; {runner.client.throttle.sent} requests"


def _by_reason(results: Sequence[Result]) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for each in results:
        reasons.setdefault(each.found, []).append(each.id)
    return reasons
