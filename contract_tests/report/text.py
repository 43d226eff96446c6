"""Results as text; not redacted yet."""

from collections.abc import Iterator, Sequence

from contract_tests.results import Outcome, Result
from contract_tests.runner import Runner

SHOWN = 6
"""Ids that are listed with one reason."""


def describe(result: Result) -> str:
    """A failure in a few lines: the sentence, the values that disagree, curl commands that show it."""
    lines = [f"{result.id}: {result.outcome}", f"  check   {result.sentence}", f"  found   {result.found}"]
    if result.assumes:
        lines.append(f"  assumes {', '.join(result.assumes)} (x-assumption in openapi.yaml)")
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


def unsteady(runner: Runner) -> Iterator[str]:
    """A line for each request that failed once, and was answered when it was repeated."""
    for each in runner.client.sender.blips:
        what = each.failure or f"it was answered {each.status}"
        yield f"unsteady  {each.request.method} {each.url} failed once: {what}"


def _by_reason(results: Sequence[Result]) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for each in results:
        reasons.setdefault(each.found, []).append(each.id)
    return reasons
