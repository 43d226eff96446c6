"""Probes of queries: how arrays, booleans and dates are written, and what bounds include."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from contract_tests import query
from contract_tests.calibration.probe import Finding, Need, Probe, ask, probe, was_refused
from contract_tests.client import EARLIEST, LATEST, Client
from contract_tests.dialect import BOOLEANS, DATES, SPELLINGS
from contract_tests.exchange import Exchange
from contract_tests.page import NUMBER, Page, Row
from contract_tests.results import Failed, Skipped


def _page(client: Client, exchange: Exchange) -> Page | None:
    """The page in an answer, if there is one."""
    if client.evidence.status_of(exchange) != 200:
        return None
    try:
        return client.evidence.page(exchange)
    except (Skipped, Failed):
        return None


def _known(client: Client) -> list[Row]:
    """The rows of the largest first page."""
    return client.page(per_page=client.largest_page, end_at=None).rows


def _spellings(
    key: str, works: dict[str, Exchange], thorough: bool, every: tuple[str, ...]
) -> Iterator[Finding]:
    """The finding that these spellings work; unless all were tried, the others may work too."""
    if works:
        rest = () if thorough else tuple(each for each in every if each not in works)
        yield Finding(key, (*works, *rest), tuple(works.values()), certain=thorough)


@probe("array_spelling", need=Need.ALWAYS)
def array_spelling(client: Client, thorough: bool) -> Iterator[Finding]:
    """Filter by the two most frequent statuses, in each spelling until one finds both."""
    counts = Counter[int](row["status"] for row in _known(client))
    both = sorted(status for status, _ in counts.most_common(2))
    works: dict[str, Exchange] = {}
    for arrays in SPELLINGS if len(both) == 2 else ():
        spelling = replace(client.dialect.spelling, arrays=arrays)
        request = client.request(status=both, per_page=client.largest_page, end_at=None, spelling=spelling)
        exchange = ask(client, request, "array-spelling")
        page = _page(client, exchange)
        if page is not None and {row["status"] for row in page.rows} == set(both):
            works[arrays] = exchange
            if not thorough:
                break
    yield from _spellings("array_spelling", works, thorough, SPELLINGS)


def _inside(rows: list[Row]) -> tuple[str, str]:
    """Bounds, whole minutes, of the middle half of some rows."""
    moments = sorted(row["created_at"] for row in rows)
    first, last = moments[len(moments) // 4], moments[len(moments) * 3 // 4]
    return query.floor(first, 60), query.later(query.floor(last, 60), 60)


@probe("date_spelling", need=Need.ALWAYS)
def date_spelling(client: Client, thorough: bool) -> Iterator[Finding]:
    """Filter by two bounds together, in each spelling until one is understood.

    A spelling is understood if bounds change the answer; that they change it as they should is not a habit,
    but checked.
    """
    plain = client.page(per_page=client.largest_page, end_at=None)
    works: dict[str, Exchange] = {}
    for dates in DATES if plain.rows else ():
        start, end = _inside(plain.rows)
        if dates == "no-time":  # The day of the newest row, which leaves out others if there are any.
            start = query.floor(max(row["created_at"] for row in plain.rows), 86_400)
            end = query.later(start, 86_400)
        spelling = replace(client.dialect.spelling, dates=dates)
        request = client.request(start_at=start, end_at=end, per_page=client.largest_page, spelling=spelling)
        exchange = ask(client, request, "date-spelling")
        page = _page(client, exchange)
        if page is not None and (_has_effect(page, plain) or _are_all_within(plain, start, end)):
            works[dates] = exchange
            if not thorough:
                break
    yield from _spellings("date_spelling", works, thorough, DATES)


def _has_effect(page: Page, plain: Page) -> bool:
    return page.ids != plain.ids or page.meta["total"] != plain.meta["total"]


def _are_all_within(plain: Page, start: str, end: str) -> bool:
    """Whether bounds should leave all numbers, as after an import."""
    return len(plain.rows) == plain.meta["total"] and all(
        start <= row["created_at"] <= end for row in plain.rows
    )


@probe("boolean_spelling", "encryption", need=Need.ALWAYS)
def boolean_spelling(client: Client, thorough: bool) -> Iterator[Finding]:
    """Ask for encrypted numbers, in each spelling until one has an effect."""
    plain = {row["id"]: row[NUMBER] for row in _known(client)}
    works: dict[str, Exchange] = {}
    without_effect: dict[str, Exchange] = {}
    for booleans in BOOLEANS:
        spelling = replace(client.dialect.spelling, booleans=booleans)
        # Of another size than the pages so far: a cache that forgets `encryption` is no habit.
        size = client.largest_page - 1
        request = client.request(encryption=True, per_page=size, end_at=None, spelling=spelling)
        exchange = ask(client, request, "boolean-spelling")
        page = _page(client, exchange)
        if page is not None and page.rows:
            effect = any(row[NUMBER] != plain.get(row["id"]) for row in page.rows)
            (works if effect else without_effect)[booleans] = exchange
            if effect and not thorough:
                break
    if works or without_effect:
        shown = works or without_effect
        yield Finding("encryption", "on" if works else "off", tuple(shown.values()))
        yield from _spellings("boolean_spelling", shown, thorough, BOOLEANS)


@probe("bounds_alone", need=Need.ALWAYS)
def bounds_alone(client: Client, thorough: bool) -> Iterator[Finding]:
    """Filter by each bound without the other; a sibling takes `end_at` only beside `start_at`."""
    del thorough
    exchanges: list[Exchange] = []
    alone: tuple[dict[str, Any], ...] = (
        {"start_at": None, "end_at": LATEST},
        {"start_at": EARLIEST, "end_at": None},
    )
    for bounds in alone:
        exchanges.append(ask(client, client.request(per_page=2, **bounds), "bounds-alone"))
        if was_refused(client, exchanges[-1]):
            yield Finding("bounds_alone", "refused", (exchanges[-1],))
            return
    if all(_page(client, each) for each in exchanges):
        yield Finding("bounds_alone", "accepted", tuple(exchanges))


@probe("bounds", need=Need.ALWAYS)
def bounds(client: Client, thorough: bool) -> Iterator[Finding]:
    """Filter by the moment of one row as both bounds, then as each of them."""
    del thorough
    step = client.dialect.step
    moments = [row["created_at"] for row in _known(client)]
    moment = next((each for each in moments[len(moments) // 2 :] if query.floor(each, step) == each), None)
    if moment is None:
        return  # Requests cannot express the moment of any row.

    def find(start: str, end: str) -> tuple[bool, Exchange]:
        request = client.request(start_at=start, end_at=end, per_page=client.largest_page)
        exchange = ask(client, request, "bounds-inclusive")
        page = client.evidence.page(exchange)
        return any(row["created_at"] == moment for row in page.rows), exchange

    both, first = find(moment, moment)
    if both:
        yield Finding("bounds", "inclusive", (first,))
        return
    at_start, second = find(moment, query.later(moment, step))
    if at_start:
        yield Finding("bounds", "end-exclusive", (first, second))
        return
    at_end, third = find(query.later(moment, -step), moment)
    yield Finding("bounds", "start-exclusive" if at_end else "exclusive", (first, second, third))


@probe("date_without_seconds", need=Need.USUAL)
def date_without_seconds(client: Client, thorough: bool) -> Iterator[Finding]:
    """Filter by a minute as `end_at`."""
    del thorough
    dates = next(
        (each for each in client.dialect.date_spelling if each in ("no-seconds", "documented")), None
    )
    moments = [row["created_at"] for row in _known(client) if not row["created_at"].endswith(":00")]
    if dates is None or not moments:
        return
    minute = query.floor(moments[len(moments) // 2], 60)
    spelling = replace(client.dialect.spelling, dates=dates)
    request = client.request(start_at=minute, end_at=minute, per_page=client.largest_page, spelling=spelling)
    exchange = ask(client, request, "date-without-time")
    page = _page(client, exchange)
    if page is not None:
        whole = any(minute < row["created_at"] < query.later(minute, 60) for row in page.rows)
        yield Finding("date_without_seconds", "whole-minute" if whole else "first-second", (exchange,))


@probe("date_without_time", need=Need.USUAL)
def date_without_time(client: Client, thorough: bool) -> Iterator[Finding]:
    """Filter by a day as `end_at`."""
    del thorough
    moments = [row["created_at"] for row in _known(client) if not row["created_at"].endswith("00:00:00")]
    if "no-time" not in client.dialect.date_spelling or not moments:
        return
    day = moments[len(moments) // 2][:10]
    spelling = replace(client.dialect.spelling, dates="no-time")
    request = client.request(
        start_at=f"{day} 00:00:00", end_at=f"{day} 00:00:00", per_page=client.largest_page, spelling=spelling
    )
    exchange = ask(client, request, "date-without-time")
    page = _page(client, exchange)
    if page is not None:
        whole = any(
            row["created_at"][:10] == day and row["created_at"] > f"{day} 00:00:00" for row in page.rows
        )
        yield Finding("date_without_time", "whole-day" if whole else "midnight", (exchange,))


PROBES: Final[tuple[Probe, ...]] = (
    array_spelling,
    date_spelling,
    bounds_alone,
    bounds,
    date_without_seconds,
    date_without_time,
    boolean_spelling,
)
