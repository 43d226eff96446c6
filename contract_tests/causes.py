"""Failures by their cause: what breaks an answer as a whole also fails every check that needs the answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from contract_tests.check import Check, EvidenceCheck
from contract_tests.dialect import Dialect
from contract_tests.evidence import Evidence
from contract_tests.exchange import Exchange
from contract_tests.expectations import Expectations
from contract_tests.results import Outcome, Result

Sign = Callable[[Result], bool]
"""Whether the exchanges of a failure show what a certain other check fails for."""

BROKEN_ANSWERS: Final = (
    "no-request-makes-the-server-fail",
    "valid-requests-are-answered",
    "errors-travel-with-their-status",
    "answers-are-exact-json",
    "pages-have-the-envelope",
)
"""Checks of evidence: what an answer that fails one says about anything else proves nothing."""

BROKEN_PAGES: Final = (
    "per-page-is-the-size-asked-for",
    "current-page-is-the-page-asked-for",
    "rows-are-in-order",
    "bounds-let-nothing-else-through",
    "a-status-filter-lets-no-other-status-through",
    "total-fits-the-pages",
    "one-id-is-one-record",
)
"""Checks of evidence: where pages fail one, no comparison of them holds."""

UNSTABLE: Final = "the-same-request-has-the-same-answer"
"""Where this check fails, no comparison of two answers holds."""


@dataclass(frozen=True)
class Group:
    """A failure, and those that may follow from it."""

    cause: Result
    followers: tuple[Result, ...] = ()

    @property
    def results(self) -> tuple[Result, ...]:
        """All of them, the cause first."""
        return (self.cause, *self.followers)


def groups(failures: Sequence[Result], signs: Mapping[str, Sign]) -> tuple[Group, ...]:
    """The failures by cause, each in exactly one group; their ids are distinct.

    `signs` has, by id, the checks that others may follow from, in the order in which causes are tried and
    groups returned. Any other failure follows from the check that it names, as those of generated requests
    do, or from the first failure that found the same, or that shows the same exchanges.
    """
    above = _causes(failures, signs)
    order = {name: place for place, name in enumerate(signs)}
    causes = [each for each in failures if each.id not in above]
    found = {
        each.id: (each, list[Result]()) for each in sorted(causes, key=lambda e: order.get(e.id, len(order)))
    }
    for each in failures:
        if each.id in above:
            top = above[each.id]
            while top in above:
                top = above[top]
            found[top][1].append(each)
    return tuple(Group(cause, tuple(followers)) for cause, followers in found.values())


def _causes(failures: Sequence[Result], signs: Mapping[str, Sign]) -> dict[str, str]:
    """What each failure follows from directly; a check with a sign follows only from those before it."""
    by_id = {each.id: each for each in failures}
    roots = [name for name in signs if name in by_id]
    above: dict[str, str] = {}
    seen: dict[object, str] = {}
    for each in failures:
        is_root = each.id in roots
        earlier = roots[: roots.index(each.id)] if is_root else roots
        cause = next((name for name in earlier if signs[name](each)), None)
        if cause is None and not is_root:
            cause = _named(each, by_id) or next((seen[key] for key in _keys(each) if key in seen), None)
            for key in _keys(each):
                seen.setdefault(key, cause or each.id)
        if cause is not None:
            above[each.id] = cause
    return above


def _named(failure: Result, by_id: Mapping[str, Result]) -> str | None:
    """The failed check that a failure names, unless that one names another, perhaps this one."""
    name = failure.found.partition(": ")[0]
    other = by_id.get(name)
    if other is None or other.found.partition(": ")[0] in by_id:
        return None
    return name


def _keys(failure: Result) -> list[object]:
    """What two failures with one cause share: what was found, or all the exchanges that show it.

    A breach of the documentation does not follow from an open question.
    """
    assumed = bool(failure.assumes)
    keys: list[object] = [("found", assumed, failure.found)]
    if len(failure.exchanges) > 1:  # A single page may show many things.
        keys.append(("exchanges", assumed, tuple(map(_identity, failure.exchanges))))
    return keys


def _identity(exchange: Exchange) -> tuple[object, ...]:
    return exchange.request, exchange.url, exchange.status, exchange.body, exchange.failure


def signs(checks: Iterable[Check], expectations: Expectations, dialect: Dialect) -> dict[str, Sign]:
    """The signs of all checks that others may follow from."""
    known = {check.id: check for check in checks}

    def shown(check: EvidenceCheck, least: int, failure: Result) -> bool:
        evidence = Evidence(expectations, dialect, failure.exchanges)
        return len(failure.exchanges) >= least and check.on(evidence).outcome is Outcome.FAILED

    found: dict[str, Sign] = {}
    for least, names in ((1, BROKEN_ANSWERS), (2, (UNSTABLE, *BROKEN_PAGES))):
        for name in names:
            check = known.get(name)
            if isinstance(check, EvidenceCheck):
                found[name] = partial(shown, check, least)
            elif check is not None:
                found[name] = _compares
    return found


def _compares(failure: Result) -> bool:
    return len(failure.exchanges) > 1
