"""The requests of the documentation, exactly as it shows them: query and headers, letter by letter."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from contract_tests.baseline import Baseline, compare
from contract_tests.check import Check, check
from contract_tests.client import Client
from contract_tests.exchange import Request
from contract_tests.page import Page
from contract_tests.query import SECOND
from contract_tests.results import Failed, Skipped

HEADERS: Final = (("Content-Type", "application/json"),)
"""What every example sends beside the token, though a GET has no content."""

SIZE: Final = 15
"""The `per_page` of every example."""


def _documented(client: Client, query: str) -> Request:
    """A request as curl sends it from the documentation."""
    return replace(client.request_for(query), accept="*/*", headers=HEADERS)


def _answered(client: Client, query: str, question: str) -> Page:
    """The page that answers a documented request.

    Raises Failed if it is refused, which rests on `question` only if it is refused without the header too.
    """
    request = replace(_documented(client, query), assumes=(question,))
    exchange = client.send(request)
    status = client.evidence.status_of(exchange)
    if status != 200:
        plain = client.send(replace(request, headers=()))
        refused = client.evidence.status_of(plain) != 200
        found = f"the documented request is answered with {exchange.failure or status}"
        if not refused:
            raise Failed(f"{found}, but not without Content-Type", exchange, plain)
        raise Failed(found, exchange, assumes=(question,))
    return client.evidence.page(exchange)


def _compare(client: Client, expected: Page, page: Page) -> None:
    """Compare the rows, except those that were added since the run began."""
    until = client.policy.until
    rows = [row for row in page.rows if until is None or row["created_at"] <= until]
    known = expected.rows[: SIZE - (len(page.rows) - len(rows))]
    compare(known, Page(page.exchange, rows, page.meta), expected)


@check(cost=2)
def the_documented_request_has_the_first_page(client: Client) -> None:
    """The documented request, `Content-Type: application/json` included, has the first page."""
    if "word" not in client.dialect.boolean_spelling:
        raise Skipped("in this dialect `encryption=false` is not understood")
    first = client.page(per_page=SIZE)
    page = _answered(client, f"page=1&per_page={SIZE}&encryption=false", "boolean-spelling")
    _compare(client, first, page)


@check(cost=2)
def the_request_of_the_python_example_has_the_first_page(client: Client) -> None:
    """`encryption=False`, as the Python example sends it, means false."""
    if "capitals" not in client.dialect.boolean_spelling:
        raise Skipped("in this dialect the case of a boolean matters")
    first = client.page(per_page=SIZE)
    page = _answered(client, f"page=1&per_page={SIZE}&encryption=False", "boolean-spelling")
    _compare(client, first, page)


@check(cost=2)
def the_documented_values_are_understood_together(client: Client) -> None:
    """The values of the documentation's table, sent as they are printed, mean what they say."""
    known = Baseline.of(client)
    day = datetime.strptime(known.middle, SECOND)
    status = known.rows[len(known.rows) // 2]["status"]
    bounds: dict[str, Any] = {"start_at": f"{day:%Y-%m-%d} 00:00:00", "end_at": f"{day:%Y-%m-%d} 23:59:00"}
    expected = client.page(per_page=SIZE, status=[status], **bounds)
    spellings: set[str] = {*client.dialect.date_spelling}
    usual = client.request(per_page=SIZE, status=[status], **bounds).target.partition("?")[2]
    parts = dict.fromkeys(part.partition("=")[0] for part in usual.split("&"))
    del parts["page"], parts["per_page"]
    query = [f"page=1&per_page={SIZE}"]
    query += ["encryption=FALSE"] if "capitals" in client.dialect.boolean_spelling else []
    if "json" in client.dialect.array_spelling:
        query.append(f"status=[{status}]")
    else:
        query += [part for part in usual.split("&") if part.startswith("status")]
    if spellings & {"documented", "slashes"}:
        date = f"{day.year}/{day.month}/{day.day}"
        query += [f"start_at={date}%200:00", f"end_at={date}%2023:59"]
    else:
        query += [part for part in usual.split("&") if part.startswith(("start_at", "end_at"))]
    page = _answered(client, "&".join(query), "date-spelling")
    compare(expected.rows, page, expected)
    if page.meta["total"] != expected.meta["total"]:
        found = f"total is {page.meta['total']!r}; in another spelling {expected.meta['total']!r}"
        raise Failed(found, expected.exchange, page.exchange)


CHECKS: Final[tuple[Check, ...]] = (
    the_documented_request_has_the_first_page,
    the_request_of_the_python_example_has_the_first_page,
    the_documented_values_are_understood_together,
)
