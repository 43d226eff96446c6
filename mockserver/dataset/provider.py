"""A Faker provider of coherent records, used by the mock and usable with any Faker."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Final, get_args

from faker import Generator
from faker.providers import BaseProvider
from orjson import loads

from mockserver import contract
from mockserver.dataset import campaign
from mockserver.dataset.draws import ROW_BYTES
from mockserver.dataset.outcomes import BLOCK, outcomes
from mockserver.dataset.record import Record, RecordWriter
from mockserver.dataset.telecom import SUBSCRIBERS, NumberPlan

LARGEST_ID: Final = 2**31 - 1
PLANS: Final = get_args(NumberPlan)


class NumberProvider(BaseProvider):
    """Adds `number_record` to a Faker.

    >>> from faker import Faker
    >>> fake = Faker()
    >>> fake.add_provider(NumberProvider)
    >>> fake.number_record(status=1)["hangupcause"]
    'NORMAL_CLEARING'

    `labels` are the Chinese labels of the statuses; without them they are read from the contract.
    """

    def __init__(self, generator: Generator, labels: Mapping[int, str] | None = None) -> None:
        super().__init__(generator)
        self._labels = contract.load().labels if labels is None else labels
        self.numbers_json = RecordWriter(self._labels).write

    def number_record(
        self,
        status: int | None = None,
        *,
        id: int | None = None,
        subscriber: int | None = None,
        created_at: datetime | None = None,
        dialled_at: datetime | None = None,
        plan: NumberPlan = "unassigned",
    ) -> Record:
        """One row of `data`: 20 fields that agree with each other. Values not given are random.

        `status` is one of the contract's; `subscriber` determines number, place and operator; the number
        is called within a minute after `dialled_at`, which must not be before `created_at` (Asia/Shanghai,
        no offset). Numbers are from unassigned ranges unless `plan` is "realistic".

        Raises ValueError for a value out of range.
        """
        draw = self.generator.random
        if status is None:
            status = self._any_status()
        if status not in self._labels:
            raise ValueError(f"status is {status!r}, and should be one of {sorted(self._labels)}")
        if plan not in PLANS:
            raise ValueError(f"plan is {plan!r}, and should be one of {list(PLANS)}")
        if subscriber is not None and not 0 <= subscriber < SUBSCRIBERS:
            raise ValueError(f"subscriber is {subscriber}, and should be 0 to {SUBSCRIBERS - 1}")
        if created_at is None:
            created_at = (
                campaign.moment(draw.randrange(campaign.ADDING))
                if dialled_at is None
                else dialled_at - timedelta(seconds=draw.randrange(campaign.DAY))
            )
        if dialled_at is None:
            dialled_at = created_at
        if dialled_at < created_at:
            raise ValueError(f"dialled_at ({dialled_at}) lies before created_at ({created_at})")
        (json,) = self.numbers_json(
            [draw.randbytes(ROW_BYTES)],
            [draw.randint(1, LARGEST_ID) if id is None else id],
            [status],
            [draw.randrange(SUBSCRIBERS) if subscriber is None else subscriber],
            [campaign.seconds_since(created_at)],
            [campaign.seconds_since(dialled_at)],
            plan,
        )
        record: Record = loads(json)
        return record

    def _any_status(self) -> int:
        """A random status, with the frequencies of the mock's own datasets."""
        drawn = self.generator.random.randrange(BLOCK)
        limits = accumulate(outcome.weight for outcome in outcomes())
        return next(status for status, limit in enumerate(limits) if drawn < limit)
