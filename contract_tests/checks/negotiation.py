"""Headers that should not matter: numbers are the same for every browser, language and place."""

from dataclasses import replace
from typing import Final

from contract_tests.baseline import Baseline, compare
from contract_tests.check import Check, check
from contract_tests.checks import odd
from contract_tests.checks.accounts import OTHER
from contract_tests.client import Client
from contract_tests.exchange import Exchange
from contract_tests.page import Page
from contract_tests.results import Failed

Headers = tuple[tuple[str, str], ...]

SETS: Final[tuple[Headers, ...]] = (
    (
        (
            "User-Agent",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
        ),
        ("Accept", "application/json, text/plain, */*"),
        ("Accept-Language", "en-US,en;q=0.9"),
        ("X-Requested-With", "XMLHttpRequest"),
        ("Cookie", f"lang=en; locale=en; user_id={OTHER}; sub_user_id={OTHER}; timezone=America/New_York"),
        *((name, "America/New_York") for name in ("Timezone", "Time-Zone", "X-Timezone", "X-Time-Zone")),
        *((name, OTHER) for name in ("X-User-Id", "X-Sub-User-Id", "X-Tenant-Id", "X-Task-Id")),
        ("X-Page", "2"),
        ("X-Per-Page", "2"),
    ),
    (
        ("User-Agent", "python-requests/2.32.3"),
        ("Accept", "*/*"),
        ("Accept-Language", "zh-TW"),
        ("Accept-Charset", "gbk, big5"),
        ("Cache-Control", "no-cache"),
        ("Pragma", "no-cache"),
        ("X-Forwarded-For", "203.0.113.9"),
        ("X-Locale", "en"),
        ("X-Lang", "en"),
        ("X-Api-Version", "1"),
        ("Date", "Sat, 01 Jan 2000 00:00:00 GMT"),
    ),
    (("User-Agent", "Go-http-client/1.1"), ("Accept-Language", "ja"), ("Save-Data", "on"), ("DNT", "1")),
)
"""Headers of a mobile browser, of the documented clients, of proxies and of gateways."""

FOREIGN: Final[Headers] = (
    ("Origin", "https://example.com"),
    ("Referer", "https://example.com/numbers?page=2"),
    ("Sec-Fetch-Site", "cross-site"),
    ("Sec-Fetch-Mode", "cors"),
)
"""Headers of a page on another site; an API may refuse them."""


def _same(client: Client, page: Page, headers: Headers) -> None:
    """Raise Failed, naming the header, unless the request with these headers has the same answer."""
    if _differs(client, page, headers) is None:
        return
    page = client.page_again(page.exchange.request)  # The task may have changed since.
    for header in headers:
        found = _differs(client, page, (header,))
        if found is not None:
            raise Failed(f"with the header {header[0]}: {found.found}", *found.exchanges)
    exchange = odd.send_again(client, page.exchange.request, headers=headers)
    found = _difference(client, page, exchange)
    if found is not None:
        raise Failed(f"with these headers: {found.found}", *found.exchanges)


def _differs(client: Client, page: Page, headers: Headers) -> Failed | None:
    """How the answer with some headers differs; None if it does not."""
    return _difference(client, page, odd.send(client, page.exchange.request, headers=headers))


def _difference(client: Client, page: Page, exchange: Exchange) -> Failed | None:
    other = odd.page_in(client, exchange)
    if other is None:
        return Failed(f"the answer is {exchange.status}", page.exchange, exchange)
    try:
        compare(page.rows, other, page)
    except Failed as failed:
        return failed
    return None if page.meta == other.meta else Failed(f"meta is {other.meta}", page.exchange, exchange)


@check(cost=3)
def headers_about_the_client_change_nothing(client: Client) -> None:
    """Browser, language, time zone, cookies and ids in headers do not change a page."""
    for headers in SETS:
        _same(client, client.page(), headers)


@check(cost=3)
def headers_about_the_client_change_no_filter(client: Client) -> None:
    """Browser, language, time zone, cookies and ids in headers do not change a filter."""
    known = Baseline.of(client)
    page = known.fetch(start_at=known.middle, status=[known.rows[-1]["status"]], per_page=client.largest_page)
    for headers in SETS[:2]:
        _same(client, page, headers)


@check()
def a_foreign_origin_sees_the_same_or_nothing(client: Client) -> None:
    """A request from a page on another site is answered as any other, or refused."""
    page = client.page()
    other = odd.answer(client, page.exchange.request, headers=FOREIGN)
    if other is not None:
        compare(page.rows, other, page)


@check(cost=3)
def a_content_type_on_a_get_changes_nothing(client: Client) -> None:
    """With `Content-Type: application/json`, as every example sends it, pages and filters work as without."""
    known = Baseline.of(client)
    page = known.fetch(status=[known.rows[-1]["status"]], per_page=2)
    typed = client.send(replace(page.exchange.request, headers=(("Content-Type", "application/json"),)))
    if client.evidence.status_of(typed) != 200:
        raise Failed(f"the answer is {typed.failure or typed.status}", page.exchange, typed)
    compare(page.rows, client.evidence.page(typed), page)
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    other = odd.answer(client, page.exchange.request, headers=form)
    if other is not None:
        compare(page.rows, other, page)


CHECKS: Final[tuple[Check, ...]] = (
    headers_about_the_client_change_nothing,
    headers_about_the_client_change_no_filter,
    a_foreign_origin_sees_the_same_or_nothing,
    a_content_type_on_a_get_changes_nothing,
)
