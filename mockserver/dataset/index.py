"""Index of rows by status: counts and finds them without walking the rows.

Rows before the frontier have their outcome; rows from there on are waiting (status 0). The first
rows, the showcase, have all statuses in order. The outcomes of the rest come in blocks of 1,024,
each a permutation of the same statuses: whole blocks are counted by multiplication, and only the
blocks at the two ends of a page are read.
"""

import struct
from collections.abc import Iterator
from functools import cache, lru_cache
from hashlib import blake2b, shake_128
from itertools import compress, islice
from typing import Final

from mockserver.dataset.campaign import STILL
from mockserver.dataset.outcomes import BLOCK, outcomes

ARRANGEMENTS: Final = 64
"""Shuffles of a block; each is also rotated, which gives 65,536 orders."""

WAITING: Final = 0

Statuses = frozenset[int]


@cache
def _arrangements() -> tuple[bytes, ...]:
    """The shuffles, each repeated once so that a rotation is a slice.

    Sorting by the output of a hash, unlike `random.shuffle`, gives the same order in every version of Python.
    """
    statuses = [outcome.status for outcome in outcomes() for _ in range(outcome.weight)]
    shuffles = []
    for number in range(ARRANGEMENTS):
        keys = struct.unpack(f"<{BLOCK}I", shake_128(b"%d" % number).digest(BLOCK * 4))
        order = sorted(range(BLOCK), key=keys.__getitem__)
        shuffles.append(bytes(statuses[position] for position in order) * 2)
    return tuple(shuffles)


@lru_cache(maxsize=256)
def _mask(wanted: Statuses) -> bytes:
    """A table for `bytes.translate` that maps wanted statuses to 1 and others to 0."""
    return bytes(status in wanted for status in range(256))


def _per_block(wanted: Statuses) -> int:
    return sum(outcome.weight for outcome in outcomes() if outcome.status in wanted)


class StatusIndex:
    """The statuses of `rows` rows, of which those before `frontier` have their outcome."""

    def __init__(self, key: bytes, rows: int, frontier: int, showcase: int = STILL.showcase) -> None:
        self._key = key
        self._rows = rows
        self._frontier = frontier
        self._showcase = showcase
        self._shown = min(frontier, self._showcase)
        # The rows of a page lie in one or two blocks: caching the latest saves a hash per row.
        self._latest, self._latest_statuses = -1, b""

    def __getitem__(self, row: int) -> int:
        """The status of a row, 0 <= row < rows."""
        if row >= self._frontier:
            return WAITING
        if row < self._showcase:
            return row
        block, position = divmod(row - self._showcase, BLOCK)
        if block != self._latest:
            self._latest, self._latest_statuses = block, self._block(block)
        return self._latest_statuses[position]

    def count(self, wanted: Statuses, stop: int) -> int:
        """The number of rows with a wanted status among the first `stop`."""
        called = min(stop, self._frontier)
        shown = sum(row in wanted for row in range(min(called, self._showcase)))
        blocks, rest = divmod(max(called - self._showcase, 0), BLOCK)
        whole = blocks * _per_block(wanted)
        part = self._wanted(blocks, wanted)[:rest].count(1) if rest else 0
        waiting = stop - called if WAITING in wanted else 0
        return shown + whole + part + waiting

    def select(self, wanted: Statuses, rank: int, limit: int) -> list[int]:
        """At most `limit` rows with a wanted status, in order, skipping the first `rank`."""
        return list(islice(self._from(wanted, rank), limit))

    def _from(self, wanted: Statuses, rank: int) -> Iterator[int]:
        """The rows with a wanted status after the first `rank`: showcase, blocks, waiting rows."""
        shown = [row for row in range(self._shown) if row in wanted]
        called = self.count(wanted, self._frontier)
        if rank < called:
            yield from shown[rank:]
            passed = max(rank, len(shown))
            yield from islice(self._from_blocks(wanted, passed - len(shown)), called - passed)
        if WAITING in wanted:
            yield from range(self._frontier + max(rank - called, 0), self._rows)

    def _from_blocks(self, wanted: Statuses, rank: int) -> Iterator[int]:
        """The rows of the blocks with a wanted status after the first `rank`; endless."""
        block, rank = divmod(rank, _per_block(wanted))
        while True:
            start = self._showcase + block * BLOCK
            rows = compress(range(start, start + BLOCK), self._wanted(block, wanted))
            yield from islice(rows, rank, None)
            block, rank = block + 1, 0

    def _block(self, block: int) -> bytes:
        """The statuses of a block, one per byte."""
        place = blake2b(block.to_bytes(8, "little"), key=self._key, digest_size=4, person=b"block")
        number, turn = divmod(int.from_bytes(place.digest(), "little"), BLOCK)
        return _arrangements()[number % ARRANGEMENTS][turn : turn + BLOCK]

    def _wanted(self, block: int, wanted: Statuses) -> bytes:
        """A block with 1 for wanted statuses and 0 for others."""
        return self._block(block).translate(_mask(wanted))
