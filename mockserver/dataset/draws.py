"""Random draws that can be sought: a stream of bytes for each row, a pure function of key and row."""

import random
from hashlib import blake2b
from typing import NoReturn

BLOCK = 64
"""Bytes that one hash gives; a row that draws no more than this costs one hash."""


def dataset_key(seed: int, user_id: str, task_id: str, sub_user_id: str | None) -> bytes:
    """The 32 bytes that tell one dataset from every other."""
    identity = f"{seed}\n{user_id.lower()}\n{task_id.lower()}\n{(sub_user_id or '').lower()}"
    return blake2b(identity.encode(), digest_size=32).digest()


def derive(key: bytes, purpose: str) -> int:
    """A 64-bit number of this dataset, independent of those for other purposes."""
    return int.from_bytes(blake2b(purpose.encode(), key=key, digest_size=8).digest(), "little")


class Draws(random.Random):
    """A `random.Random` whose state is (key, row): put it in the place of a Faker's `random`.

    Reseeding the Mersenne Twister for each row would cost twenty times the hash used here.
    """

    def __init__(self, key: bytes) -> None:
        super().__init__(0)
        self._key = key
        self.seek(0)

    def seek(self, row: int) -> None:
        """Go to the beginning of the stream of `row` (0 or more)."""
        self._row = row
        self._blocks = 0
        self._drawn = b""

    def randbytes(self, n: int) -> bytes:
        """The next `n` bytes of the row's stream."""
        while len(self._drawn) < n:
            place = self._row.to_bytes(8, "little") + self._blocks.to_bytes(4, "little")
            self._drawn += blake2b(place, key=self._key, digest_size=BLOCK).digest()
            self._blocks += 1
        drawn, self._drawn = self._drawn[:n], self._drawn[n:]
        return drawn

    def getrandbits(self, k: int) -> int:
        """The next `k` bits of the row's stream, as a number."""
        size = (k + 7) // 8
        return int.from_bytes(self.randbytes(size), "little") >> (size * 8 - k)

    def random(self) -> float:
        """The next number in [0, 1)."""
        return self.getrandbits(53) / (1 << 53)

    def seed(self, *_: object, **__: object) -> None:
        """Do nothing: the key is the seed (as `random.SystemRandom` does)."""

    def getstate(self) -> NoReturn:
        """Raise NotImplementedError: there is no Mersenne Twister to save."""
        raise NotImplementedError("Draws has no state to save: use seek(row)")

    def setstate(self, state: object) -> NoReturn:
        """Raise NotImplementedError: there is no Mersenne Twister to restore."""
        raise NotImplementedError("Draws has no state to restore: use seek(row)")
