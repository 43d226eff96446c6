"""Drifts of a page's rows: which ones are there, and in what order."""

from base64 import b64encode
from random import Random
from typing import Final

from mockserver.drift.kinds import Ask, Drift, Page, Request, paging, rereading, without


@paging
def data_null(page: Page, _: Request) -> None:
    """`data` is null where there are no rows."""
    page["data"] = page["data"] or None


@paging
def data_empty_object(page: Page, _: Request) -> None:
    """`data` is an object where there are no rows."""
    page["data"] = page["data"] or {}


@paging
def data_object(page: Page, _: Request) -> None:
    """`data` is an object with the row numbers as keys."""
    page["data"] = {str(place): record for place, record in enumerate(page["data"])}


@paging
def data_nested(page: Page, _: Request) -> None:
    """`data` is an object with the rows in `list`."""
    page["data"] = {"list": page["data"]}


@paging
def row_lost(page: Page, _: Request) -> None:
    """The last row of every page is missing."""
    del page["data"][-1:]


@paging
def row_twice(page: Page, _: Request) -> None:
    """The first row of every page is there twice, and the last is not."""
    page["data"] = [*page["data"][:1], *page["data"]][: len(page["data"])]


@paging
def row_extra(page: Page, _: Request) -> None:
    """The last row of every page is there twice, one row more than there should be."""
    page["data"] += page["data"][-1:]


@paging
def labels_shifted(page: Page, _: Request) -> None:
    """Each row has the label of the next one's status."""
    labels = [record["status_str"] for record in page["data"]]
    for record, label in zip(page["data"], [*labels[1:], *labels[:1]], strict=True):
        record["status_str"] = label


@paging
def id_place(page: Page, _: Request) -> None:
    """`id` is the place on the page."""
    for place, record in enumerate(page["data"]):
        record["id"] = place + 1


@paging
def customer_place(page: Page, _: Request) -> None:
    """`customer_id` depends on the place on the page."""
    for place, record in enumerate(page["data"]):
        record["customer_id"] = f"{place:08}-0000-4000-8000-000000000000"


@paging
def extra_random(page: Page, request: Request) -> None:
    """`extra` is another one for each request."""
    for record in page["data"]:
        record["extra"] = f"extra-{request.chance:.9f}"


@paging
def order_reversed(page: Page, _: Request) -> None:
    """The rows of a page are in reverse order."""
    page["data"].reverse()


@paging
def order_unstable(page: Page, request: Request) -> None:
    """The rows of a page are in another order each time."""
    Random(request.chance).shuffle(page["data"])  # noqa: S311  # It hides nothing.


@paging
def order_status(page: Page, _: Request) -> None:
    """The rows of a page are ordered by status."""
    page["data"].sort(key=lambda record: record["status"])


@paging
def order_hour(page: Page, _: Request) -> None:
    """The rows of a page are ordered by the hour of `created_at` only."""
    page["data"].sort(key=lambda record: (record["created_at"][:13], -record["id"]))


@paging
def filter_loses_row(page: Page, request: Request) -> None:
    """Under a filter the first row is missing, and not counted either."""
    filtered = {"status", "start_at", "end_at"} & request.values.keys()
    if filtered and page["data"] and page["meta"]["current_page"] == page["meta"]["last_page"] == 1:
        page["data"].pop(0)
        page["meta"]["total"] -= 1


@paging
def filter_counts_twice(page: Page, request: Request) -> None:
    """A status that is sent twice gives its rows twice."""
    status = request.values.get("status", [])
    twice = [record for record in page["data"] if status.count(record["status"]) > 1]
    page["data"] = sorted([*page["data"], *twice], key=lambda record: record["id"])
    page["meta"]["total"] += len(twice)


@paging
def filter_orders(page: Page, request: Request) -> None:
    """Under a filter by several statuses the rows of a page are ordered by status."""
    if len(request.values.get("status", [])) > 1:
        page["data"].sort(key=lambda record: record["status"])


@paging
def filter_loses_waiting(page: Page, request: Request) -> None:
    """Under a filter by three statuses or more waiting numbers are missing, and not counted either."""
    if len(request.values.get("status", [])) > 2:
        called = [record for record in page["data"] if record["status"]]
        page["meta"]["total"] -= len(page["data"]) - len(called)
        page["data"] = called


async def _rows(ask: Ask, request: Request, page: int) -> list[Page]:
    """The rows of another page of the same request."""
    rows: list[Page] = (await ask(request.asking({**request.values, "page": page}))).document["data"]
    return rows


@rereading
async def pages_overlap(page: Page, request: Request, ask: Ask) -> None:
    """Each page begins with the last row of the page before."""
    current = page["meta"]["current_page"]
    if current > 1 and page["data"]:
        before = await _rows(ask, request, current - 1)
        page["data"] = [*before[-1:], *page["data"]][: len(page["data"])]


@rereading
async def pages_gap(page: Page, request: Request, ask: Ask) -> None:
    """Each page after the first begins one row too late."""
    current = page["meta"]["current_page"]
    if 1 < current < page["meta"]["last_page"]:
        after = await _rows(ask, request, current + 1)
        page["data"] = [*page["data"][1:], *after[:1]]


@rereading
async def last_page_full(page: Page, request: Request, ask: Ask) -> None:
    """The last page is full: it begins with rows of the page before."""
    current = page["meta"]["current_page"]
    if 1 < current == page["meta"]["last_page"]:
        before = await _rows(ask, request, current - 1)
        page["data"] = [*before, *page["data"]][-page["meta"]["per_page"] :]


@rereading
async def beyond_last_repeats(page: Page, request: Request, ask: Ask) -> None:
    """A page beyond the last has the rows of the last."""
    if page["meta"]["current_page"] > page["meta"]["last_page"]:
        page["data"] = await _rows(ask, request, page["meta"]["last_page"])


@paging
def beyond_last_uncounted(page: Page, _: Request) -> None:
    """A page beyond the last has `total` 0."""
    if not page["data"]:
        page["meta"] |= {"total": 0, "last_page": 1}


@rereading
async def encryption_base64(page: Page, request: Request, ask: Ask) -> None:
    """Encrypted numbers are only encoded, in Base64."""
    if request.values.get("encryption") is True:
        plain = (await ask(request.asking(without(request.values, "encryption")))).document["data"]
        for record, known in zip(page["data"], plain, strict=True):
            record["number"] = b64encode(f"number:{known['number']}".encode()).decode()


# fmt: off
PAGES: Final[tuple[Drift, ...]] = (
    data_null, data_empty_object, data_object, data_nested, row_lost, row_twice, row_extra, labels_shifted,
    id_place, customer_place, extra_random, order_reversed, order_unstable, order_status, order_hour,
    filter_loses_row, filter_counts_twice, filter_orders, filter_loses_waiting, pages_overlap, pages_gap,
    last_page_full, beyond_last_repeats, beyond_last_uncounted, encryption_base64,
)
