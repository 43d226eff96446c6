"""When things happen: numbers are added over three days, and dialled in order over four.

Both go on in working hours only, so moments are counted in *working seconds* (0 is 09:00 of the first
day) and turned into dates at the end. All dates are Asia/Shanghai without an offset, as in the contract.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

FIRST_DAY: Final = datetime(2025, 12, 1)
"""The page's own example dates (2025/12/3) fall on the last day of adding."""

OPENS: Final = 9 * 3600
SHIFT: Final = 12 * 3600
DAY: Final = 24 * 3600

ADDING: Final = 3 * SHIFT
"""Working seconds in which all numbers of a task are added."""

DIALLING: Final = 4 * SHIFT
"""Working seconds the dialler takes; longer than ADDING, so that it never overtakes."""

LONGEST_CALL: Final = 600
"""Seconds after its turn by which a number has its outcome: queueing, ringing and talking."""

FROZEN: Final = DIALLING * 7 // 8 + LONGEST_CALL
"""The working second at which a frozen clock stands: one number in eight still waits."""

JITTER_BITS: Final = 32


def moment(working: int) -> datetime:
    """The date of a working second (0 or more)."""
    day, second = divmod(working, SHIFT)
    return FIRST_DAY + timedelta(days=day, seconds=OPENS + second)


def working_seconds(date: datetime, *, after: bool = False) -> int:
    """The first working second at `date` or later (`after`: later); negative before the first day."""
    since = date - FIRST_DAY + timedelta(seconds=after)
    return since.days * SHIFT + min(max(since.seconds - OPENS, 0), SHIFT)


class Campaign:
    """The timetable of `rows` numbers, of which the first `showcase` are dialled at once.

    `jitter(row)` is a number below 2**32 that places the row inside its slot.
    """

    def __init__(self, rows: int, showcase: int, jitter: Callable[[int], int]) -> None:
        self._rows = rows
        self._showcase = showcase
        self._jitter = jitter

    def added(self, row: int) -> int:
        """The working second at which a row was added; never falls as `row` rises."""
        return ((row << JITTER_BITS) + self._jitter(row)) * ADDING // (self._rows << JITTER_BITS)

    def dialled(self, row: int) -> int:
        """The working second of a row's turn; never falls, never before `added(row)`."""
        pace = ADDING if row < self._showcase else DIALLING
        return (row + 1) * pace // self._rows

    def frontier(self, now: int) -> int:
        """How many rows have their outcome at the working second `now`; the others wait."""
        since = now - LONGEST_CALL + 1
        if since <= 0:
            return 0
        at_once = min(self._showcase, (since * self._rows - 1) // ADDING)
        in_turn = (since * self._rows - 1) // DIALLING
        return min(self._rows, max(at_once, in_turn))

    def first_added(self, working: int) -> int:
        """The first row added at this working second or later; `rows` if there is none."""
        if working <= 0:
            return 0
        if working >= ADDING:
            return self._rows
        # Rows before this one end their slot by then, rows after it begin theirs later.
        row = working * self._rows // ADDING
        return row if row == self._rows or self.added(row) >= working else row + 1
