"""The numbers of one task: any page of any filter at the cost of one page, with nothing stored."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from mockserver.dataset import campaign
from mockserver.dataset.campaign import FROZEN, MOVING, STILL, Campaign, seconds_of
from mockserver.dataset.draws import derive, draw, draw_all
from mockserver.dataset.index import Statuses, StatusIndex
from mockserver.dataset.provider import NumberProvider
from mockserver.dataset.telecom import NumberPlan, subscribers_of

MOST_ROWS: Final = 10**12

FIRST_IDS: Final = 10**9
"""The first id of a task is below this; ids are consecutive."""


class DatasetParameters(NamedTuple):
    """Parameters of all data; `now` is the working second of a moving clock, None for the frozen one."""

    seed: int = 0
    rows: int = 1000
    plan: NumberPlan = "unassigned"
    now: int | None = None


class Selection(NamedTuple):
    """Records in order: `total` of those with one of the statuses, after the first `skipped`."""

    numbers: "Numbers"
    status: Statuses | None
    skipped: int
    total: int

    def page(self, page: int, per_page: int) -> list[bytes]:
        """The records of a page, each as JSON; empty beyond the last page. Pages count from 1."""
        offset = (page - 1) * per_page
        limit = min(per_page, self.total - offset)
        return self.numbers.write(self._rows(self.skipped + offset, limit) if limit > 0 else ())

    def _rows(self, rank: int, limit: int) -> Sequence[int]:
        if self.status is None:
            return range(rank, rank + limit)
        return self.numbers.statuses.select(self.status, rank, limit)


class Numbers:
    """The dataset of one key: a pure function from row number to record.

    `rows` is 0 to MOST_ROWS; `now` is the working second of a moving clock, None for the frozen one.
    """

    def __init__(
        self,
        key: bytes,
        provider: NumberProvider,
        *,
        rows: int,
        plan: NumberPlan = "unassigned",
        now: int | None = None,
    ) -> None:
        self._rows = rows
        self._plan: NumberPlan = plan
        self._provider = provider
        self._key = key
        pace = STILL if now is None else MOVING
        self._campaign = Campaign(rows, partial(draw, key), pace)
        self._first_id = 1 + derive(key, "id") % FIRST_IDS
        self._subscribers = derive(key, "subscriber")
        self.called = self._campaign.frontier(FROZEN if now is None else now)
        self.statuses = StatusIndex(key, rows, self.called, pace.showcase)

    def where(
        self,
        *,
        status: Iterable[int] | None = None,
        start_at: datetime | None = None,
        end_at: datetime | None = None,
    ) -> Selection:
        """The records with one of the statuses, created from `start_at` to `end_at`, both inclusive."""
        start, stop = 0, self._rows
        if start_at is not None:
            start = self._campaign.first_added(campaign.working_seconds(start_at))
        if end_at is not None:
            stop = self._campaign.first_added(campaign.working_seconds(end_at, after=True))
        if status is None:
            return Selection(self, None, start, max(stop - start, 0))
        wanted = frozenset(status)
        skipped, upto = (self.statuses.count(wanted, row) for row in (start, max(start, stop)))
        return Selection(self, wanted, skipped, upto - skipped)

    def write(self, rows: Sequence[int]) -> list[bytes]:
        """The records of some rows, each 0 <= row < rows, as JSON.

        Works column by column: one call per function with a loop inside is faster than one call per row.
        """
        drawn = draw_all(self._key, rows)
        return self._provider.numbers_json(
            drawn,
            [self._first_id + row for row in rows],
            [self.statuses[row] for row in rows],
            subscribers_of(self._subscribers, rows),
            seconds_of(self._campaign.all_added(rows, drawn)),
            seconds_of(self._campaign.all_dialled(rows)),
            self._plan,
        )
