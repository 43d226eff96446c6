"""Numbers of the task that are known in full, so that every filter can be worked out by hand."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from operator import le, lt
from typing import Any, Final

from contract_tests.check import Broken, NotJudged
from contract_tests.client import Api
from contract_tests.page import Page, Row

MOST_PAGES: Final = 5
"""Pages that are asked for to find a second after the first one."""


@dataclass(frozen=True)
class Window:
    """All numbers created within some bounds, in the order of the list, and these bounds as parameters.

    `page` is where they were seen; `complete` says that they are all there are. `within_end` tells whether
    a moment is within an `end_at`.
    """

    rows: list[Row]
    bounds: Mapping[str, str | None]
    page: Page
    complete: bool
    within_end: Callable[[str, str], bool]

    def where(
        self, status: Collection[int] | None = None, start: str | None = None, end: str | None = None
    ) -> list[Row]:
        """The rows that a filter should leave; bounds are `YYYY-MM-DD HH:MM:SS`."""
        return [
            row
            for row in self.rows
            if (status is None or row["status"] in status)
            and (start is None or row["created_at"] >= start)
            and (end is None or self.within_end(row["created_at"], end))
        ]

    def ask(self, api: Api, **values: Any) -> Page:
        """The page that answers a request within these bounds, as large as may be without `per_page`."""
        return api.page(**{"per_page": api.most, **self.bounds, **values})


def window(api: Api) -> Window:
    """The first numbers of the task, as many as one page may hold.

    If there are more, those of the last second are left out: some of them may be on the next page. Where
    one second fills a page, as after an import, the next pages are asked for too. Raises NotJudged if
    there are no numbers.
    """
    page = api.page(per_page=api.most)
    rows: list[Row] = list(page.rows)
    bounds: dict[str, str | None] = {"end_at": api.terms.until}
    for number in range(2, MOST_PAGES + 1):
        if len(rows) >= page.meta["total"] or rows[0]["created_at"] != rows[-1]["created_at"]:
            break
        rows += api.page(page=number, per_page=api.most).rows
    complete = len(rows) >= page.meta["total"]
    if rows and not complete:
        edge = rows[-1]["created_at"]
        rows = [row for row in rows if row["created_at"] != edge]
        oldest_first = api.dialect.row_order == "oldest-first"
        inner = edge if api.dialect.bounds == "end-exclusive" or not rows else rows[-1]["created_at"]
        bounds |= (
            {"end_at": inner} if oldest_first else {"start_at": rows[-1]["created_at"] if rows else None}
        )
    if not rows:
        raise NotJudged("the task has no numbers, or too many of one second, to work out filters from")
    return Window(rows, bounds, page, complete, le if api.dialect.bounds == "inclusive" else lt)


def differ(expected: list[Row], page: Page, known: Page, *, but: str | None = None) -> None:
    """Raise Broken unless a page holds exactly these rows, or as many of the first as it was asked for.

    `but` names a field that may differ.
    """
    expected = expected[: page.sent.per_page or len(expected)]
    ours, theirs = [row["id"] for row in expected], page.ids
    if ours != theirs:
        missing = [each for each in ours if each not in set(theirs)]
        extra = [each for each in theirs if each not in set(ours)]
        raise Broken(_told(ours, theirs, missing, extra), known.exchange, page.exchange)
    for row, other in zip(expected, page.rows, strict=True):
        if row == other:
            continue
        fields = [name for name in {**row, **other} if name != but and row.get(name) != other.get(name)]
        if fields:
            name = fields[0]
            found = f"id {row['id']}: {name} is {row.get(name)!r} in one, {other.get(name)!r} in the other"
            raise Broken(found, known.exchange, page.exchange)


def _told(ours: list[Any], theirs: list[Any], missing: list[Any], extra: list[Any]) -> str:
    told = f"{len(ours)} rows expected, {len(theirs)} received"
    if missing:
        told += f"; missing ids {_few(missing)}"
    if extra:
        told += f"; ids that do not belong {_few(extra)}"
    if not missing and not extra:
        told += f"; ids in another order or repeated: expected {_few(ours)}, received {_few(theirs)}"
    return told


def _few(values: list[Any]) -> str:
    return ", ".join(map(str, values[:5])) + (f" and {len(values) - 5} more" if len(values) > 5 else "")
