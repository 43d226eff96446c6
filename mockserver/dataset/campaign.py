"""When things happen: numbers are added over three days, and dialled in order.

Both go on in working hours only, so moments are counted in *working seconds* (0 is 09:00 of the first
day) and turned into dates at the end. All dates are Asia/Shanghai without an offset, as in the contract.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from typing import Final, NamedTuple

FIRST_DAY: Final = datetime(2025, 12, 1)
"""The page's own example dates (2025/12/3) fall on the last day of adding."""

SHANGHAI: Final = timezone(timedelta(hours=8))
"""Asia/Shanghai, where no clock is ever changed."""

OPENS: Final = 9 * 3600
SHIFT: Final = 12 * 3600
DAY: Final = 24 * 3600

ADDING: Final = 3 * SHIFT
"""Working seconds in which all numbers of a task are added."""

DIALLING: Final = 4 * SHIFT
"""Working seconds a dialler takes that begins at once; longer than ADDING, so that it never overtakes."""

LONGEST_CALL: Final = 600
"""Seconds after its turn by which a number has its outcome: queueing, ringing and talking."""

FROZEN: Final = DIALLING * 7 // 8 + LONGEST_CALL
"""The working second at which a frozen clock stands: one number in eight still waits."""

JITTER_BITS: Final = 32


class Pace(NamedTuple):
    """How the dialler works: it begins at the working second `begins` and takes `takes` for all numbers.

    The first `showcase` numbers are dialled as soon as they are added, to show every status there is.
    """

    begins: int
    takes: int
    showcase: int


STILL: Final = Pace(begins=0, takes=DIALLING, showcase=13)
"""Behind a frozen clock the dialler began with the first number."""

MOVING: Final = Pace(begins=ADDING, takes=SHIFT, showcase=0)
"""With a clock that moves it begins when all numbers are added, and is through at the end of that day."""

DAWN: Final = MOVING.begins + LONGEST_CALL - 1
"""The working second from which a moving clock counts: everybody waits, the first calls are about to end."""

DUSK: Final = MOVING.begins + MOVING.takes + LONGEST_CALL
"""The working second from which on every number of a moving campaign has its outcome."""


class _Minutes(dict[int, bytes]):
    """The date of each minute since FIRST_DAY, up to its seconds; those outside the campaign are not kept."""

    def __missing__(self, minute: int) -> bytes:
        return (FIRST_DAY + timedelta(minutes=minute)).isoformat(" ").encode()[:-2]


MINUTES: Final = _Minutes()
MINUTES.update((minute, MINUTES[minute]) for minute in range((DIALLING // SHIFT + 1) * DAY // 60))

SECONDS: Final = tuple(b"%02d" % second for second in range(60))
"""With MINUTES, the date of a second: `MINUTES[second // 60] + SECONDS[second % 60]`."""


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

    `draw(row)` gives random bytes; the first four place the row inside its slot.
    """

    def __init__(self, rows: int, draw: Callable[[int], bytes], pace: Pace = STILL) -> None:
        self._rows = rows
        self._draw = draw
        self._pace = pace

    def added(self, row: int) -> int:
        """The working second at which a row was added; never falls as `row` rises."""
        return self.all_added((row,), (self._draw(row),))[0]

    def all_added(self, rows: Iterable[int], drawn: Iterable[bytes]) -> list[int]:
        """The working second at which each row was added; `drawn` is what the rows draw."""
        slots = self._rows << JITTER_BITS
        return [
            ((row << JITTER_BITS) + int.from_bytes(each[:4], "little")) * ADDING // slots
            for row, each in zip(rows, drawn, strict=True)
        ]

    def dialled(self, row: int) -> int:
        """The working second of a row's turn; never falls, never before `added(row)`."""
        return self.all_dialled((row,))[0]

    def all_dialled(self, rows: Iterable[int]) -> list[int]:
        """The working second of each row's turn."""
        begins, takes, showcase = self._pace
        return [begins + (row + 1) * (ADDING if row < showcase else takes) // self._rows for row in rows]

    def settled(self, row: int) -> int:
        """The working second from which on a row has its outcome."""
        return self.dialled(row) + LONGEST_CALL

    def frontier(self, now: int) -> int:
        """How many rows have their outcome at the working second `now`; the others wait."""
        begins, takes, showcase = self._pace
        since = now - LONGEST_CALL + 1 - begins
        if since <= 0:
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
        # Rows before this one end their slot by then, rows after it begin theirs later.
        row = working * self._rows // ADDING
        return row if self.added(row) >= working else row + 1


def moving(rows: int) -> Campaign:
    """The timetable of a moving campaign, where it does not matter when numbers were added."""
    return Campaign(rows, lambda _: bytes(4), MOVING)
