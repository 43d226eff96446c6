"""The timetable of a task: numbers are added over three days and dialled in order.

Both happen in working hours only, so times are counted in *working seconds* (0 is 09:00 of the first day)
and converted to dates at the end. All dates are Asia/Shanghai without an offset, as in the contract.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from typing import Final, NamedTuple

FIRST_DAY: Final = datetime(2025, 12, 1)
"""Chosen so that the example dates of the documentation (2025/12/3) fall on the last day of adding."""

SHANGHAI: Final = timezone(timedelta(hours=8))
"""Asia/Shanghai, which has no daylight saving time."""

OPENS: Final = 9 * 3600
SHIFT: Final = 12 * 3600
DAY: Final = 24 * 3600

ADDING: Final = 3 * SHIFT
"""Working seconds in which all numbers of a task are added."""

DIALLING: Final = 4 * SHIFT
"""Working seconds that dialling takes when it starts at 0; longer than ADDING, so it never overtakes it."""

LONGEST_CALL: Final = 600
"""Seconds from a number's turn until its outcome is known: queueing, ringing and talking."""

FROZEN: Final = DIALLING * 7 // 8 + LONGEST_CALL
"""The working second of a frozen clock: one number in eight is still waiting."""

JITTER_BITS: Final = 32


class Pace(NamedTuple):
    """Speed of the dialler: it starts at the working second `begins` and takes `takes` for all numbers.

    The first `showcase` numbers are dialled as soon as they are added, so that page 1 shows every status.
    """

    begins: int
    takes: int
    showcase: int


STILL: Final = Pace(begins=0, takes=DIALLING, showcase=13)
"""With a frozen clock the dialler starts at 0, while numbers are still being added."""

MOVING: Final = Pace(begins=ADDING, takes=SHIFT, showcase=0)
"""With a moving clock it starts once all numbers are added, and finishes at the end of that day."""

DAWN: Final = MOVING.begins + LONGEST_CALL - 1
"""The working second at which a moving clock starts: all numbers are waiting, the first calls will end."""

DUSK: Final = MOVING.begins + MOVING.takes + LONGEST_CALL
"""The first working second at which every number of a moving campaign has its outcome."""


class _Minutes(dict[int, bytes]):
    """The date of each minute since FIRST_DAY without seconds; those outside the campaign are not cached."""

    def __missing__(self, minute: int) -> bytes:
        return (FIRST_DAY + timedelta(minutes=minute)).isoformat(" ").encode()[:-2]


MINUTES: Final = _Minutes()
MINUTES.update((minute, MINUTES[minute]) for minute in range((DIALLING // SHIFT + 1) * DAY // 60))

SECONDS: Final = tuple(b"%02d" % second for second in range(60))
"""The seconds of a date: `MINUTES[second // 60] + SECONDS[second % 60]` is the whole date."""


def seconds_of(working: Iterable[int]) -> list[int]:
    """Seconds from FIRST_DAY to each working second (0 or more)."""
    return [OPENS + each + each // SHIFT * (DAY - SHIFT) for each in working]


def moment(working: int) -> datetime:
    """The date of a working second (0 or more)."""
    return FIRST_DAY + timedelta(seconds=seconds_of((working,))[0])


def seconds_since(date: datetime) -> int:
    """Whole seconds from FIRST_DAY to a date."""
    return (date - FIRST_DAY) // timedelta(seconds=1)


def working_seconds(date: datetime, *, after: bool = False) -> int:
    """The first working second at `date` or later (`after`: later); negative before the first day."""
    since = date - FIRST_DAY + timedelta(seconds=after)
    return since.days * SHIFT + min(max(since.seconds - OPENS, 0), SHIFT)


class Campaign:
    """The timetable of `rows` numbers.

    `draw(row)` returns random bytes; the first four place the row inside its slot.
    """

    def __init__(self, rows: int, draw: Callable[[int], bytes], pace: Pace = STILL) -> None:
        self._rows = rows
        self._draw = draw
        self._pace = pace

    def added(self, row: int) -> int:
        """The working second at which a row was added; non-decreasing in `row`."""
        return self.all_added((row,), (self._draw(row),))[0]

    def all_added(self, rows: Iterable[int], drawn: Iterable[bytes]) -> list[int]:
        """The working second at which each row was added; `drawn` are the random bytes of the rows."""
        slots = self._rows << JITTER_BITS
        return [
            ((row << JITTER_BITS) + int.from_bytes(each[:4], "little")) * ADDING // slots
            for row, each in zip(rows, drawn, strict=True)
        ]

    def dialled(self, row: int) -> int:
        """The working second of a row's turn; non-decreasing in `row`, never before `added(row)`."""
        return self.all_dialled((row,))[0]

    def all_dialled(self, rows: Iterable[int]) -> list[int]:
        """The working second of each row's turn."""
        begins, takes, showcase = self._pace
        return [begins + (row + 1) * (ADDING if row < showcase else takes) // self._rows for row in rows]

    def settled(self, row: int) -> int:
        """The first working second at which a row has its outcome."""
        return self.dialled(row) + LONGEST_CALL

    def frontier(self, now: int) -> int:
        """The number of rows that have their outcome at the working second `now`; the others are waiting."""
        begins, takes, showcase = self._pace
        since = now - LONGEST_CALL + 1 - begins
        if since <= 0 or self._rows == 0:
            return 0
        at_once = min(showcase, (since * self._rows - 1) // ADDING)
        in_turn = (since * self._rows - 1) // takes
        return min(self._rows, max(at_once, in_turn))

    def first_added(self, working: int) -> int:
        """The first row added at this working second or later; `rows` if there is none."""
        if working <= 0:
            return 0
        if working >= ADDING or self._rows == 0:
            return self._rows
        # The slots of earlier rows end by then, those of later rows start after it.
        row = working * self._rows // ADDING
        return row if self.added(row) >= working else row + 1


def moving(rows: int) -> Campaign:
    """The timetable of a moving campaign, for uses in which the times of adding do not matter."""
    return Campaign(rows, lambda _: bytes(4), MOVING)
