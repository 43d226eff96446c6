"""Results as text; not redacted yet."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from contract_tests.causes import Group
from contract_tests.dialect import Dialect
from contract_tests.report import habits
from contract_tests.report.findings import VERSION, Findings
from contract_tests.results import Habit, Outcome, Result
from contract_tests.sender import Sender

SHOWN: Final = 6
"""Ids that are listed with one reason."""

CHARACTERS: Final = 150
"""Characters of a line about one of several failures."""


def describe(result: Result, dialect: Dialect, followers: Sequence[Result] = ()) -> str:
    """A failure in a few lines: the sentence, the values that disagree, curl commands that show it.

    If it may be a habit of this API, also the keys of a dialect that would explain it.
    """
    found = result.found.replace("\n", "\n          ")
    lines = [f"{result.id}: {result.outcome}", f"  check   {result.sentence}", f"  found   {found}"]
    if result.assumes:
        lines.append(f"  assumes {', '.join(result.assumes)} (x-assumption in openapi.yaml)")
    lines += [f"  habit   {each}" for each in habits.advice(result, dialect)]
    if followers:
        lines.append(
            f"  behind  {plural(len(followers), 'other failure')} that may follow from it: {_few(followers)}"
        )
    return "\n".join([*lines, *(f"  {exchange.curl()}" for exchange in result.exchanges)])


def follower(id: str, found: str, cause: str) -> str:
    """A failure in one line, with the check whose failure it may follow from."""
    return f"{id}: follows from {cause}: {line(found)}"


def summary(findings: Findings) -> Iterator[str]:
    """The lines after a run: groups of failures, what was reported or skipped, habits, changes, counts."""
    runner = findings.runner
    for group in findings.failed:
        if group.followers:
            yield from _grouped("failed", group, group.cause.found)
    for group in findings.reported:
        yield from _grouped(
            "reported", group, f"{group.cause.found} (assumes {', '.join(group.cause.assumes)})"
        )
    for reason, ids in _by_reason(runner.finished_as(Outcome.SKIPPED)).items():
        more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
        yield f"skipped   {', '.join(ids[:SHOWN])}{more}: {reason}"
    yield from _trouble(runner.client.sender)
    for habit in findings.habits:
        yield f"habit     {habit_line(habit)}"
    if findings.difference is not None:
        before = findings.difference.before
        found = "; ".join(f"{kind}: {ids}" for kind, ids in changes(findings)) or "none"
        yield f"changes   since {before.run:%Y-%m-%d %H:%M} ({before.api}): {found}"
    counts = ", ".join(f"{len(runner.finished_as(outcome))} {outcome}" for outcome in Outcome)
    yield f"{runner.client.url}: {counts}; {runner.client.throttle.sent} requests"


def properties(findings: Findings) -> Iterator[tuple[str, str]]:
    """Names and values of what is said about the run as a whole, for files of results."""
    yield "suite", f"longlonglong-mock {VERSION}"
    yield "run", findings.run.isoformat()
    yield from (("habit", habit_line(each)) for each in findings.habits)
    yield from changes(findings)


def changes(findings: Findings) -> Iterator[tuple[str, str]]:
    """What changed since the last run: each kind, and the checks."""
    if (difference := findings.difference) is None:
        return
    kinds = {
        "newly broken": difference.broken,
        "mended": difference.mended,
        "broken as before": difference.same,
        "not judged this time": difference.unknown,
    }
    for kind, ids in kinds.items():
        names = [
            f"{each} (and {more} that may follow)" if more else each
            for each, more in findings.folded(ids).items()
        ]
        if names:
            yield kind, ", ".join(names)


def habit_line(habit: Habit) -> str:
    """A habit that differs from what the contract assumes."""
    return f"{habit.key} is {habit.value!r} here; the contract assumes {habit.assumed!r}"


def line(text: str) -> str:
    """A text as one line, cut if it is long."""
    text = " ".join(text.split())
    return text if len(text) <= CHARACTERS else f"{text[:CHARACTERS]}…"


def plural(count: int, noun: str) -> str:
    """A count of things."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _grouped(outcome: str, group: Group, found: str) -> Iterator[str]:
    yield f"{outcome:9} {group.cause.id}: {line(found)}"
    if group.followers:
        others = plural(len(group.followers), "other failure")
        yield f"          {others} may follow from it; -k ID shows one alone:"
    for each in group.followers:
        yield f"            {each.id}: {line(each.found)}"


def _trouble(sender: Sender) -> Iterator[str]:
    for each in sender.blips:
        what = each.failure or f"it was answered {each.status}"
        yield f"unsteady  {each.request.method} {each.url} failed once: {what}"
    if sender.refused:
        refused = f"{plural(sender.refused, 'request')} refused for now (429, or 503 with Retry-After)"
        yield f"limited   {refused}; {sender.throttle.paused:.0f} seconds were spent on waiting"


def _few(results: Sequence[Result]) -> str:
    more = f" and {len(results) - SHOWN} more" if len(results) > SHOWN else ""
    return f"{', '.join(each.id for each in results[:SHOWN])}{more}"


def _by_reason(results: Iterable[Result]) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for each in results:
        reasons.setdefault(each.found, []).append(each.id)
    return reasons
