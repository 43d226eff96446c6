"""Drifts at the far end of a list: its last page, deep pages, offsets that overflow."""

from typing import Final

from mockserver.drift.kinds import Ask, Drift, Page, Request, Values, hearing, paging, rereading

DEEP: Final = 2
"""The last page that is served as it should be, where deep pages are not."""


def _numbers(values: Values) -> tuple[int, int]:
    """`page` and `per_page`; 0 for what is not a number."""
    page, size = values.get("page"), values.get("per_page", 15)
    return (page if isinstance(page, int) else 0), (size if isinstance(size, int) else 0)


@paging
def last_page_empty(page: Page, _: Request) -> None:
    """The last of several pages is empty."""
    if page["meta"]["current_page"] == page["meta"]["last_page"] > 1:
        page["data"] = []


@rereading
async def deep_page_repeats(page: Page, request: Request, ask: Ask) -> None:
    """Pages in the middle of the list have the rows of page 2."""
    number, last = page["meta"]["current_page"], page["meta"]["last_page"]
    if DEEP < number < last:
        page["data"] = (await ask(request.asking({**request.values, "page": DEEP}))).document["data"]


@paging
def total_too_small(page: Page, _: Request) -> None:
    """`total` is an estimate, too small by a quarter, and so is `last_page`."""
    meta = page["meta"]
    meta["total"] -= meta["total"] // 4
    meta["last_page"] = max(1, -(-meta["total"] // meta["per_page"]))


def _wrapping(values: Values, modulus: int) -> Values:
    page, size = _numbers(values)
    if page < 1 or size < 1 or (page - 1) * size < modulus:
        return values
    return {**values, "page": (page - 1) * size % modulus // size + 1}


@hearing
def offset_32_bits(values: Values) -> Values:
    """The offset of a page is kept in 32 bits: page 2**28 + 1 of 16 rows is the first."""
    return _wrapping(values, 2**32)


@hearing
def offset_64_bits(values: Values) -> Values:
    """The offset of a page is kept in 64 bits: page 2**60 + 1 of 16 rows is the first."""
    return _wrapping(values, 2**64)


# fmt: off
FAR: Final[tuple[Drift, ...]] = (
    last_page_empty, deep_page_repeats, total_too_small, offset_32_bits, offset_64_bits,
)
