"""Drifts of a page's envelope and its `meta`."""

from typing import Final

from mockserver.drift.kinds import Ask, Drift, Page, Request, paging, rereading, without


@paging
def total_off(page: Page, _: Request) -> None:
    """`total` is one too many."""
    page["meta"]["total"] += 1


@paging
def total_page(page: Page, _: Request) -> None:
    """`total` counts the rows of this page only."""
    page["meta"]["total"] = len(page["data"])


@rereading
async def total_unfiltered(page: Page, request: Request, ask: Ask) -> None:
    """`total` and what follows from it ignore the filter by status."""
    every = (await ask(request.asking(without(request.values, "status")))).document
    page["meta"] |= {name: every["meta"][name] for name in ("total", "last_page", "has_pages")}


@paging
def total_capped(page: Page, _: Request) -> None:
    """`total` is never more than 50."""
    page["meta"]["total"] = min(page["meta"]["total"], 50)


@paging
def total_string(page: Page, _: Request) -> None:
    """`total` is a string of digits."""
    page["meta"]["total"] = str(page["meta"]["total"])


@paging
def total_forgets_bound(page: Page, request: Request) -> None:
    """`total` is one too many with `status` and `start_at` alone."""
    meta = page["meta"]
    if {"status", "start_at"} <= request.values.keys():
        meta["total"] += "end_at" not in request.values
        meta["last_page"] = max(1, -(-meta["total"] // meta["per_page"]))


@paging
def last_page_off(page: Page, _: Request) -> None:
    """`last_page` is rounded down, so clients never request the last page."""
    meta = page["meta"]
    meta["last_page"] = max(1, meta["total"] // meta["per_page"])


@paging
def last_page_more(page: Page, _: Request) -> None:
    """`last_page` is one too many where the last page is full."""
    meta = page["meta"]
    meta["last_page"] = meta["total"] // meta["per_page"] + 1


@paging
def last_page_zero(page: Page, _: Request) -> None:
    """`last_page` is 0 where there are no rows."""
    if page["meta"]["total"] == 0:
        page["meta"]["last_page"] = 0


@paging
def last_page_default(page: Page, _: Request) -> None:
    """`last_page` counts pages of 15, whatever `per_page` is."""
    page["meta"]["last_page"] = max(1, -(-page["meta"]["total"] // 15))


@paging
def last_page_missing(page: Page, _: Request) -> None:
    """`last_page` is missing, as in Laravel's simple paginator."""
    del page["meta"]["last_page"]


@paging
def current_page_stuck(page: Page, _: Request) -> None:
    """`current_page` is always 1."""
    page["meta"]["current_page"] = 1


@paging
def current_page_capped(page: Page, _: Request) -> None:
    """`current_page` is never more than `last_page`."""
    meta = page["meta"]
    meta["current_page"] = min(meta["current_page"], meta["last_page"])


@paging
def current_page_overflow(page: Page, _: Request) -> None:
    """`current_page` is cut to 31 bits."""
    page["meta"]["current_page"] &= 0x7FFFFFFF


@paging
def per_page_string(page: Page, _: Request) -> None:
    """`per_page` is a string even if none was sent."""
    page["meta"]["per_page"] = str(page["meta"]["per_page"])


@paging
def per_page_count(page: Page, _: Request) -> None:
    """`per_page` is the number of rows on this page."""
    page["meta"]["per_page"] = max(1, len(page["data"]))


@paging
def has_pages_inverted(page: Page, _: Request) -> None:
    """`has_pages` is the opposite of what it should be."""
    page["meta"]["has_pages"] = not page["meta"]["has_pages"]


@paging
def has_pages_always(page: Page, _: Request) -> None:
    """`has_pages` is always true, as in the documentation's example."""
    page["meta"]["has_pages"] = True


@paging
def has_pages_more(page: Page, _: Request) -> None:
    """`has_pages` says whether more pages follow."""
    page["meta"]["has_pages"] = page["meta"]["current_page"] < page["meta"]["last_page"]


@paging
def has_pages_number(page: Page, _: Request) -> None:
    """`has_pages` is 1 or 0."""
    page["meta"]["has_pages"] = int(page["meta"]["has_pages"])


@paging
def meta_missing(page: Page, _: Request) -> None:
    """`meta` is missing."""
    del page["meta"]


@paging
def meta_renamed(page: Page, _: Request) -> None:
    """`meta` is called `pagination`."""
    page["pagination"] = page.pop("meta")


@paging
def meta_unknown(page: Page, _: Request) -> None:
    """`meta` has a field `from` that is not in the contract."""
    page["meta"]["from"] = 1


@paging
def envelope_unknown(page: Page, _: Request) -> None:
    """There is a field `links` beside `meta` that is not in the contract."""
    page["links"] = {"next": None}


@paging
def code_zero(page: Page, _: Request) -> None:
    """`code` is 0 for success."""
    page["code"] = 0


@paging
def code_string(page: Page, _: Request) -> None:
    """`code` is a string of digits."""
    page["code"] = "200"


@paging
def success_ok(page: Page, _: Request) -> None:
    """`status` is ok, not success."""
    page["status"] = "ok"


@paging
def message_null(page: Page, _: Request) -> None:
    """`message` is null."""
    page["message"] = None


@paging
def message_garbled(page: Page, _: Request) -> None:
    """`message` is UTF-8 read as Latin-1."""
    page["message"] = page["message"].encode().decode("latin-1")


# fmt: off
META: Final[tuple[Drift, ...]] = (
    total_off, total_page, total_unfiltered, total_capped, total_string, total_forgets_bound, last_page_off,
    last_page_more, last_page_zero, last_page_default, last_page_missing, current_page_stuck,
    current_page_capped, current_page_overflow, per_page_string, per_page_count, has_pages_inverted,
    has_pages_always, has_pages_more, has_pages_number, meta_missing, meta_renamed, meta_unknown,
    envelope_unknown, code_zero, code_string, success_ok, message_null, message_garbled,
)
