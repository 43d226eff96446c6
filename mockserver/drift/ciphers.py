"""Drifts of encryption: encodings, hashes and weak ciphers in its place."""

import gzip
from base64 import b64encode
from collections.abc import Callable
from hashlib import blake2b, md5, sha256
from typing import Final
from zlib import crc32

from mockserver.drift.kinds import Ask, Drift, Page, Request, rereading, without

KEY: Final = blake2b(b"drift", digest_size=64).digest()


def _xored(plain: bytes, key: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(plain, key, strict=False))


async def _sealed(page: Page, request: Request, ask: Ask, seal: Callable[[str], str]) -> None:
    """Replace the encrypted numbers of a page by what `seal` makes of the plain ones."""
    if request.values.get("encryption") is True:
        plain = (await ask(request.asking(without(request.values, "encryption")))).document["data"]
        for record, known in zip(page["data"], plain, strict=True):
            record["number"] = seal(known["number"])


@rereading
async def cipher_reversed(page: Page, request: Request, ask: Ask) -> None:
    """Encrypted numbers are their digits backwards, in hexadecimal."""
    await _sealed(page, request, ask, lambda number: number[::-1].encode().hex())


@rereading
async def cipher_packed(page: Page, request: Request, ask: Ask) -> None:
    """Encrypted numbers are compressed, and encoded in Base64."""
    await _sealed(
        page, request, ask, lambda number: b64encode(gzip.compress(number.encode(), mtime=0)).decode()
    )


@rereading
async def cipher_masked(page: Page, request: Request, ask: Ask) -> None:
    """Encrypted numbers have asterisks in place of their middle digits."""
    await _sealed(page, request, ask, lambda number: f"{number[:3]}****{number[7:]}")


@rereading
async def cipher_shifted(page: Page, request: Request, ask: Ask) -> None:
    """Encrypted numbers have a letter in place of each digit."""
    await _sealed(
        page, request, ask, lambda number: number.translate(str.maketrans("0123456789", "qwertyuiop"))
    )


@rereading
async def cipher_xor(page: Page, request: Request, ask: Ask) -> None:
    """Encrypted numbers are combined with one key by XOR, and encoded in Base64."""
    await _sealed(page, request, ask, lambda number: b64encode(_xored(number.encode(), KEY)).decode())


@rereading
async def cipher_same_nonce(page: Page, request: Request, ask: Ask) -> None:
    """All numbers are encrypted by a stream cipher with the same nonce."""

    def seal(number: str) -> str:
        tag = blake2b(number.encode(), key=KEY, digest_size=16).digest()
        return b64encode(KEY[-12:] + _xored(number.encode(), KEY) + tag).decode()

    await _sealed(page, request, ask, seal)


@rereading
async def cipher_digits(page: Page, request: Request, ask: Ask) -> None:
    """Numbers are encrypted one digit at a time."""

    def seal(number: str) -> str:
        return "".join(blake2b(digit.encode(), key=KEY, digest_size=2).hexdigest() for digit in number)

    await _sealed(page, request, ask, seal)


@rereading
async def cipher_md5(page: Page, request: Request, ask: Ask) -> None:
    """Encrypted numbers are their MD5."""
    await _sealed(page, request, ask, lambda number: md5(number.encode(), usedforsecurity=False).hexdigest())


@rereading
async def cipher_sha256(page: Page, request: Request, ask: Ask) -> None:
    """Encrypted numbers are their SHA-256, in Base64."""
    await _sealed(page, request, ask, lambda number: b64encode(sha256(number.encode()).digest()).decode())


@rereading
async def cipher_multiplied(page: Page, request: Request, ask: Ask) -> None:
    """Encrypted numbers are multiplied by a constant, in hexadecimal."""
    await _sealed(page, request, ask, lambda number: f"{int(number) * 7919 + 104729:x}")


@rereading
async def cipher_short(page: Page, request: Request, ask: Ask) -> None:
    """Encrypted numbers have four bytes, too few to be decrypted."""
    await _sealed(page, request, ask, lambda number: f"{crc32(number.encode() + KEY):08x}")


# fmt: off
CIPHERS: Final[tuple[Drift, ...]] = (
    cipher_reversed, cipher_packed, cipher_masked, cipher_shifted, cipher_xor, cipher_same_nonce,
    cipher_digits, cipher_md5, cipher_sha256, cipher_multiplied, cipher_short,
)
