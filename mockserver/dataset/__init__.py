"""All records of one (seed, user, task, sub account): a pure function, nothing is stored."""

from mockserver.dataset.campaign import SHANGHAI
from mockserver.dataset.draws import dataset_key
from mockserver.dataset.numbers import MOST_ROWS, DatasetParameters, Numbers
from mockserver.dataset.outcomes import outcomes
from mockserver.dataset.provider import NumberProvider
from mockserver.dataset.record import Record, seal_number
from mockserver.dataset.telecom import NumberPlan

__all__ = [
    "MOST_ROWS",
    "SHANGHAI",
    "DatasetParameters",
    "NumberPlan",
    "NumberProvider",
    "Numbers",
    "Record",
    "dataset_key",
    "outcomes",
    "seal_number",
]
