"""Numbers that are known in full, so that the result of every filter can be computed and compared."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from contract_tests import query
from contract_tests.client import Client
from contract_tests.page import Page, Row
from contract_tests.results import Failed, Skipped

MOST_PAGES: Final = 5
"""Pages that are requested to find a second moment of creation."""


@dataclass(frozen=True)
class Baseline:
    """All numbers created within some bounds, in the order of the list.

    `bounds` are these bounds as parameters; `page` is where the rows were received; `complete` means that
    the task has no others.
    """

    client: Client
    rows: list[Row]
    bounds: Mapping[str, str | None]
    page: Page
    complete: bool

    @classmethod
    def of(cls, client: Client) -> Self:
        """The first numbers of the task, as many as one page holds.

        If there are more, those of the last moment are left out, as some may be on the next page. Where that
        leaves none, as after an import, more pages are requested. Raises Skipped if there are no numbers, or
        too many to know them all.
        """
        page = client.page(per_page=client.largest_page)
        rows: list[Row] = list(page.rows)
        for number in range(1, MOST_PAGES + 1):
            if number > 1:
                rows += client.page(page=number, per_page=client.largest_page).rows
            complete = len(rows) >= page.meta["total"]
            bounds = {"end_at": client.policy.until} if complete else _bounds(client, rows)
            known = [row for row in rows if client.dialect.within(row["created_at"], *_pair(bounds))]
            if known and (complete or bounds):
                return cls(client, known, bounds, page, complete)
        if not rows:
            raise Skipped("the task has no numbers")
        raise Skipped("the task has more numbers of one moment than can be requested to compare filters with")

    @property
    def middle(self) -> str:
        """The moment at which the number in the middle was created, as far as requests can express it."""
        return self._moment(self.rows[len(self.rows) // 2])

    @property
    def quarters(self) -> tuple[str, str]:
        """Bounds of the middle half of the numbers, the earlier one first."""
        count = len(self.rows)
        first, last = sorted(self._moment(self.rows[place]) for place in (count // 4, count * 3 // 4))
        return first, last

    def _moment(self, row: Row) -> str:
        return query.floor(row["created_at"], self.client.dialect.step)

    def where(
        self, status: Collection[int] | None = None, start: str | None = None, end: str | None = None
    ) -> list[Row]:
        """The rows that a filter should leave; bounds are `YYYY-MM-DD HH:MM:SS`."""
        return [
            row
            for row in self.rows
            if (status is None or row["status"] in status)
            and self.client.dialect.within(row["created_at"], start, end)
        ]

    def fetch(self, **values: Any) -> Page:
        """The page that answers a request within these bounds, by default as large as possible."""
        return self.client.page(**{"per_page": self.client.largest_page, **self.bounds, **values})

    def compare(self, expected: list[Row], page: Page, *, ignore: str | None = None) -> None:
        """Raise Failed unless a page holds exactly these rows; see `compare`."""
        any_order = self.client.dialect.equal_times == "any"
        compare(expected, page, self._all, ignore=ignore, any_order=any_order)

    @property
    def _all(self) -> Page:
        """The first page, as if it held all known rows."""
        return replace(self.page, rows=self.rows)


def _bounds(client: Client, rows: list[Row]) -> dict[str, str | None]:
    """Parameters that exclude the last of these rows, and all behind them; empty if there are none."""
    dialect, step = client.dialect, client.dialect.step
    if dialect.row_order == "other" or not rows:
        return {}
    edge = rows[-1]["created_at"]
    near = query.floor(edge, step)
    if dialect.row_order == "newest-first":
        start = near if not dialect.within(edge, near, None) else query.later(near, step)
        return {"start_at": start, "end_at": client.policy.until}
    end = near if not dialect.within(edge, None, near) else query.later(near, -step)
    return {"end_at": end}


def _pair(bounds: Mapping[str, str | None]) -> tuple[str | None, str | None]:
    return bounds.get("start_at"), bounds.get("end_at")


def compare(
    expected: list[Row], page: Page, source: Page, *, ignore: str | None = None, any_order: bool = False
) -> None:
    """Raise Failed unless a page holds exactly these rows, or the first of them up to its `per_page`.

    `source` is where the expected rows were received; `ignore` names a field that may differ. `any_order`:
    rows of the same second have no fixed order.
    """
    expected = expected[: page.sent.per_page or len(expected)]
    ours, theirs = [row["id"] for row in expected], page.ids
    if ours != theirs and not (any_order and _tied(expected, page, source)):
        raise Failed(_difference(ours, theirs), source.exchange, page.exchange)
    known = {row["id"]: row for row in (*source.rows, *expected)} if any_order else {}
    for place, other in enumerate(page.rows):
        row = known.get(other["id"], other) if any_order else expected[place]
        if row == other:
            continue
        for name in {**row, **other}:
            if name != ignore and row.get(name) != other.get(name):
                values = f"{row.get(name)!r} in one answer, {other.get(name)!r} in the other"
                raise Failed(f"id {row['id']}: {name} is {values}", source.exchange, page.exchange)


def _tied(expected: list[Row], page: Page, source: Page) -> bool:
    """Whether a page differs only in the order of rows that were created in the same second.

    At its edges it may hold other rows of that second, which the known page has.
    """
    moments = [row["created_at"] for row in expected]
    ids = set(page.ids)
    if moments != [row["created_at"] for row in page.rows] or len(ids) < len(page.rows):
        return False
    inner = {row["id"] for row in expected if moments[0] != row["created_at"] != moments[-1]}
    return inner <= ids and ids <= {row["id"] for row in (*source.rows, *expected)}


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
