"""`start_at` and `end_at`: bounds of `created_at`."""

from collections.abc import Callable
from functools import partial
from typing import Final

from contract_tests import query
from contract_tests.baseline import Window, differ, window
from contract_tests.check import Broken, Law, NotJudged, When, add, law
from contract_tests.client import Api
from contract_tests.page import Page, Row
from contract_tests.query import SECOND


def _middle(known: Window) -> str:
    """The moment at which the number in the middle was added."""
    moment: str = known.rows[len(known.rows) // 2]["created_at"]
    return moment


def _begins_with(rows: list[Row], page: Page, known: Window) -> None:
    """Raise Broken unless a page begins with these rows, and has no others if they are all there are."""
    if known.complete and known.bounds.get("end_at") is None:
        differ(rows, page, known.page)
    else:
        differ(rows[: len(page.rows)], Page(page.exchange, page.rows[: len(rows)], page.meta), known.page)


@law(when=When.AT_THE_END)
def bounds_let_nothing_else_through(api: Api) -> None:
    """No row was created before `start_at` or after `end_at`."""
    for page in api.pages():
        start, end = page.sent.start_at, page.sent.end_at
        if page.exchange.request.assumes:
            continue
        for row in page.rows if start or end else ():
            created = row["created_at"]
            early = start is not None and created < start.strftime(SECOND)
            if early or (end is not None and created > end.strftime(SECOND)):
                raise Broken(f"id {row['id']} was created at {created}", page.exchange)


@law(assumes=("bounds-alone",))
def start_at_works_alone(api: Api) -> None:
    """`start_at` alone leaves the numbers created then or later."""
    known = window(api)
    moment = _middle(known)
    if not known.complete and api.dialect.row_order == "newest-first":
        raise NotJudged("newer numbers come first, and there are more than one page holds")
    page = api.page(start_at=moment, end_at=None, per_page=api.most, assumes=("bounds-alone",))
    _begins_with(known.where(start=moment), page, known)


@law(assumes=("bounds-alone",))
def end_at_works_alone(api: Api) -> None:
    """`end_at` alone leaves the numbers created then or earlier."""
    known = window(api)
    moment = _middle(known)
    if not known.complete and api.dialect.row_order == "newest-first":
        raise NotJudged("older numbers are not known")
    page = api.page(end_at=moment, per_page=api.most, assumes=("bounds-alone",))
    differ(known.where(end=moment), page, known.page)


@law(assumes=("bounds-inclusive",))
def bounds_include_their_own_moment(api: Api) -> None:
    """Both bounds include numbers created at that very second."""
    known = window(api)
    moment = _middle(known)
    page = known.ask(api, start_at=moment, end_at=moment)
    differ(known.where(start=moment, end=moment), page, known.page)


@law()
def two_bounds_leave_what_lies_between(api: Api) -> None:
    """`start_at` and `end_at` together leave the numbers created between them."""
    known = window(api)
    count = len(known.rows)
    start, end = sorted(known.rows[place]["created_at"] for place in (count // 4, count * 3 // 4))
    differ(known.where(start=start, end=end), known.ask(api, start_at=start, end_at=end), known.page)


@law()
def before_and_after_add_up(api: Api) -> None:
    """The numbers before a moment and those from it on are all numbers."""
    if api.dialect.bounds != "inclusive":
        raise NotJudged("by the dialect bounds are not both included")
    moment = query.date(_middle(window(api)))
    if moment is None:
        raise NotJudged("created_at is no date")
    known = window(api)
    after = known.ask(api, start_at=moment.strftime(SECOND))
    before = known.ask(api, end_at=query.second_before(moment))
    totals = before.meta["total"], after.meta["total"]
    if sum(totals) != len(known.rows):
        found = f"{totals[0]} before {moment} and {totals[1]} from then on are not {len(known.rows)}"
        raise Broken(found, before.exchange, after.exchange)


def _unpadded(moment: str) -> str:
    day, _, time = moment.partition(" ")
    year, month, date = day.split("-")
    return f"{year}/{int(month)}/{int(date)} {time.removeprefix('0')}"


WRITTEN: Final[dict[str, tuple[Callable[[str], str], Callable[[str], str], str]]] = {
    "dashes": (str, str, "2025-12-03 09:05:00"),
    "slashes": (_unpadded, str, "2025/12/3 9:05:00"),
    "no-seconds": (lambda moment: moment[:16], lambda moment: f"{moment[:16]}:00", "2025-12-03 09:05"),
    "no-time": (lambda moment: moment[:10], lambda moment: f"{moment[:10]} 00:00:00", "2025-12-03"),
}
"""How a moment is written in each spelling, which moment that means, and an example."""


def _spelled(api: Api, *, spelling: str) -> None:
    if spelling not in api.dialect.date_spelling:
        raise NotJudged("by the dialect this spelling is not understood")
    known = window(api)
    spell, meaning, _ = WRITTEN[spelling]
    moment = _middle(known)
    if spelling == "no-time":  # The day of the last row, so that it divides the rows where it can.
        moment = max(row["created_at"] for row in known.rows)
    page = known.ask(api, start_at=spell(moment), assumes=("date-spelling",))
    differ(known.where(start=meaning(moment)), page, known.page)
    known_before = known.complete or api.dialect.row_order == "oldest-first"
    if spelling != "no-time" and known_before and not api.terms.frugal:
        page = known.ask(api, end_at=spell(moment), assumes=("date-spelling",))
        differ(known.where(end=meaning(moment)), page, known.page)


for _name, (_, _, _example) in WRITTEN.items():
    add(
        Law(
            f"date-spelling-{_name}",
            f"A date is understood in the spelling {_example!r}.",
            partial(_spelled, spelling=_name),
            ("date-spelling", *(["date-without-time"] if _name == "no-time" else [])),
        )
    )


@law(assumes=("date-without-time",))
def end_at_without_time_is_midnight(api: Api) -> None:
    """`end_at` without a time is midnight, where that day begins."""
    known = window(api)
    if "no-time" not in api.dialect.date_spelling:
        raise NotJudged("by the dialect a date has a time")
    if not known.complete and api.dialect.row_order == "newest-first":
        raise NotJudged("older numbers are not known")
    day = max(row["created_at"] for row in known.rows)[:10]
    time = "00:00:00" if api.dialect.date_without_time == "midnight" else "23:59:59"
    page = known.ask(api, end_at=day, assumes=("date-spelling",))
    differ(known.where(end=f"{day} {time}"), page, known.page)
