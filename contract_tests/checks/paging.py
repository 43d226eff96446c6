"""Pages: together they are the whole list."""

from typing import Any, Final

from contract_tests.baseline import Baseline, compare
from contract_tests.check import Check, check, evidence_check
from contract_tests.client import Client
from contract_tests.evidence import Evidence
from contract_tests.exchange import Exchange
from contract_tests.page import NUMBER, Row
from contract_tests.results import Failed, Skipped


def _size(known: Baseline) -> int:
    """A page size that gives at least three pages, the last one short if possible."""
    count = len(known.rows)
    if count < 2:
        raise Skipped("there is only one number, so no second page")
    return next((size for size in (7, 5, 3, 2) if count > 3 * size and count % size), 1)


@check(daily=True, cost=3)
def pages_join(client: Client) -> None:
    """Consecutive pages neither overlap nor leave a gap."""
    known = Baseline.of(client)
    size = _size(known)
    for number in (1, 2, 3):
        page = known.fetch(page=number, per_page=size)
        known.compare(known.rows[(number - 1) * size : number * size], page)


@check(daily=True, cost=2)
def the_last_page_holds_the_rest(client: Client) -> None:
    """The last page holds exactly the remaining rows."""
    known = Baseline.of(client)
    size = _size(known)
    last = -(-len(known.rows) // size)
    known.compare(known.rows[(last - 1) * size :], known.fetch(page=last, per_page=size))
    if known.complete:
        return
    total = known.page.meta["total"]
    last = -(-total // client.largest_page)
    page = client.page(page=last, per_page=client.largest_page)
    expected = total - (last - 1) * client.largest_page
    if len(page.rows) != expected or page.meta["total"] != total:
        found = f"page {last} has {len(page.rows)} rows and total {page.meta['total']!r}"
        raise Failed(f"{found}; {expected} and {total} expected", known.page.exchange, page.exchange)


@check(cost=2)
def the_size_of_pages_moves_no_row(client: Client) -> None:
    """Another page size gives the same rows in the same order."""
    known = Baseline.of(client)
    size = 2 * _size(known) + 1
    known.compare(known.rows[size : 2 * size], known.fetch(page=2, per_page=size))
    middle = len(known.rows) // 2
    known.compare(known.rows[middle : middle + 1], known.fetch(page=middle + 1, per_page=1))


@check(assumes=("per-page-default",))
def without_per_page_the_default_holds(client: Client) -> None:
    """Without `per_page` a page has the default size of the contract."""
    known = Baseline.of(client)
    size = client.dialect.per_page_default or client.expectations.schema_of("per_page")["default"]
    page = known.fetch(per_page=None)
    if page.meta["per_page"] != size:
        raise Failed(
            f"per_page is {page.meta['per_page']!r} where the contract assumes {size}", page.exchange
        )
    known.compare(known.rows[:size], page)


@check(assumes=("per-page-limit",))
def the_largest_pages_are_served(client: Client) -> None:
    """The largest `per_page` of the contract is served in full."""
    size = client.dialect.per_page_maximum or client.expectations.schema_of("per_page")["maximum"]
    page = client.page(per_page=size, assumes=() if size == client.largest_page else ("per-page-limit",))
    expected = min(size, page.meta["total"])
    if page.meta["per_page"] != size or len(page.rows) != expected:
        found = f"per_page is {page.meta['per_page']!r} with {len(page.rows)} rows; {size} was requested"
        raise Failed(f"{found}, and there are {page.meta['total']}", page.exchange)


@check(assumes=("page-beyond-last",))
def beyond_the_last_page_there_is_nothing(client: Client) -> None:
    """A page beyond the last one is empty and has the correct totals."""
    if client.dialect.page_beyond_last != "empty":
        raise Skipped(f"in this dialect such a page is {client.dialect.page_beyond_last}")
    known = Baseline.of(client)
    page = known.fetch(
        page=len(known.rows) // client.largest_page + 2,
        per_page=client.largest_page,
        assumes=("page-beyond-last",),
    )
    if page.rows or page.meta["total"] != len(known.rows):
        found = f"{len(page.rows)} rows and total {page.meta['total']!r}; 0 and {len(known.rows)} expected"
        raise Failed(found, known.page.exchange, page.exchange)


@check(assumes=("page-limit", "page-beyond-last"))
def the_largest_page_number_is_understood(client: Client) -> None:
    """The largest page number of the contract is answered with an empty page."""
    if client.dialect.page_beyond_last != "empty":
        raise Skipped(f"in this dialect such a page is {client.dialect.page_beyond_last}")
    number = client.expectations.schema_of("page")["maximum"]
    page = client.page(page=number, per_page=1, assumes=("page-limit",))
    if page.rows or page.meta["current_page"] != number:
        found = f"{len(page.rows)} rows, current_page {page.meta['current_page']!r}; {number} was requested"
        raise Failed(found, page.exchange)


@check(daily=True, cost=0)
def ids_are_unique(client: Client) -> None:
    """No two numbers of a task have the same id."""
    known = Baseline.of(client)
    ids = known.page.ids
    twice = sorted({str(each) for each in ids if ids.count(each) > 1} if len(set(ids)) < len(ids) else ())
    if twice:
        raise Failed(f"more than one number has id {', '.join(twice[:5])}", known.page.exchange)


@evidence_check(assumes=("row-order",))
def rows_are_in_order(evidence: Evidence) -> None:
    """Rows are sorted by `created_at`, then by `id`, oldest first."""
    if evidence.dialect.row_order == "other":
        raise Skipped("in this dialect rows are in another order")
    newest_first = evidence.dialect.row_order == "newest-first"
    by_id = evidence.dialect.equal_times == "by-id"
    for page in evidence.pages():
        order = [(row["created_at"], row["id"] if by_id else 0) for row in page.rows]
        ordered = sorted(order, reverse=newest_first)
        if order != ordered:
            place = next(place for place, pair in enumerate(order) if pair != ordered[place])
            found = f"row {place + 1} is {order[place]}, where {ordered[place]} is expected"
            tied = [time for time, _ in order] == [time for time, _ in ordered]
            raise Failed(found, page.exchange, assumes=("equal-times",) if tied else ())


@check(cost=3)
def the_same_request_has_the_same_answer(client: Client) -> None:
    """The same request, sent again, has the same rows and totals."""
    known = Baseline.of(client)
    requests: list[dict[str, Any]] = [{}, {"page": 2, "per_page": 2}, {"status": [known.rows[0]["status"]]}]
    for values in requests[: 2 if client.policy.sparing else None]:
        first = known.fetch(**values)
        again = client.page_again(first.exchange.request)
        compare(first.rows, again, first)
        if first.meta != again.meta:
            raise Failed(f"meta was {first.meta}, then {again.meta}", first.exchange, again.exchange)


@evidence_check()
def one_id_is_one_record(evidence: Evidence) -> None:
    """A number has the same fields wherever it appears."""
    known: dict[object, tuple[Row, Exchange]] = {}
    for page in evidence.pages():
        for row in page.rows:
            other, exchange = known.setdefault((page.account, row["id"]), (row, page.exchange))
            if other == row:
                continue
            for name in other:
                if name != NUMBER and other[name] != row.get(name):
                    found = f"id {row['id']}: {name} is {other[name]!r}, and {row.get(name)!r} elsewhere"
                    raise Failed(found, exchange, page.exchange)


CHECKS: Final[tuple[Check, ...]] = (
    pages_join,
    the_last_page_holds_the_rest,
    the_size_of_pages_moves_no_row,
    without_per_page_the_default_holds,
    the_largest_pages_are_served,
    beyond_the_last_page_there_is_nothing,
    the_largest_page_number_is_understood,
    ids_are_unique,
    rows_are_in_order,
    the_same_request_has_the_same_answer,
    one_id_is_one_record,
)
