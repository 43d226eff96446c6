"""`start_at` and `end_at`: bounds of `created_at`."""

from dataclasses import replace
from functools import partial
from typing import Final

from contract_tests import query
from contract_tests.baseline import Baseline
from contract_tests.check import Check, RequestCheck, check, evidence_check
from contract_tests.client import Client
from contract_tests.dialect import DATES, STEPS, DateSpelling, Dialect
from contract_tests.evidence import Evidence
from contract_tests.page import Page, Row
from contract_tests.query import SECOND
from contract_tests.results import Failed, Skipped


def _begins_with(rows: list[Row], page: Page, known: Baseline) -> None:
    """Raise Failed unless a page begins with these rows."""
    known.compare(rows[: len(page.rows)], Page(page.exchange, page.rows[: len(rows)], page.meta))


@evidence_check()
def bounds_let_nothing_else_through(evidence: Evidence) -> None:
    """No row was created before `start_at` or after `end_at`."""
    for page in evidence.pages():
        start, end = page.sent.start_at, page.sent.end_at
        if not page.exchange.request.certain:
            continue
        last = end and evidence.dialect.last_second(end.strftime(SECOND), page.sent.end_step)
        for row in page.rows if start or end else ():
            created = row["created_at"]
            early = start is not None and created < start.strftime(SECOND)
            if early or (last is not None and created > last):
                raise Failed(f"id {row['id']} was created at {created}", page.exchange)


def _whole_days(dialect: Dialect) -> bool:
    return dialect.date_without_time == "whole-day"


def _skip_if_together(client: Client) -> None:
    if client.dialect.bounds_alone == "refused":
        raise Skipped("in this dialect both bounds are sent together")


@check(assumes=("bounds-alone",))
def start_at_works_alone(client: Client) -> None:
    """`start_at` alone leaves the numbers created at that moment or later."""
    _skip_if_together(client)
    known = Baseline.of(client)
    moment = known.middle
    page = client.page(start_at=moment, end_at=None, per_page=client.largest_page, assumes=("bounds-alone",))
    until = client.policy.until
    if until is not None:  # The newest numbers may be missing among the known ones.
        page = replace(page, rows=[row for row in page.rows if row["created_at"] <= until])
    if until is None and (known.complete or client.dialect.row_order == "newest-first"):
        known.compare(known.where(start=moment), page)
    else:
        _begins_with(known.where(start=moment), page, known)


@check(assumes=("bounds-alone",))
def end_at_works_alone(client: Client) -> None:
    """`end_at` alone leaves the numbers created at that moment or earlier."""
    _skip_if_together(client)
    known = Baseline.of(client)
    moment = known.middle
    page = client.page(end_at=moment, per_page=client.largest_page, assumes=("bounds-alone",))
    if known.complete or client.dialect.row_order == "oldest-first":
        known.compare(known.where(end=moment), page)
    else:
        _begins_with(known.where(end=moment), page, known)


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


@check(cost=2)
def before_and_after_add_up(client: Client) -> None:
    """The numbers before a moment and those from it on add up to all numbers."""
    if client.dialect.bounds != "inclusive" or client.dialect.step > 1:
        raise Skipped("in this dialect no two bounds meet without a gap")
    known = Baseline.of(client)
    moment = known.middle
    after = known.fetch(start_at=moment)
    before = known.fetch(end_at=query.later(moment, -1))
    totals = before.meta["total"], after.meta["total"]
    if sum(totals) != len(known.rows):
        found = f"{totals[0]} before {moment} and {totals[1]} from then on do not add up to {len(known.rows)}"
        raise Failed(found, before.exchange, after.exchange)


def _check_spelling(client: Client, *, spelling: DateSpelling) -> None:
    if spelling not in client.dialect.date_spelling:
        raise Skipped("in this dialect the spelling is not understood")
    known = Baseline.of(client)
    moment = known.middle
    if spelling == "no-time":  # The day of the last row most likely divides the rows.
        moment = max(row["created_at"] for row in known.rows)
    meaning, text = query.floor(moment, STEPS.get(spelling, 1)), query.moment(spelling, moment)
    page = known.fetch(start_at=text, assumes=("date-spelling",))
    known.compare(known.where(start=meaning), page)
    known_before = known.complete or client.dialect.row_order == "oldest-first"
    if spelling != "no-time" and known_before and not client.policy.sparing:
        page = known.fetch(end_at=text, assumes=("date-spelling",))
        last = client.dialect.last_second(meaning, STEPS.get(spelling, 1))
        known.compare(known.where(end=last), page)


DATE_SPELLINGS: Final = tuple(
    RequestCheck(
        f"date-spelling-{name}",
        f"A date is understood in the spelling {query.moment(name, '2025-12-03 09:05:00')!r}.",
        partial(_check_spelling, spelling=name),
        ("date-spelling", "date-without-time") if name == "no-time" else ("date-spelling",),
    )
    for name in DATES
)


@check(assumes=("date-without-time",))
def end_at_without_time_is_midnight(client: Client) -> None:
    """`end_at` without a time is midnight, the start of that day."""
    known = Baseline.of(client)
    if "no-time" not in client.dialect.date_spelling:
        raise Skipped("in this dialect a date has a time")
    days = sorted({row["created_at"][:10] for row in known.rows})
    if _whole_days(client.dialect) and not known.complete:
        days = days[1:-1]  # Only some numbers of the first and the last day are known.
    if not days:
        raise Skipped("not all numbers of a day are known")
    time = "23:59:59" if _whole_days(client.dialect) else "00:00:00"
    page = known.fetch(end_at=days[-1], assumes=("date-spelling",))
    known.compare(known.where(end=f"{days[-1]} {time}"), page)


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
