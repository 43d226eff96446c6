"""`meta`: every page says truly where it stands."""

from collections.abc import Iterator

from contract_tests.baseline import window
from contract_tests.check import Broken, NotJudged, When, law
from contract_tests.client import Api
from contract_tests.page import Page


def _pages(api: Api) -> Iterator[Page]:
    pages = [page for page in api.pages() if all(type(page.meta.get(name)) is int for name in COUNTS)]
    if not pages:
        raise NotJudged("no page with whole numbers in meta was received")
    return iter(pages)


COUNTS = ("total", "last_page", "current_page", "per_page")


@law()
def total_counts_the_rows(api: Api) -> None:
    """`total` is the number of rows on all pages together."""
    known = window(api)
    page = known.ask(api)
    if page.meta["total"] != len(known.rows):
        found = f"total is {page.meta['total']!r} and the page has {len(page.rows)} rows"
        raise Broken(f"{found}; there are {len(known.rows)}", known.page.exchange, page.exchange)


@law(when=When.AT_THE_END)
def total_fits_the_pages(api: Api) -> None:
    """A page is full unless it is the last one, and that one holds the rest."""
    for page in _pages(api):
        meta = page.meta
        before = (meta["current_page"] - 1) * meta["per_page"]
        expected = min(meta["per_page"], max(0, meta["total"] - before))
        if len(page.rows) != expected:
            raise Broken(f"{len(page.rows)} rows, but meta is {meta}: {expected} expected", page.exchange)


@law(when=When.AT_THE_END)
def current_page_is_the_page_asked_for(api: Api) -> None:
    """`current_page` is the page that was asked for."""
    for page in _pages(api):
        if page.sent.page not in (None, page.meta["current_page"]):
            found = f"current_page is {page.meta['current_page']}; {page.sent.page} was asked for"
            raise Broken(found, page.exchange)


@law(when=When.AT_THE_END)
def per_page_is_the_size_asked_for(api: Api) -> None:
    """`per_page` is the size that was asked for, and no page has more rows."""
    for page in _pages(api):
        if page.exchange.request.assumes:
            continue
        size = page.meta["per_page"]
        if page.sent.per_page not in (None, size) or len(page.rows) > size:
            found = f"per_page is {size}, with {len(page.rows)} rows; {page.sent.per_page} was asked for"
            raise Broken(found, page.exchange)


@law(when=When.AT_THE_END)
def last_page_follows_from_total(api: Api) -> None:
    """`last_page` is `total` divided by `per_page`, rounded up, and at least 1."""
    for page in _pages(api):
        meta = page.meta
        expected = max(1, -(-meta["total"] // max(1, meta["per_page"])))
        if meta["last_page"] != expected:
            assumes = ("last-page-at-least-1",) if meta["total"] == 0 else ()
            raise Broken(f"last_page is {meta['last_page']}; {expected} follows from {meta}", page.exchange,
                         assumes=assumes)  # fmt: skip


@law(assumes=("has-pages",), when=When.AT_THE_END)
def has_pages_tells_whether_there_is_paging(api: Api) -> None:
    """`has_pages` is true unless this is page 1 and no more pages follow."""
    for page in _pages(api):
        meta = page.meta
        expected = meta["current_page"] != 1 or meta["last_page"] > 1
        if meta.get("has_pages") is not expected:
            raise Broken(f"has_pages is {meta.get('has_pages')!r} where meta is {meta}", page.exchange)
