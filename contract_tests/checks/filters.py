"""Filters by status: they only remove, and leave all that belongs."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

from contract_tests.baseline import Window, differ, window
from contract_tests.check import Broken, Law, NotJudged, When, add, law
from contract_tests.client import Api
from contract_tests.dialect import SPELLINGS
from contract_tests.page import Page
from contract_tests.query import write

NEVER = "2099-01-01 00:00:00"
"""A moment at which no number was added."""


def _two(known: Window) -> list[int]:
    """The two statuses that occur most often, whose rows take turns; the larger one first."""
    counts = Counter[int](row["status"] for row in known.rows)
    if len(counts) < 2:
        raise NotJudged("all numbers have the same status")
    return sorted((status for status, _ in counts.most_common(2)), reverse=True)


def _most(known: Window) -> int:
    """The status that occurs most often; 0 does not count if there is another."""
    counts = Counter[int](row["status"] for row in known.rows)
    return max(counts, key=lambda status: (status != 0, counts[status]))


@law(when=When.AT_THE_END)
def a_status_filter_lets_no_other_status_through(api: Api) -> None:
    """Under a filter by status every row has one of the statuses asked for."""
    for page in api.pages():
        if page.sent.status is not None and not page.exchange.request.assumes:
            for row in page.rows:
                if row["status"] not in page.sent.status:
                    asked = ", ".join(map(str, sorted(page.sent.status)))
                    found = f"id {row['id']} has status {row['status']}; asked was for {asked}"
                    raise Broken(found, page.exchange)


@law()
def each_status_finds_all_its_rows(api: Api) -> None:
    """A filter by one status leaves exactly the rows with that status."""
    known = window(api)
    for status in api.promises.labels:
        differ(known.where(status=[status]), known.ask(api, status=[status]), known.page)


@law()
def status_0_is_not_no_filter(api: Api) -> None:
    """A filter by status 0 leaves the waiting numbers only."""
    known = window(api)
    page = known.ask(api, status=[0])
    called = [row for row in page.rows if row["status"] != 0]
    if called:
        found = f"status=0 left {len(called)} rows with another status, such as {called[0]['status']}"
        raise Broken(found, known.page.exchange, page.exchange)
    if all(row["status"] == 0 for row in known.rows):
        raise NotJudged("every number is waiting")


@law()
def totals_of_the_statuses_add_up(api: Api) -> None:
    """The totals of all statuses together are the total without a filter."""
    known = window(api)
    _add_up(api, known.ask(api), {"per_page": api.most, **known.bounds})
    if not known.complete and not api.terms.frugal:  # The whole task may be too large to be counted well.
        _add_up(api, known.page, {"per_page": api.most})


def _add_up(api: Api, whole: Page, values: Mapping[str, Any]) -> None:
    pages = {status: api.page(status=[status], **values) for status in api.promises.labels}
    totals = {status: page.meta["total"] for status, page in pages.items()}
    if sum(totals.values()) != whole.meta["total"]:
        found = f"the totals of the statuses are {totals}, {sum(totals.values())} together"
        raise Broken(f"{found}; without a filter it is {whole.meta['total']}", whole.exchange,
                     next(iter(pages.values())).exchange)  # fmt: skip


@law()
def two_statuses_are_their_union(api: Api) -> None:
    """A filter by two statuses leaves the rows of both, each once, in the order of the list."""
    known = window(api)
    statuses = _two(known)
    differ(known.where(status=statuses), known.ask(api, status=statuses), known.page)


@law()
def a_status_named_twice_counts_once(api: Api) -> None:
    """Neither the order of statuses nor naming one twice changes the rows."""
    api.terms.spare()
    known = window(api)
    more, less = _two(known)
    page = known.ask(api, status=[less, more, less])
    differ(known.where(status=[less, more]), page, known.page)


@law()
def all_statuses_are_everything(api: Api) -> None:
    """A filter by all statuses removes nothing."""
    api.terms.spare()
    known = window(api)
    page = known.ask(api, status=list(api.promises.labels))
    differ(known.rows, page, known.page)


@law()
def pages_join_under_a_filter(api: Api) -> None:
    """Pages join and totals count under a filter too."""
    known = window(api)
    status = _most(known)
    rows = known.where(status=[status])
    size = max(1, -(-len(rows) // 2))
    for number in (2,) if api.terms.frugal else (1, 2):
        page = known.ask(api, status=[status], page=number, per_page=size)
        differ(rows[(number - 1) * size : number * size], page, known.page)
        if page.meta["total"] != len(rows):
            found = f"total is {page.meta['total']!r} with status={status}; there are {len(rows)}"
            raise Broken(found, known.page.exchange, page.exchange)


@law(assumes=("filters-combine",))
def filters_combine(api: Api) -> None:
    """Status, bounds and paging hold together."""
    known = window(api)
    start, end = _quarters(known)
    statuses = _two(known)
    rows = known.where(status=statuses, start=start, end=end)
    size = max(1, len(rows) - 1)
    page = known.ask(api, status=statuses, start_at=start, end_at=end, page=2, per_page=size)
    differ(rows[size:], page, known.page)
    if page.meta["total"] != len(rows):
        found = f"total is {page.meta['total']!r} under these filters; there are {len(rows)}"
        raise Broken(found, known.page.exchange, page.exchange)


@law(assumes=("filters-combine",))
def status_and_one_bound_hold_together(api: Api) -> None:
    """Status and either bound hold together, whatever of them was asked for before."""
    api.terms.spare()
    known = window(api)
    status = _most(known)
    moment = known.rows[len(known.rows) // 2]["created_at"]
    for name, bound in (("start_at", "start"), ("end_at", "end")):
        rows = known.where(status=[status], **{bound: moment})
        page = known.ask(api, status=[status], **{name: moment})
        differ(rows, page, known.page)
        if page.meta["total"] != len(rows):
            found = f"total is {page.meta['total']!r} with status={status} and {name}; there are {len(rows)}"
            raise Broken(found, known.page.exchange, page.exchange)


def _quarters(known: Window) -> tuple[str, str]:
    """Bounds that leave the middle half of the numbers, the earlier one first."""
    count = len(known.rows)
    first, last = sorted(known.rows[place]["created_at"] for place in (count // 4, count * 3 // 4))
    return first, last


@law()
def an_empty_result_keeps_its_shape(api: Api) -> None:
    """Where no number is left, `data` is an empty array, `total` 0 and `current_page` 1."""
    page = api.page(start_at=NEVER, end_at=NEVER)
    meta = page.meta
    if page.rows or meta["total"] != 0 or meta["current_page"] != 1:
        found = f"{len(page.rows)} rows and meta {meta} for numbers added at {NEVER}"
        raise Broken(found, page.exchange)


def _spelled(api: Api, *, spelling: str) -> None:
    if spelling not in api.dialect.array_spelling:
        raise NotJudged("by the dialect this spelling is not understood")
    known = window(api)
    statuses = _two(known)
    values = {"page": 1, "per_page": api.most, "status": statuses, **known.bounds}
    query = write(spelling, values)
    differ(known.where(status=statuses), api.page_with(query, ("array-spelling",)), known.page)


for _spelling in SPELLINGS:
    add(
        Law(
            f"array-spelling-{_spelling}",
            f"An array is understood in the spelling {write(_spelling, {'status': [2, 5]})!r}.".replace(
                "%5B", "["
            )
            .replace("%5D", "]")
            .replace("%2C", ","),
            partial(_spelled, spelling=_spelling),
            ("array-spelling",),
        )
    )
