"""Pages whose numbers do not add up."""

from random import Random
from typing import Final

from mockserver.drift.kinds import Asked, Collect, Page, paging

DRIFTS: Final[Collect] = []

drift = paging(DRIFTS)


@drift
def total_off(page: Page, _: Asked) -> None:
    """`total` is one too many."""
    page["meta"]["total"] += 1


@drift
def total_page(page: Page, _: Asked) -> None:
    """`total` counts the rows of this page only."""
    page["meta"]["total"] = len(page["data"])


@drift
def last_page_off(page: Page, _: Asked) -> None:
    """`last_page` is rounded down, so the rows of the last page are never asked for."""
    meta = page["meta"]
    meta["last_page"] = max(1, meta["total"] // meta["per_page"])


@drift
def last_page_zero(page: Page, _: Asked) -> None:
    """`last_page` is 0 where there is nothing."""
    if page["meta"]["total"] == 0:
        page["meta"]["last_page"] = 0


@drift
def current_page_stuck(page: Page, _: Asked) -> None:
    """`current_page` is always 1."""
    page["meta"]["current_page"] = 1


@drift
def per_page_string(page: Page, _: Asked) -> None:
    """`per_page` comes back as the string that was sent."""
    page["meta"]["per_page"] = str(page["meta"]["per_page"])


@drift
def has_pages_inverted(page: Page, _: Asked) -> None:
    """`has_pages` says the opposite."""
    page["meta"]["has_pages"] = not page["meta"]["has_pages"]


@drift
def meta_missing(page: Page, _: Asked) -> None:
    """There is no `meta`."""
    del page["meta"]


@drift
def data_null(page: Page, _: Asked) -> None:
    """An empty `data` is null."""
    page["data"] = page["data"] or None


@drift
def data_object(page: Page, _: Asked) -> None:
    """`data` is an object with the row numbers as keys."""
    page["data"] = {str(place): record for place, record in enumerate(page["data"])}


@drift
def row_lost(page: Page, _: Asked) -> None:
    """The last row of every page is missing."""
    del page["data"][-1:]


@drift
def row_twice(page: Page, _: Asked) -> None:
    """The first row of every page is there twice, and the last is not."""
    page["data"] = [*page["data"][:1], *page["data"]][: len(page["data"])]


@drift
def labels_shifted(page: Page, _: Asked) -> None:
    """Each row has the label of the next one's status."""
    labels = [record["status_str"] for record in page["data"]]
    for record, label in zip(page["data"], [*labels[1:], *labels[:1]], strict=True):
        record["status_str"] = label


@drift
def order_reversed(page: Page, _: Asked) -> None:
    """The rows of a page stand in reverse."""
    page["data"].reverse()


@drift
def order_unstable(page: Page, asked: Asked) -> None:
    """The rows of a page stand in another order each time."""
    Random(asked.chance).shuffle(page["data"])  # noqa: S311  # It hides nothing.


@drift
def code_zero(page: Page, _: Asked) -> None:
    """`code` is 0 when all went well."""
    page["code"] = 0
