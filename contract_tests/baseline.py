"""Numbers that are known in full, so that the result of every filter can be computed and compared."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from operator import le, lt
from typing import Any, Final, Self

from contract_tests.client import Client
from contract_tests.page import Page, Row
from contract_tests.results import Failed, Skipped

MOST_PAGES: Final = 5
"""Pages that are requested to find a second moment of creation."""


@dataclass(frozen=True)
class Baseline:
    """All numbers created within some bounds, in the order of the list.

    `bounds` are these bounds as parameters; `page` is where the rows were received; `complete` means that
    the task has no others. `within_end` compares a moment with an `end_at`.
    """

    client: Client
    rows: list[Row]
    bounds: Mapping[str, str | None]
    page: Page
    complete: bool
    within_end: Callable[[str, str], bool]

    @classmethod
    def of(cls, client: Client) -> Self:
        """The first numbers of the task, as many as one page holds.

        If there are more, those of the last second are left out, as some may be on the next page. Where one
        second fills a page, as after an import, more pages are requested. Raises Skipped if there are no
        numbers.
        """
        page = client.page(per_page=client.largest_page)
        rows: list[Row] = list(page.rows)
        for number in range(2, MOST_PAGES + 1):
            if len(rows) >= page.meta["total"] or rows[0]["created_at"] != rows[-1]["created_at"]:
                break
            rows += client.page(page=number, per_page=client.largest_page).rows
        complete = len(rows) >= page.meta["total"]
        bounds: dict[str, str | None] = {"end_at": client.policy.until}
        if rows and not complete:
            edge = rows[-1]["created_at"]
            rows = [row for row in rows if row["created_at"] != edge]
            bounds |= _bounds(client, rows, edge)
        if not rows:
            raise Skipped("the task has no numbers, or too many of one second, to compute filters from")
        return cls(client, rows, bounds, page, complete, le if client.dialect.bounds == "inclusive" else lt)

    @property
    def middle(self) -> str:
        """The moment at which the number in the middle was created."""
        moment: str = self.rows[len(self.rows) // 2]["created_at"]
        return moment

    @property
    def quarters(self) -> tuple[str, str]:
        """Bounds of the middle half of the numbers, the earlier one first."""
        count = len(self.rows)
        first, last = sorted(self.rows[place]["created_at"] for place in (count // 4, count * 3 // 4))
        return first, last

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

    def fetch(self, **values: Any) -> Page:
        """The page that answers a request within these bounds, by default as large as possible."""
        return self.client.page(**{"per_page": self.client.largest_page, **self.bounds, **values})

    def compare(self, expected: list[Row], page: Page, *, ignore: str | None = None) -> None:
        """Raise Failed unless a page holds exactly these rows; see `compare`."""
        compare(expected, page, self.page, ignore=ignore)


def _bounds(client: Client, rows: list[Row], edge: str) -> dict[str, str | None]:
    """Parameters that exclude the rows at the edge, and all behind them."""
    if client.dialect.row_order == "newest-first":
        return {"start_at": rows[-1]["created_at"] if rows else None}
    return {
        "end_at": edge if client.dialect.bounds == "end-exclusive" or not rows else rows[-1]["created_at"]
    }


def compare(expected: list[Row], page: Page, source: Page, *, ignore: str | None = None) -> None:
    """Raise Failed unless a page holds exactly these rows, or the first of them up to its `per_page`.

    `source` is where the expected rows were received; `ignore` names a field that may differ.
    """
    expected = expected[: page.sent.per_page or len(expected)]
    ours, theirs = [row["id"] for row in expected], page.ids
    if ours != theirs:
        raise Failed(_difference(ours, theirs), source.exchange, page.exchange)
    for row, other in zip(expected, page.rows, strict=True):
        if row == other:
            continue
        for name in {**row, **other}:
            if name != ignore and row.get(name) != other.get(name):
                values = f"{row.get(name)!r} in one answer, {other.get(name)!r} in the other"
                raise Failed(f"id {row['id']}: {name} is {values}", source.exchange, page.exchange)


def _difference(ours: list[Any], theirs: list[Any]) -> str:
    missing = [each for each in ours if each not in set(theirs)]
    extra = [each for each in theirs if each not in set(ours)]
    found = f"{len(ours)} rows expected, {len(theirs)} received"
    if missing:
        found += f"; missing ids: {_few(missing)}"
    if extra:
        found += f"; unexpected ids: {_few(extra)}"
    if not missing and not extra:
        found += f"; ids in another order or repeated: expected {_few(ours)}, received {_few(theirs)}"
    return found


def _few(values: list[Any]) -> str:
    return ", ".join(map(str, values[:5])) + (f" and {len(values) - 5} more" if len(values) > 5 else "")
