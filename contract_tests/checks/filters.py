"""Filters by status: they remove the other rows, and only those."""

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Final
from urllib.parse import unquote

from contract_tests.baseline import Baseline
from contract_tests.check import Check, RequestCheck, check, evidence_check
from contract_tests.client import Client
from contract_tests.dialect import SPELLINGS
from contract_tests.evidence import Evidence
from contract_tests.query import Spelling, write
from contract_tests.results import Failed, Skipped

NEVER: Final = "2099-01-01 00:00:00"
"""A moment at which no number was created."""


def _two(known: Baseline) -> list[int]:
    """The two most frequent statuses, whose rows alternate; the larger one first."""
    counts = Counter[int](row["status"] for row in known.rows)
    if len(counts) < 2:
        raise Skipped("all numbers have the same status")
    return sorted((status for status, _ in counts.most_common(2)), reverse=True)


def _most(known: Baseline) -> int:
    """The most frequent status; 0 only if there is no other."""
    counts = Counter[int](row["status"] for row in known.rows)
    return max(counts, key=lambda status: (status != 0, counts[status]))


@evidence_check()
def a_status_filter_lets_no_other_status_through(evidence: Evidence) -> None:
    """A filter by status returns only rows with that status."""
    for page in evidence.pages():
        if page.sent.status is not None and page.exchange.request.certain:
            for row in page.rows:
                if row["status"] not in page.sent.status:
                    wanted = ", ".join(map(str, sorted(page.sent.status)))
                    found = f"id {row['id']} has status {row['status']}; the filter was {wanted}"
                    raise Failed(found, page.exchange)


@check(cost=13)
def each_status_finds_all_its_rows(client: Client) -> None:
    """A filter by one status leaves exactly the rows with that status."""
    known = Baseline.of(client)
    for status in client.expectations.labels:
        known.compare(known.where(status=[status]), known.fetch(status=[status]))


@check(daily=True)
def status_0_is_not_no_filter(client: Client) -> None:
    """A filter by status 0 leaves only the waiting numbers."""
    known = Baseline.of(client)
    page = known.fetch(status=[0])
    called = [row for row in page.rows if row["status"] != 0]
    if called:
        found = f"status=0 left {len(called)} rows with another status, such as {called[0]['status']}"
        raise Failed(found, known.page.exchange, page.exchange)
    if all(row["status"] == 0 for row in known.rows):
        raise Skipped("every number is waiting")


@check(cost=2)
def totals_of_the_statuses_add_up(client: Client) -> None:
    """The totals of all statuses add up to the total without a filter."""
    whole, statuses = Baseline.of(client).page, list(client.expectations.labels)
    half = len(statuses) // 2
    parts = [statuses[:half], statuses[half:]] if client.policy.sparing else [[each] for each in statuses]
    pages = [client.page(status=part, per_page=client.largest_page) for part in parts]
    totals = [page.meta["total"] for page in pages]
    if sum(totals) != whole.meta["total"]:
        found = ", ".join(f"{total} with status {part}" for part, total in zip(parts, totals, strict=True))
        found = f"{found}: together {sum(totals)}; without a filter: {whole.meta['total']}"
        raise Failed(found, whole.exchange, pages[0].exchange)


@check(daily=True)
def two_statuses_are_their_union(client: Client) -> None:
    """A filter by two statuses leaves the rows of both, each once, in the order of the list."""
    known = Baseline.of(client)
    statuses = _two(known)
    known.compare(known.where(status=statuses), known.fetch(status=statuses))


@check()
def a_status_named_twice_counts_once(client: Client) -> None:
    """Neither the order of statuses nor repeating one changes the rows."""
    known = Baseline.of(client)
    more, less = _two(known)
    page = known.fetch(status=[less, more, less])
    known.compare(known.where(status=[less, more]), page)


@check()
def all_statuses_are_everything(client: Client) -> None:
    """A filter by all statuses removes nothing."""
    known = Baseline.of(client)
    page = known.fetch(status=list(client.expectations.labels))
    known.compare(known.rows, page)


