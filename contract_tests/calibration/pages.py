"""Probes of pages: their sizes, their numbers, and what `meta` says."""

from collections.abc import Iterator
from typing import Any, Final

from contract_tests import query
from contract_tests.calibration.probe import Finding, Need, Probe, ask, probe, was_refused
from contract_tests.client import LATEST, Client
from contract_tests.meta import HAS_PAGES
from contract_tests.request_policy import LIVE_PAGE

SMALLER: Final = (500, 200, 100, 50, 20)
"""Page sizes that are tried if a larger one is refused."""


@probe("per_page_default", need=Need.ALWAYS)
def per_page_default(client: Client, thorough: bool) -> Iterator[Finding]:
    """Ask without `per_page`."""
    del thorough
    page = client.page(end_at=None)
    if type(page.meta["per_page"]) is int:
        yield Finding("per_page_default", page.meta["per_page"], (page.exchange,))


@probe("per_page_maximum", "per_page_excess", "per_page_type", need=Need.ALWAYS)
def per_page_maximum(client: Client, thorough: bool) -> Iterator[Finding]:
    """Ask for large pages, then for smaller ones until one is served as large as it was requested."""
    largest = client.expectations.schema_of("per_page")["maximum"]
    first = largest if thorough or not client.policy.live else LIVE_PAGE
    for size in (first, *(each for each in SMALLER if each < first)):
        exchange = ask(client, client.request(per_page=size, end_at=None), "per-page-limit")
        if was_refused(client, exchange):
            yield Finding("per_page_excess", "refused", (exchange,))
            continue
        page = client.evidence.page(exchange)
        as_sent = isinstance(exchange.document["meta"]["per_page"], str)
        yield Finding("per_page_type", "as-sent" if as_sent else "integer", (exchange,))
        served = page.meta["per_page"]
        if served < size:
            yield Finding("per_page_excess", "reduced", (exchange,))
        if served == largest:
            yield from _more_than(client, largest)
        if served != LIVE_PAGE or first != LIVE_PAGE:
            yield Finding("per_page_maximum", served, (exchange,))
        return


def _more_than(client: Client, largest: int) -> Iterator[Finding]:
    exchange = ask(client, client.request(per_page=largest + 1, end_at=None), "per-page-limit")
    if was_refused(client, exchange):
        yield Finding("per_page_excess", "refused", (exchange,))
    else:
        served = client.evidence.page(exchange).meta["per_page"]
        yield Finding("per_page_excess", "served" if served > largest else "reduced", (exchange,))


@probe("page_excess")
def page_excess(client: Client, thorough: bool) -> Iterator[Finding]:
    """Ask for a page beyond the largest number of the contract."""
    del thorough
    number = client.expectations.schema_of("page")["maximum"] + 1
    exchange = ask(client, client.request(page=number, per_page=1, end_at=None), "page-limit")
    if was_refused(client, exchange):
        yield Finding("page_excess", "refused", (exchange,))
        return
    page = client.evidence.page(exchange)
    last = (
        client.dialect.page_beyond_last == "last-page" and page.meta["current_page"] == page.meta["last_page"]
    )
    if last or not page.rows:
        yield Finding("page_excess", "served", (exchange,))


@probe("empty_last_page")
def empty_last_page(client: Client, thorough: bool) -> Iterator[Finding]:
    """Ask for numbers of a day without any."""
    del thorough
    exchange = ask(client, client.request(start_at=LATEST, end_at=LATEST), "last-page-at-least-1")
    last = client.evidence.page(exchange).meta["last_page"]
    if last in (0, 1):
        yield Finding("empty_last_page", last, (exchange,))


@probe("has_pages", need=Need.ALWAYS)
def has_pages(client: Client, thorough: bool) -> Iterator[Finding]:
    """Compare `has_pages` with the numbers of the pages received so far, the last of several among them."""
    if thorough:
        client.page(page=client.page(end_at=None).meta["last_page"], end_at=None)
    metas = [(page.meta, page.exchange) for page in client.evidence.pages()]
    fits = [
        name for name, rule in HAS_PAGES.items() if all(meta["has_pages"] is rule(meta) for meta, _ in metas)
    ]
    assumed = type(client.dialect).model_fields["has_pages"].default
    if len(fits) == 1 or (fits and assumed not in fits):
        yield Finding("has_pages", fits[0], tuple(exchange for _, exchange in metas[-3:]))


@probe("page_missing", need=Need.USUAL)
def page_missing(client: Client, thorough: bool) -> Iterator[Finding]:
    """Ask without `page`."""
    del thorough
    exchange = ask(client, client.request(page=None, per_page=2, end_at=None), "page-missing")
    if was_refused(client, exchange):
        yield Finding("page_missing", "refused", (exchange,))
    elif client.evidence.page(exchange).meta["current_page"] == 1:
        yield Finding("page_missing", "first-page", (exchange,))


@probe("page_beyond_last", need=Need.USUAL)
def page_beyond_last(client: Client, thorough: bool) -> Iterator[Finding]:
    """Ask for a page far beyond the last one."""
    del thorough
    moments = [row["created_at"] for row in client.page(end_at=None).rows]
    moment = query.floor(moments[len(moments) // 2], client.dialect.step)
    # Of few numbers, so that this is the only page, and `has_pages` says what it means.
    few: dict[str, Any] = {"start_at": moment, "end_at": query.later(moment, client.dialect.step)}
    request = client.request(page=99, per_page=client.largest_page, **few)
    exchange = ask(client, request, "page-beyond-last")
    if was_refused(client, exchange):
        yield Finding("page_beyond_last", "refused", (exchange,))
        return
    page = client.evidence.page(exchange)
    if not page.rows:
        yield Finding("page_beyond_last", "empty", (exchange,))
    elif page.meta["current_page"] == page.meta["last_page"]:
        yield Finding("page_beyond_last", "last-page", (exchange,))


SIZES: Final[tuple[Probe, ...]] = (per_page_default, per_page_maximum)
PROBES: Final[tuple[Probe, ...]] = (page_missing, page_beyond_last, page_excess, empty_last_page, has_pages)
