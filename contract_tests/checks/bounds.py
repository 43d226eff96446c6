"""`start_at` and `end_at`: bounds of `created_at`."""

from collections.abc import Callable
from functools import partial
from typing import Final

from contract_tests import query
from contract_tests.baseline import Baseline
from contract_tests.check import Check, RequestCheck, check, evidence_check
from contract_tests.client import Client
from contract_tests.evidence import Evidence
from contract_tests.page import Page, Row
from contract_tests.query import SECOND
from contract_tests.results import Failed, Skipped


def _begins_with(rows: list[Row], page: Page, known: Baseline) -> None:
    """Raise Failed unless a page begins with these rows, and has no others if the task has no others."""
    if known.complete and known.bounds.get("end_at") is None:
        known.compare(rows, page)
    else:
        known.compare(rows[: len(page.rows)], Page(page.exchange, page.rows[: len(rows)], page.meta))


@evidence_check()
def bounds_let_nothing_else_through(evidence: Evidence) -> None:
    """No row was created before `start_at` or after `end_at`."""
    for page in evidence.pages():
        start, end = page.sent.start_at, page.sent.end_at
        if page.exchange.request.assumes:
            continue
        for row in page.rows if start or end else ():
            created = row["created_at"]
            early = start is not None and created < start.strftime(SECOND)
            if early or (end is not None and created > end.strftime(SECOND)):
                raise Failed(f"id {row['id']} was created at {created}", page.exchange)


@check(assumes=("bounds-alone",))
def start_at_works_alone(client: Client) -> None:
    """`start_at` alone leaves the numbers created at that moment or later."""
    known = Baseline.of(client)
    moment = known.middle
    if not known.complete and client.dialect.row_order == "newest-first":
        raise Skipped("newer numbers come first, and the task has more than one page holds")
    page = client.page(start_at=moment, end_at=None, per_page=client.largest_page, assumes=("bounds-alone",))
    _begins_with(known.where(start=moment), page, known)


@check(assumes=("bounds-alone",))
def end_at_works_alone(client: Client) -> None:
    """`end_at` alone leaves the numbers created at that moment or earlier."""
    known = Baseline.of(client)
    moment = known.middle
    if not known.complete and client.dialect.row_order == "newest-first":
        raise Skipped("the older numbers are not known")
    page = client.page(end_at=moment, per_page=client.largest_page, assumes=("bounds-alone",))
    known.compare(known.where(end=moment), page)


@check(assumes=("bounds-inclusive",))
def bounds_include_their_own_moment(client: Client) -> None:
    """Both bounds include the numbers created in that very second."""
    known = Baseline.of(client)
    moment = known.middle
    page = known.fetch(start_at=moment, end_at=moment)
    known.compare(known.where(start=moment, end=moment), page)


@check()
def two_bounds_leave_what_lies_between(client: Client) -> None:
    """`start_at` and `end_at` together leave the numbers created between them."""
    known = Baseline.of(client)
    start, end = known.quarters
    known.compare(known.where(start=start, end=end), known.fetch(start_at=start, end_at=end))


@check()
def before_and_after_add_up(client: Client) -> None:
    """The numbers before a moment and those from it on add up to all numbers."""
    if client.dialect.bounds != "inclusive":
        raise Skipped("in this dialect bounds are not both included")
    known = Baseline.of(client)
    moment = query.date(known.middle)
    if moment is None:
        raise Skipped("created_at is not a date")
    after = known.fetch(start_at=moment.strftime(SECOND))
    before = known.fetch(end_at=query.second_before(moment))
    totals = before.meta["total"], after.meta["total"]
    if sum(totals) != len(known.rows):
        found = f"{totals[0]} before {moment} and {totals[1]} from then on do not add up to {len(known.rows)}"
        raise Failed(found, before.exchange, after.exchange)


def _unpadded(moment: str) -> str:
    day, _, time = moment.partition(" ")
    year, month, date = day.split("-")
    return f"{year}/{int(month)}/{int(date)} {time.removeprefix('0')}"


SPELLINGS: Final[dict[str, tuple[Callable[[str], str], Callable[[str], str], str]]] = {
    "dashes": (str, str, "2025-12-03 09:05:00"),
    "slashes": (_unpadded, str, "2025/12/3 9:05:00"),
    "no-seconds": (lambda moment: moment[:16], lambda moment: f"{moment[:16]}:00", "2025-12-03 09:05"),
    "no-time": (lambda moment: moment[:10], lambda moment: f"{moment[:10]} 00:00:00", "2025-12-03"),
}
"""Of each spelling: how a moment is written, which moment that means, and an example."""


def _check_spelling(client: Client, *, spelling: str) -> None:
    if spelling not in client.dialect.date_spelling:
        raise Skipped("in this dialect the spelling is not understood")
    known = Baseline.of(client)
    spell, meaning, _ = SPELLINGS[spelling]
    moment = known.middle
    if spelling == "no-time":  # The day of the last row most likely divides the rows.
        moment = max(row["created_at"] for row in known.rows)
    page = known.fetch(start_at=spell(moment), assumes=("date-spelling",))
    known.compare(known.where(start=meaning(moment)), page)
    known_before = known.complete or client.dialect.row_order == "oldest-first"
    if spelling != "no-time" and known_before and not client.policy.frugal:
        page = known.fetch(end_at=spell(moment), assumes=("date-spelling",))
        known.compare(known.where(end=meaning(moment)), page)


DATE_SPELLINGS: Final = tuple(
    RequestCheck(
        f"date-spelling-{name}",
        f"A date is understood in the spelling {example!r}.",
        partial(_check_spelling, spelling=name),
        ("date-spelling", "date-without-time") if name == "no-time" else ("date-spelling",),
    )
    for name, (_, _, example) in SPELLINGS.items()
)


@check(assumes=("date-without-time",))
def end_at_without_time_is_midnight(client: Client) -> None:
    """`end_at` without a time is midnight, the start of that day."""
    known = Baseline.of(client)
    if "no-time" not in client.dialect.date_spelling:
        raise Skipped("in this dialect a date has a time")
    if not known.complete and client.dialect.row_order == "newest-first":
        raise Skipped("the older numbers are not known")
    day = max(row["created_at"] for row in known.rows)[:10]
    time = "00:00:00" if client.dialect.date_without_time == "midnight" else "23:59:59"
    page = known.fetch(end_at=day, assumes=("date-spelling",))
    known.compare(known.where(end=f"{day} {time}"), page)


CHECKS: Final[tuple[Check, ...]] = (
    bounds_let_nothing_else_through,
    start_at_works_alone,
    end_at_works_alone,
    bounds_include_their_own_moment,
    two_bounds_leave_what_lies_between,
    before_and_after_add_up,
    *DATE_SPELLINGS,
    end_at_without_time_is_midnight,
)
