"""The far end of a list: its last page, a page deep inside, and page numbers that overflow."""

from collections.abc import Iterator
from typing import Final

from contract_tests.baseline import compare
from contract_tests.check import Check, check
from contract_tests.checks import odd
from contract_tests.client import Client
from contract_tests.page import Page
from contract_tests.results import Failed, Skipped

WRAPPING: Final = 16
"""A `per_page` that divides 2**32 and 2**64, so that an offset may wrap around to exactly 0."""


def _first(client: Client) -> Page:
    """The first page of the whole task. Raises Skipped if it is the only one."""
    page = client.page(per_page=client.largest_page)
    if page.meta["last_page"] < 2:
        page = client.page(per_page=max(1, len(page.rows) // 6))
    if page.meta["last_page"] < 2:
        raise Skipped("there is only one page")
    return page


def _size(first: Page) -> int:
    size: int = first.meta["per_page"]
    return size


@check(cost=3)
def the_list_ends_where_meta_says(client: Client) -> None:
    """The last page holds what is left of `total`, and no page behind it has further rows."""
    first = _first(client)
    size, last, total = _size(first), first.meta["last_page"], first.meta["total"]
    page = client.page(page=last, per_page=size)
    now = page.meta["total"]  # A task may have grown since the first page.
    expected = min(size, now - (last - 1) * size)
    if len(page.rows) != expected or now < total:
        found = f"page {last} has {len(page.rows)} rows and total {now!r}, page 1 has total {total!r}"
        raise Failed(f"{found}: {expected} rows expected", first.exchange, page.exchange)
    repeated = set(first.ids) & set(page.ids)
    if repeated:
        raise Failed(f"pages 1 and {last} both have id {repeated.pop()}", first.exchange, page.exchange)
    behind = odd.answer(client, client.request(page=last + 1, per_page=size))
    further = [each for each in behind.ids if each not in set(page.ids)] if behind is not None else []
    if behind is not None and further and behind.meta["last_page"] == last:
        found = f"last_page is {last}, and page {last + 1} has {len(further)} further rows"
        raise Failed(found, page.exchange, behind.exchange)


@check(daily=True, cost=2)
def a_deep_page_is_like_any_other(client: Client) -> None:
    """A page in the middle of the list is full, overlaps no other, and has the rows of smaller pages."""
    first = _first(client)
    size, last = _size(first), first.meta["last_page"]
    number = (last + 1) // 2
    page = client.page(page=number, per_page=size)
    if number < last and len(page.rows) != size:
        raise Failed(
            f"page {number} of {last} has {len(page.rows)} rows of {size}", first.exchange, page.exchange
        )
    repeated = set(first.ids) & set(page.ids) if number > 1 else ()
    if repeated:
        raise Failed(f"pages 1 and {number} both have id {min(repeated)}", first.exchange, page.exchange)
    if size % 2 == 0:
        half = client.page(page=2 * number, per_page=size // 2)
        compare(page.rows[size // 2 :], half, page)


def _overflowing() -> Iterator[int]:
    """Page numbers whose offset, at `WRAPPING` rows a page, is 2**32, 2**63 and 2**64."""
    return (2**power // WRAPPING + 1 for power in (32, 63, 64))


@check(cost=4)
def page_numbers_do_not_overflow(client: Client) -> None:
    """A page number so large that its offset overflows has no rows, or is refused."""
    first = client.page(per_page=WRAPPING)
    for number in _overflowing():
        page = odd.answer(client, client.request(page=number, per_page=WRAPPING))
        if page is None or not page.rows:
            continue
        last = first.meta["last_page"]
        if number > last and page.meta["current_page"] != last:  # An API may answer with its last page.
            found = f"page {number} of {last} has {len(page.rows)} rows, such as id {page.ids[0]}"
            found += f", and current_page {page.meta['current_page']!r}"
            invalid = (
                number > client.expectations.schema_of("page")["maximum"] and page.meta["current_page"] == 1
            )
            if invalid and client.dialect.invalid_values.get("page", "refused") != "refused":
                continue  # As any other number that is no page.
            questions = ("page-limit", "invalid-values-refused") if invalid else ()
            raise Failed(found, first.exchange, page.exchange, assumes=questions)


CHECKS: Final[tuple[Check, ...]] = (
    the_list_ends_where_meta_says,
    a_deep_page_is_like_any_other,
    page_numbers_do_not_overflow,
)
