"""Pages: they join, and together they are the list."""

from typing import Any

from contract_tests.baseline import Window, differ, window
from contract_tests.check import Broken, NotJudged, When, law
from contract_tests.client import Api


def _size(known: Window) -> int:
    """A size of pages that gives at least three of them, the last one short if possible."""
    count = len(known.rows)
    if count < 2:
        raise NotJudged("there is one number, so there is no second page")
    return next((size for size in (7, 5, 3, 2) if count > 3 * size and count % size), 1)


@law()
def pages_join(api: Api) -> None:
    """Pages that follow each other neither overlap nor leave a gap."""
    known = window(api)
    size = _size(known)
    for number in (1, 2) if api.terms.frugal else (1, 2, 3):
        page = known.ask(api, page=number, per_page=size)
        differ(known.rows[(number - 1) * size : number * size], page, known.page)


@law()
def the_last_page_holds_the_rest(api: Api) -> None:
    """The last page holds the rows that the pages before it left over."""
    known = window(api)
    size = _size(known)
    last = -(-len(known.rows) // size)
    differ(known.rows[(last - 1) * size :], known.ask(api, page=last, per_page=size), known.page)
    if known.complete or api.terms.frugal:
        return
    total = known.page.meta["total"]
    last = -(-total // api.most)
    page = api.page(page=last, per_page=api.most)
    expected = total - (last - 1) * api.most
    if len(page.rows) != expected or page.meta["total"] != total:
        found = f"page {last} has {len(page.rows)} rows and total {page.meta['total']!r}"
        raise Broken(f"{found}; {expected} and {total} expected", known.page.exchange, page.exchange)


@law()
def the_size_of_pages_moves_no_row(api: Api) -> None:
    """Another size of pages shows the same rows in the same places."""
    known = window(api)
    size = 2 * _size(known) + 1
    differ(known.rows[size : 2 * size], known.ask(api, page=2, per_page=size), known.page)
    if api.terms.frugal:
        return
    middle = len(known.rows) // 2
    differ(known.rows[middle : middle + 1], known.ask(api, page=middle + 1, per_page=1), known.page)


@law(assumes=("per-page-default",))
def without_per_page_the_default_holds(api: Api) -> None:
    """Without `per_page` a page has as many numbers as the contract's default says."""
    known = window(api)
    size = api.dialect.per_page_default or api.promises.limits("per_page").default or 0
    page = known.ask(api, per_page=None)
    if page.meta["per_page"] != size:
        raise Broken(
            f"per_page is {page.meta['per_page']!r} where the contract assumes {size}", page.exchange
        )
    differ(known.rows[:size], page, known.page)


@law(assumes=("per-page-limit",))
def the_largest_pages_are_served(api: Api) -> None:
    """The largest `per_page` of the contract is served in full."""
    size = api.dialect.per_page_maximum or api.promises.limits("per_page").most
    page = api.page(per_page=size, assumes=() if size == api.most else ("per-page-limit",))
    expected = min(size, page.meta["total"])
    if page.meta["per_page"] != size or len(page.rows) != expected:
        found = f"per_page is {page.meta['per_page']!r} with {len(page.rows)} rows; {size} was asked for"
        raise Broken(f"{found}, and there are {page.meta['total']}", page.exchange)


@law(assumes=("page-beyond-last",))
def beyond_the_last_page_there_is_nothing(api: Api) -> None:
    """A page beyond the last one is empty and has the true totals."""
    if api.dialect.page_beyond_last == "refused":
        raise NotJudged("by the dialect such pages are refused")
    known = window(api)
    page = known.ask(
        api, page=len(known.rows) // api.most + 2, per_page=api.most, assumes=("page-beyond-last",)
    )
    if page.rows or page.meta["total"] != len(known.rows):
        found = f"{len(page.rows)} rows and total {page.meta['total']!r}; 0 and {len(known.rows)} expected"
        raise Broken(found, known.page.exchange, page.exchange)


@law(assumes=("page-limit", "page-beyond-last"))
def the_largest_page_number_is_understood(api: Api) -> None:
    """The largest page number of the contract is answered with an empty page."""
    if api.dialect.page_beyond_last == "refused":
        raise NotJudged("by the dialect such pages are refused")
    api.terms.spare()
    number = api.promises.limits("page").most
    page = api.page(page=number, per_page=1, assumes=("page-limit",))
    if page.rows or page.meta["current_page"] != number:
        found = f"{len(page.rows)} rows, current_page {page.meta['current_page']!r}; asked was {number}"
        raise Broken(found, page.exchange)


@law(assumes=("id-unique",))
def ids_are_unique(api: Api) -> None:
    """No two numbers of a task have the same id."""
    known = window(api)
    ids = known.page.ids
    twice = sorted({str(each) for each in ids if ids.count(each) > 1} if len(set(ids)) < len(ids) else ())
    if twice:
        raise Broken(f"more than one number has id {', '.join(twice[:5])}", known.page.exchange)


@law(assumes=("row-order",), when=When.AT_THE_END)
def rows_are_in_order(api: Api) -> None:
    """Rows come by `created_at`, then by `id`, the oldest first."""
    newest_first = api.dialect.row_order == "newest-first"
    for page in api.pages():
        order = [(row["created_at"], row["id"]) for row in page.rows]
        ordered = sorted(order, reverse=newest_first)
        if order != ordered:
            place = next(place for place, pair in enumerate(order) if pair != ordered[place])
            found = f"row {place + 1} is {order[place]}, where {ordered[place]} belongs"
            raise Broken(found, page.exchange)


@law()
def the_same_request_has_the_same_answer(api: Api) -> None:
    """Whoever asks the same again receives the same rows and totals."""
    known = window(api)
    asked: list[dict[str, Any]] = [{}, {"page": 2, "per_page": 2}, {"status": [known.rows[0]["status"]]}]
    for values in asked[:1] if api.terms.frugal else asked:
        first = known.ask(api, **values)
        again = api.page_anew(first.exchange.request)
        differ(first.rows, again, first)
        if first.meta != again.meta:
            raise Broken(f"meta was {first.meta}, then {again.meta}", first.exchange, again.exchange)


@law(when=When.AT_THE_END)
def one_id_is_one_record(api: Api) -> None:
    """A number is told in the same way wherever it appears."""
    first = window(api).page
    known = {row["id"]: (row, first.exchange) for row in first.rows}
    for page in api.pages():
        if page.account != first.account:
            continue
        for row in page.rows:
            other, exchange = known.setdefault(row["id"], (row, page.exchange))
            if other == row:
                continue
            fields = [name for name in other if name != "number" and other[name] != row.get(name)]
            if fields:
                name = fields[0]
                found = f"id {row['id']}: {name} is {other[name]!r}, and {row.get(name)!r} elsewhere"
                raise Broken(found, exchange, page.exchange)
