"""Probes that read rows: their order, missing values, and clocks."""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from contract_tests.calibration.probe import Finding, Need, Probe, probe
from contract_tests.client import Client
from contract_tests.exchange import Exchange
from contract_tests.page import MASKED, NUMBER, PLACES, Page, Row
from contract_tests.query import date

MOST_SECONDS: Final = 3
"""Clocks that differ by more than this are a breach, not a habit."""


def sample(client: Client, *, thorough: bool) -> list[Page]:
    """The largest first page, and the last page if thorough."""
    first = client.page(per_page=client.largest_page, end_at=None)
    last = first.meta["last_page"]
    if not thorough or last < 2:
        return [first]
    return [first, client.page(page=last, per_page=client.largest_page, end_at=None)]


def _raw(page: Page) -> list[Row]:
    """The rows as they were received, which the dialect does not change."""
    rows: list[Row] = page.exchange.document["data"]
    return rows


@probe("row_order", "equal_times", need=Need.ALWAYS)
def row_order(client: Client, thorough: bool) -> Iterator[Finding]:
    """Compare the moments of creation of neighbouring rows, and the ids of rows of one moment."""
    pages = sample(client, thorough=thorough)
    exchanges = tuple(page.exchange for page in pages)
    pairs = [pair for page in pages for pair in pairwise(page.rows)]
    rises = {a["created_at"] < b["created_at"] for a, b in pairs if a["created_at"] != b["created_at"]}
    ties = {a["id"] < b["id"] for a, b in pairs if a["created_at"] == b["created_at"]}
    directions = rises or ties
    if not directions:
        return
    order = "other" if len(directions) > 1 else "oldest-first" if True in directions else "newest-first"
    yield Finding("row_order", order, exchanges)
    if ties:
        yield Finding("equal_times", "by-id" if ties == directions and len(ties) == 1 else "any", exchanges)


@probe(
    "null",
    "no_call_durations",
    "places",
    "blacklist",
    "blacklist_waiting",
    "number",
    need=Need.ALWAYS,
)
def values(client: Client, thorough: bool) -> Iterator[Finding]:
    """Read how missing values are written, and whether numbers are masked."""
    pages = sample(client, thorough=thorough)
    exchanges = tuple(page.exchange for page in pages)
    rows = [row for page in pages for row in _raw(page)]
    if not rows:
        return
    nullable = client.expectations.nullable - set(PLACES)
    absent = {row[name] for row in rows for name in nullable if row[name] in ("", None)}
    if absent:
        yield Finding("null", "empty-string" if "" in absent else "null", exchanges)
    unknown = any(row[name] in ("", None) for row in rows for name in PLACES)
    yield Finding("places", "sometimes-unknown" if unknown else "known", exchanges)
    durations = {row["duration"] for row in rows if not row["calldate"]}
    if durations in ({0}, {None}):
        yield Finding("no_call_durations", "zero" if durations == {0} else "null", exchanges)
    kinds = {type(row["is_blacklist"]) for row in rows} & {bool, int}
    if len(kinds) == 1:
        yield Finding("blacklist", "integer" if int in kinds else "boolean", exchanges)
    waiting = {str(row["is_blacklist"]) for row in rows if row["status"] == 0}
    if waiting and waiting <= {"False", "0"}:
        yield Finding("blacklist_waiting", "false", exchanges)
    elif waiting == {"None"}:
        yield Finding("blacklist_waiting", "null", exchanges)
    masked = any(MASKED.fullmatch(str(row[NUMBER])) for row in rows)
    yield Finding("number", "masked" if masked else "plain", exchanges)


@probe("other_fields", need=Need.ALWAYS)
def other_fields(client: Client, thorough: bool) -> Iterator[Finding]:
    """Look for names that are not in the contract, in everything received so far."""
    del thorough
    known, evidence = client.expectations, client.evidence
    exchanges = [each for each in evidence.exchanges if each.readable]
    others = [each for each in exchanges if _others(client, each)]
    rows = [exchange for row, exchange in evidence.records if row.keys() - known.fields.keys()]
    shown = (others + rows) or exchanges
    yield Finding("other_fields", "some" if others or rows else "none", tuple(shown[:3]))


def _others(client: Client, exchange: Exchange) -> set[str]:
    """The names in an envelope, or its meta, that are not in the contract."""
    known = client.expectations
    page = client.evidence.status_of(exchange) == 200
    envelope = known.envelope if page else known.error
    meta = exchange.document.get("meta") if page else None
    names = set(meta) - set(known.meta.schema["properties"]) if isinstance(meta, dict) else set[str]()
    return names | set(exchange.document) - set(envelope.schema["properties"])


@probe("clock_tolerance", need=Need.ALWAYS)
def clock_tolerance(client: Client, thorough: bool) -> Iterator[Finding]:
    """Compare durations with the dates that they lie between."""
    pages = sample(client, thorough=thorough)
    seconds = [each for page in pages for row in page.rows for each in _deviations(row)]
    if seconds and max(seconds) <= MOST_SECONDS:
        exchanges = tuple(page.exchange for page in pages)
        yield Finding("clock_tolerance", max(1, math.ceil(max(seconds))), exchanges)


def _deviations(row: Row) -> Iterator[float]:
    """The seconds by which dates and durations of a call disagree."""
    if row["calldate"] and row["hangupdate"]:
        yield abs(_seconds(row["calldate"], row["hangupdate"]) - float(row["duration"]) / 1000)
        if row["answerdate"]:
            yield abs(_seconds(row["answerdate"], row["hangupdate"]) - float(row["bill"]) / 1000)
            yield max(0.0, _seconds(row["answerdate"], row["calldate"]))


def _seconds(start: Any, end: Any) -> float:
    first, last = date(start), date(end)
    if first is None or last is None:
        raise ValueError(f"{start!r} or {end!r} is no date")
    return (last - first).total_seconds()


PROBES: Final[tuple[Probe, ...]] = (row_order, values, clock_tolerance)
LAST: Final[tuple[Probe, ...]] = (other_fields,)
