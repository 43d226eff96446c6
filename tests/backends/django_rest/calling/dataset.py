"""The database: the file itself, or a copy in memory in which a switch has changed rows."""

import sqlite3
from pathlib import Path

from .switches import fault, habit

_MEMORY = "file:numbers?mode=memory&cache=shared"
_SAME_LIST = "other.task_id = numbers.task_id AND other.sub_user_id IS numbers.sub_user_id"
_FIRST = f"UPDATE numbers SET created_at = (SELECT min(created_at) FROM numbers AS other WHERE {_SAME_LIST}"  # noqa: S608
_IN_BATCHES = f"{_FIRST} AND other.id / 50 = numbers.id / 50)"

_HABITS = {
    "imported-in-batches": _IN_BATCHES,
    "newest-batches-first": _IN_BATCHES,
    "imported-in-one-second": f"{_FIRST})",
    "empty-texts": "UPDATE numbers SET extra = ifnull(extra, ''), callid = ifnull(callid, ''), "
    "hangupcause = ifnull(hangupcause, ''), customer_id = ifnull(customer_id, '')",
    "places-null": "UPDATE numbers SET city = NULL, pro = NULL, mobile_type = NULL, area_code = NULL, "
    "post_code = NULL WHERE id % 10 = 0",
    "places-empty": "UPDATE numbers SET city = '', pro = '', mobile_type = '', area_code = '', "
    "post_code = '' WHERE id % 10 = 0",
    "numbers-with-suffix": "UPDATE numbers SET number = number || '_a' || (id % 10) WHERE id % 5 = 0",
    "clocks-apart": "UPDATE numbers SET answerdate = datetime(answerdate, '+1 second'), "
    "hangupdate = datetime(hangupdate, '+2 seconds')",
}
_FAULTS = {"ids-beyond-doubles": "UPDATE numbers SET id = id * 100000007"}

_KEPT: list[sqlite3.Connection] = []
"""Keeps the copy in memory alive."""


def name(file: Path) -> str:
    """The name of the database for Django."""
    changes = [change for switch, change in _HABITS.items() if habit(switch)]
    changes += [change for switch, change in _FAULTS.items() if fault(switch)]
    read_only = f"{file.as_uri()}?mode=ro"
    if not changes:
        return read_only
    copy = sqlite3.connect(_MEMORY, uri=True)
    with sqlite3.connect(read_only, uri=True) as original:
        original.backup(copy)
    with copy:
        for change in changes:
            copy.execute(change)
    _KEPT.append(copy)
    return _MEMORY
