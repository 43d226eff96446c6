"""`meta`: the counts and numbers of every page are correct."""

from collections.abc import Iterator
from typing import Final

from contract_tests.baseline import Baseline
from contract_tests.check import Check, check, evidence_check
from contract_tests.client import Client
from contract_tests.evidence import Evidence
from contract_tests.meta import HAS_PAGES
from contract_tests.page import Page
from contract_tests.results import Failed, Skipped

COUNTS: Final = ("total", "last_page", "current_page", "per_page")


def _pages(evidence: Evidence) -> Iterator[Page]:
    pages = [page for page in evidence.pages() if all(type(page.meta.get(name)) is int for name in COUNTS)]
    if not pages:
        raise Skipped("no page with integers in meta was received")
    return iter(pages)


@check(daily=True)
def total_counts_the_rows(client: Client) -> None:
    """`total` is the number of rows on all pages."""
    known = Baseline.of(client)
    page = known.fetch()
    if page.meta["total"] != len(known.rows):
        found = f"total is {page.meta['total']!r} and the page has {len(page.rows)} rows"
        raise Failed(f"{found}; there are {len(known.rows)}", known.page.exchange, page.exchange)


@evidence_check()
def total_fits_the_pages(evidence: Evidence) -> None:
    """Every page is full except the last one, which holds the rest."""
    for page in _pages(evidence):
        meta = page.meta
        before = (meta["current_page"] - 1) * meta["per_page"]
        expected = min(meta["per_page"], max(0, meta["total"] - before))
        if len(page.rows) != expected:
            raise Failed(f"{len(page.rows)} rows, but meta is {meta}: {expected} expected", page.exchange)


@evidence_check()
def current_page_is_the_page_asked_for(evidence: Evidence) -> None:
    """`current_page` is the page that was requested."""
    for page in _pages(evidence):
        if page.exchange.request.certain and page.sent.page not in (None, page.meta["current_page"]):
            found = f"current_page is {page.meta['current_page']}; {page.sent.page} was requested"
            raise Failed(found, page.exchange)


@evidence_check()
def per_page_is_the_size_asked_for(evidence: Evidence) -> None:
    """`per_page` is the size that was requested, and no page has more rows."""
    for page in _pages(evidence):
        if not page.exchange.request.certain:
            continue
        size = page.meta["per_page"]
        if page.sent.per_page not in (None, size) or len(page.rows) > size:
            found = f"per_page is {size}, with {len(page.rows)} rows; {page.sent.per_page} was requested"
            raise Failed(found, page.exchange)


@evidence_check()
def last_page_follows_from_total(evidence: Evidence) -> None:
    """`last_page` is `total` divided by `per_page`, rounded up, and at least 1."""
    for page in _pages(evidence):
        meta = page.meta
        least = evidence.dialect.empty_last_page
        expected = max(least, -(-meta["total"] // max(1, meta["per_page"])))
        if meta["last_page"] != expected:
            assumes = ("last-page-at-least-1",) if meta["total"] == 0 else ()
            found = f"last_page is {meta['last_page']}; {expected} follows from {meta}"
            raise Failed(found, page.exchange, assumes=assumes)


@evidence_check(assumes=("has-pages",))
def has_pages_tells_whether_there_is_paging(evidence: Evidence) -> None:
    """`has_pages` is true unless this is page 1 and the only one."""
    rule = HAS_PAGES[evidence.dialect.has_pages]
    for page in _pages(evidence):
        meta = page.meta
        expected = rule(meta)
        if meta.get("has_pages") is not expected:
            raise Failed(f"has_pages is {meta.get('has_pages')!r} where meta is {meta}", page.exchange)


CHECKS: Final[tuple[Check, ...]] = (
    total_counts_the_rows,
    total_fits_the_pages,
    current_page_is_the_page_asked_for,
    per_page_is_the_size_asked_for,
    last_page_follows_from_total,
    has_pages_tells_whether_there_is_paging,
)
