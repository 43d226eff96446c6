"""Probes of invalid values: refused with which status, ignored, or cast to something valid."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from contract_tests import query
from contract_tests.calibration.access import code_of
from contract_tests.calibration.probe import Finding, Need, Probe, probe, was_refused
from contract_tests.client import Client
from contract_tests.exchange import Exchange, Request
from contract_tests.page import Page

INVALID: Final[Mapping[str, str]] = {
    "page": "abc",
    "status": "abc",
    "start_at": "abc",
    "task_id": "abc",
    "per_page": "abc",
    "encryption": "abc",
    "end_at": "abc",
    "sub_user_id": "abc",
    "user_id": "abc",
}
"""A value of each parameter that nothing can take for a valid one."""

ESSENTIAL: Final = ("page", "status", "start_at", "task_id")
"""The parameters that are asked about unless a probe is thorough."""

LENIENT: Final[Mapping[str, tuple[str, ...]]] = {
    "page": ("0", "+1", "01", "1.5"),
    "per_page": ("0", "+1", "01", "1.5"),
    "start_at": ("2025-12-03T00:00:00", "20251203", "tomorrow"),
    "end_at": ("2025-12-03T00:00:00", "20251203", "tomorrow"),
    "encryption": ("2", "yes", "01"),
    "status": ("01", "+1"),
}
"""Values that some frameworks read as a valid one: integers, dates and booleans in other spellings."""


def _send(client: Client, name: str, value: object) -> Exchange:
    """The answer to a request with an invalid value."""
    ids = {"user_id": client.target.user_id, "task_id": client.target.task_id}
    path = client.expectations.path(**{**ids, **{key: str(value) for key in ids if key == name}})
    values: dict[str, Any] = {"page": "1"}
    if name not in ids:
        values[name] = [value] if name == "status" else value
    if client.dialect.bounds_alone == "refused" and name in ("start_at", "end_at"):
        values = {
            "page": "1",
            "start_at": "2025-12-01 00:00:00",
            "end_at": "2025-12-05 00:00:00",
            name: value,
        }
    text = query.write(values, client.dialect.spelling)
    return client.send(Request(f"{path}?{text}", 422, off_route=name in ids))


@probe("invalid_values", "refusal_status", "error_codes", need=Need.USUAL)
def invalid_values(client: Client, thorough: bool) -> Iterator[Finding]:
    """Send an invalid value of every parameter."""
    answers: dict[str, str] = {}
    exchanges: list[Exchange] = []
    statuses = Counter[int]()
    plain = client.page(end_at=None)
    for name in INVALID if thorough else ESSENTIAL:
        exchange = _send(client, name, INVALID[name])
        exchanges.append(exchange)
        if was_refused(client, exchange):
            answers[name] = "refused"
            if not exchange.request.off_route:
                yield from code_of(client, exchange, 422)
                statuses[client.evidence.status_of(exchange)] += 1
        elif client.evidence.status_of(exchange) == 200:
            page = client.evidence.page(exchange)
            answers[name] = "ignored" if _same(page, plain) else "cast"
    yield Finding("invalid_values", answers, tuple(exchanges))
    yield Finding("error_codes", dict(client.dialect.error_codes), tuple(exchanges))
    if statuses:
        yield Finding("refusal_status", statuses.most_common(1)[0][0], tuple(exchanges))


def _same(page: Page, plain: Page) -> bool:
    return page.ids == plain.ids and page.meta["total"] == plain.meta["total"]


@probe("lenient_spelling")
def lenient_spelling(client: Client, thorough: bool) -> Iterator[Finding]:
    """Send values in spellings that are not documented, and that some frameworks understand."""
    del thorough
    lenient: list[str] = []
    exchanges: list[Exchange] = []
    for name, values in LENIENT.items():
        for value in values:
            exchanges.append(_send(client, name, value))
            if client.evidence.status_of(exchanges[-1]) == 200:
                lenient.append(name)
                break
    yield Finding("lenient_spelling", tuple(lenient), tuple(exchanges))


@probe("empty_values")
def empty_values(client: Client, thorough: bool) -> Iterator[Finding]:
    """Send parameters without a value; Laravel reads them as absent."""
    del thorough
    exchanges = [_send(client, name, "") for name in INVALID if name not in ("user_id", "task_id")]
    ignored = any(client.evidence.status_of(exchange) == 200 for exchange in exchanges)
    yield Finding("empty_values", "ignored" if ignored else "refused", tuple(exchanges))


@probe("start_after_end")
def start_after_end(client: Client, thorough: bool) -> Iterator[Finding]:
    """Send a `start_at` after `end_at`."""
    del thorough
    values = {"page": 1, "start_at": "2025-12-03 00:01:00", "end_at": "2025-12-03 00:00:00"}
    text = query.write(values, client.dialect.spelling)
    exchange = client.send(Request(f"{client.path}?{text}", 422))
    if was_refused(client, exchange):
        yield Finding("start_after_end", "refused", (exchange,))
    elif not client.evidence.page(exchange).rows:
        yield Finding("start_after_end", "empty", (exchange,))


PROBES: Final[tuple[Probe, ...]] = (invalid_values, lenient_spelling, empty_values, start_after_end)
