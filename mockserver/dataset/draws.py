"""Seekable random bytes: a pure function of a dataset's key and a row number."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

ROW_BYTES: Final = 64
"""Random bytes of a row: the output of one hash."""


def dataset_key(seed: int, user_id: str, task_id: str, sub_user_id: str | None) -> bytes:
    """The 32 bytes that identify a dataset."""
    identity = f"{seed}\n{user_id.lower()}\n{task_id.lower()}\n{(sub_user_id or '').lower()}"
    return blake2b(identity.encode(), digest_size=32).digest()


def derive(key: bytes, purpose: str) -> int:
    """A 64-bit number derived from the key, independent for each purpose."""
    return int.from_bytes(blake2b(purpose.encode(), key=key, digest_size=8).digest(), "little")


def draw(key: bytes, row: int) -> bytes:
    """The ROW_BYTES of a row, 0 <= row < 2**64.

    Reseeding a Mersenne Twister for each row, as a seeded Faker does, would cost far more.
    """
    return draw_all(key, (row,))[0]


def draw_all(key: bytes, rows: Iterable[int]) -> list[bytes]:
    """The ROW_BYTES of each row."""
    return [blake2b(key + row.to_bytes(8, "little")).digest() for row in rows]
