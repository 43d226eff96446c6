"""The numbers of one task: any page of any filter in the time of one page, and nothing stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from faker import Generator

from mockserver.dataset import campaign
from mockserver.dataset.campaign import Campaign
from mockserver.dataset.draws import Draws, derive
from mockserver.dataset.index import Statuses, StatusIndex
from mockserver.dataset.provider import NumberProvider
from mockserver.dataset.record import Record
from mockserver.dataset.telecom import NumberPlan, subscriber_of

MOST_ROWS: Final = 10**12

FIRST_IDS: Final = 10**9
"""A task's ids begin somewhere below this and follow each other."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows from `start` to `stop` with one of the statuses (None: any), in order."""

    numbers: "Numbers"
    start: int
    stop: int
    status: Statuses | None

    @property
    def total(self) -> int:
        """How many records there are."""
        return self._rank(self.stop) - self._rank(self.start)

    def page(self, page: int, per_page: int) -> list[Record]:
        """The records of a page, counted from 1; none beyond the last page."""
        return [self.numbers.record(row) for row in self.rows((page - 1) * per_page, per_page)]

    def rows(self, offset: int, limit: int) -> Iterable[int]:
        """At most `limit` row numbers after the first `offset`."""
        limit = min(limit, self.total - offset)
        if limit <= 0:
            return ()
        first = self._rank(self.start) + offset
        if self.status is None:
            return range(first, first + limit)
        return self.numbers.statuses.select(self.status, first, limit)

    def _rank(self, row: int) -> int:
        """How many records with these statuses lie before a row."""
        return row if self.status is None else self.numbers.statuses.count(self.status, row)


class Numbers:
    """The dataset of one key: a pure function from row number to record.

    `rows` is 0 to MOST_ROWS; `now` the working second the clock shows; `labels` the contract's label of
    each status.
    """

    def __init__(
        self,
        key: bytes,
        *,
        rows: int,
        labels: Mapping[int, str],
        plan: NumberPlan = "unassigned",
        now: int = campaign.FROZEN,
    ) -> None:
        self._rows = rows
        self._plan: NumberPlan = plan
        self._draws = Draws(key)
        self._campaign = Campaign(rows, len(labels), self._jitter)
        self._first_id = 1 + derive(key, "id") % FIRST_IDS
        self._subscribers = derive(key, "subscriber")
        self.statuses = StatusIndex(key, rows, self._campaign.frontier(now))
        # A bare Generator: a whole Faker would load some twenty providers that are not asked.
        self._fake = Generator()
        self._fake.random = self._draws
        self._provider = NumberProvider(self._fake, labels)

    def where(
        self,
        *,
        status: Iterable[int] | None = None,
        start_at: datetime | None = None,
        end_at: datetime | None = None,
    ) -> Selection:
        """The records with one of the statuses, created from `start_at` to `end_at`, both included."""
        start, stop = 0, self._rows
        if start_at is not None:
            start = self._campaign.first_added(campaign.working_seconds(start_at))
        if end_at is not None:
            stop = self._campaign.first_added(campaign.working_seconds(end_at, after=True))
        wanted = None if status is None else frozenset(status)
        return Selection(self, start, max(start, stop), wanted)

    def record(self, row: int) -> Record:
        """The record of a row, 0 <= row < rows."""
        added = self._campaign.added(row)  # Seeks the row's draws; the provider goes on from there.
        return self._provider.number_record(
            self.statuses[row],
            id=self._first_id + row,
            subscriber=subscriber_of(self._subscribers, row),
            created_at=campaign.moment(added),
            dialled_at=campaign.moment(self._campaign.dialled(row)),
            plan=self._plan,
        )

    def _jitter(self, row: int) -> int:
        self._draws.seek(row)
        return self._draws.getrandbits(campaign.JITTER_BITS)