@check(cost=2)
def pages_join_under_a_filter(client: Client) -> None:
    """Under a filter, pages join and totals are correct."""
    known = Baseline.of(client)
    status = _most(known)
    rows = known.where(status=[status])
    size = max(1, -(-len(rows) // 2))
    for number in (1, 2):
        page = known.fetch(status=[status], page=number, per_page=size)
        known.compare(rows[(number - 1) * size : number * size], page)
        if page.meta["total"] != len(rows):
            found = f"total is {page.meta['total']!r} with status={status}; there are {len(rows)}"
            raise Failed(found, known.page.exchange, page.exchange)


@check(assumes=("filters-combine",))
def filters_combine(client: Client) -> None:
    """Status, bounds and paging work together."""
    known = Baseline.of(client)
    start, end = known.quarters
    statuses = _two(known)
    rows = known.where(status=statuses, start=start, end=end)
    size = max(1, len(rows) - 1)
    page = known.fetch(status=statuses, start_at=start, end_at=end, page=2, per_page=size)
    known.compare(rows[size:], page)
    if page.meta["total"] != len(rows):
        found = f"total is {page.meta['total']!r} under these filters; there are {len(rows)}"
        raise Failed(found, known.page.exchange, page.exchange)


@check(assumes=("filters-combine",), cost=2)
def status_and_one_bound_hold_together(client: Client) -> None:
    """Status and either bound work together, whatever was requested before."""
    known = Baseline.of(client)
    status = _most(known)
    for name, bound in (("start_at", "start"), ("end_at", "end")):
        rows = known.where(status=[status], **{bound: known.middle})
        page = known.fetch(**{"status": [status], **_alone(known, name), name: known.middle})
        known.compare(rows, page)
        if page.meta["total"] != len(rows):
            found = f"total is {page.meta['total']!r} with status={status} and {name}; there are {len(rows)}"
            raise Failed(found, known.page.exchange, page.exchange)


def _alone(known: Baseline, name: str) -> dict[str, None]:
    """What leaves out the other bound, if all numbers are known and none was created since."""
    client = known.client
    if name == "end_at" or not known.complete or client.dialect.bounds_alone == "refused":
        return {}
    newest = client.page(end_at=None).meta["total"] == len(known.rows)
    return {"end_at": None} if newest else {}


@check()
def an_empty_result_keeps_its_shape(client: Client) -> None:
    """Where no number is left, `data` is an empty array, `total` 0 and `current_page` 1."""
    page = client.page(start_at=NEVER, end_at=NEVER)
    meta = page.meta
    if page.rows or meta["total"] != 0 or meta["current_page"] != 1:
        found = f"{len(page.rows)} rows and meta {meta} for numbers created at {NEVER}"
        raise Failed(found, page.exchange)


def _check_spelling(client: Client, *, spelling: str) -> None:
    if spelling not in client.dialect.array_spelling:
        raise Skipped("in this dialect the spelling is not understood")
    known = Baseline.of(client)
    statuses = _two(known)
    values = {"per_page": client.largest_page, "status": statuses, **known.bounds}
    written = replace(client.dialect.spelling, arrays=spelling)
    request = client.request(("array-spelling",), written, **values)
    known.compare(known.where(status=statuses), client.page_of(request))


ARRAY_SPELLINGS: Final = tuple(
    RequestCheck(
        f"array-spelling-{spelling}",
        f"An array is understood in the spelling {unquote(write({'status': [2, 5]}, Spelling(spelling)))!r}.",
        partial(_check_spelling, spelling=spelling),
        ("array-spelling",),
    )
    for spelling in SPELLINGS
)

CHECKS: Final[tuple[Check, ...]] = (
    a_status_filter_lets_no_other_status_through,
    each_status_finds_all_its_rows,
    status_0_is_not_no_filter,
    totals_of_the_statuses_add_up,
    two_statuses_are_their_union,
    a_status_named_twice_counts_once,
    all_statuses_are_everything,
    pages_join_under_a_filter,
    filters_combine,
    status_and_one_bound_hold_together,
    an_empty_result_keeps_its_shape,
    *ARRAY_SPELLINGS,
)
