"""Encryption that is none, or weak, found by comparing ciphertexts with the numbers they stand for."""

import binascii
import hashlib
import re
import zlib
from base64 import a85decode, b32decode, b64decode, b85decode, urlsafe_b64decode
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Final
from urllib.parse import unquote

from contract_tests.baseline import Baseline
from contract_tests.check import Check, check
from contract_tests.checks.encryption import PLAIN
from contract_tests.client import Client
from contract_tests.exchange import Exchange
from contract_tests.page import NUMBER
from contract_tests.results import Failed, Skipped

ENOUGH: Final = 12
"""Numbers that are needed before a pattern among ciphertexts is no chance."""

MOST: Final = 200
"""Numbers that are compared."""

DEPTH: Final = 3
"""Encodings, one inside the other, that are undone."""

LEAST: Final = 5
"""Bytes that are needed to tell all numbers of 11 digits apart."""

HASHES: Final = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256")

Pairs = list[tuple[str, str]]
"""Numbers and their ciphertexts."""


def _pairs(client: Client, least: int) -> tuple[Pairs, Exchange]:
    """Distinct numbers with their ciphertexts, and where these were received.

    Raises Skipped if there are too few, or if they are not encrypted.
    """
    known = Baseline.of(client)
    sealed = known.fetch(encryption=True, assumes=("ciphertext",))
    texts = {row["id"]: row[NUMBER] for row in sealed.rows}
    found: Pairs = [
        (row[NUMBER].partition("_")[0], texts[row["id"]]) for row in known.rows if row["id"] in texts
    ]
    if not all(PLAIN.fullmatch(number) for number, _ in found):
        raise Skipped("the numbers themselves are not known")
    if any(number == text.partition("_")[0] for number, text in found):
        raise Skipped("numbers are not encrypted (see encrypted-numbers-cannot-be-read)")
    found = list(dict(found).items())[:MOST]
    if len(found) < least:
        raise Skipped(f"fewer than {least} numbers are known")
    return found, sealed.exchange


def _padded(text: bytes, size: int) -> bytes:
    return text + b"=" * (-len(text) % size)


_DECODERS: Final[tuple[Callable[[bytes], bytes], ...]] = (
    lambda text: b64decode(_padded(text, 4), validate=True),
    lambda text: urlsafe_b64decode(_padded(text, 4)),
    lambda text: b32decode(_padded(text, 8), casefold=True),
    lambda text: bytes.fromhex(text.decode("ascii")),
    a85decode,
    b85decode,
    zlib.decompress,
    lambda text: zlib.decompress(text, wbits=31),
    lambda text: zlib.decompress(text, wbits=-15),
    lambda text: unquote(text.decode("ascii")).encode("latin-1"),
    lambda text: text[::-1],
    lambda text: text.swapcase(),
)


def _decoded(text: bytes, depth: int = DEPTH) -> Iterator[bytes]:
    """A ciphertext, and all that it may be an encoding of."""
    yield text
    if not depth:
        return
    for decode in _DECODERS:
        try:
            inner = decode(text)
        except (ValueError, binascii.Error, zlib.error, UnicodeError):
            continue
        if inner and inner != text:
            yield from _decoded(inner, depth - 1)


def _part_of(number: str, text: str) -> bool:
    """Whether most of a number is in its ciphertext: itself, its last four digits, or its first seven."""
    return any(number in reading for reading in _readings(text)) or number[-4:] in text or number[:7] in text


def _readings(text: str) -> Iterator[str]:
    for reading in _decoded(text.encode("utf-8", "replace")):
        yield reading.decode("latin-1")


@check()
def ciphertexts_are_no_encodings(client: Client) -> None:
    """No decoding of a ciphertext has the number, and no ciphertext has a part of it as it is."""
    pairs, exchange = _pairs(client, 1)
    number, text = pairs[0]
    for reading in _readings(text):
        if number in reading:
            raise Failed(f"the ciphertext {text!r} only encodes {number}", exchange)
    several = pairs[:ENOUGH]
    for what, part in (("the last four digits", slice(-4, None)), ("the first seven digits", slice(7))):
        if len(several) == ENOUGH and all(number[part] in text for number, text in several):
            raise Failed(f"{what} of every number are in its ciphertext, as in {text!r}", exchange)


def _units(texts: Sequence[str]) -> Iterator[list[Sequence[object]]]:
    """The ciphertexts as sequences of units: characters, pairs of them, and decoded bytes."""
    yield [list(text) for text in texts]
    for size in (2, 3, 4):
        yield [[text[place : place + size] for place in range(0, len(text), size)] for text in texts]
    for decode in _DECODERS[:6]:
        try:
            yield [list(decode(text.encode())) for text in texts]
        except (ValueError, binascii.Error, UnicodeError):
            continue


def _pattern(values: Sequence[object]) -> tuple[int, ...]:
    """Which of some values are equal: for each, the place where it first occurs."""
    places: dict[object, int] = {}
    return tuple(places.setdefault(value, place) for place, value in enumerate(values))


def _leaking(numbers: Sequence[str], rows: Sequence[Sequence[object]]) -> int:
    """How many digits of a number show: some unit of the ciphertext is equal exactly where the digit is."""
    shortest = min(map(len, rows))
    shown = {_pattern([row[place] for row in rows]) for place in range(shortest)}
    shown |= {_pattern([row[-1 - place] for row in rows]) for place in range(shortest)}
    digits = [_pattern([number[place] for number in numbers]) for place in range(len(numbers[0]))]
    return sum(1 < len(set(each)) < len(each) and each in shown for each in digits)


@check()
def ciphertexts_show_no_digits(client: Client) -> None:
    """Equal digits at one place of two numbers do not show as equal parts of their ciphertexts."""
    pairs, exchange = _pairs(client, ENOUGH)
    numbers, texts = [number for number, _ in pairs], [text for _, text in pairs]
    for rows in _units(texts):
        count = _leaking(numbers, rows)
        if count > 2:
            found = (
                f"{count} digits of every number show: a part of its ciphertext is equal where the digit is"
            )
            raise Failed(f"{found}, as in {texts[0]!r} and {texts[1]!r}", exchange)


def _hashes(number: str) -> Iterator[tuple[str, bytes]]:
    plain = number.encode()
    for name in HASHES:
        digest = hashlib.new(name, plain, usedforsecurity=False).digest()
        yield name, digest
        yield f"{name} twice", hashlib.new(name, digest.hex().encode(), usedforsecurity=False).digest()
    yield "crc32", zlib.crc32(plain).to_bytes(4, "big")


@check()
def ciphertexts_are_no_hashes(client: Client) -> None:
    """No ciphertext is a hash of the number: trying all numbers reveals it, and nothing decrypts it."""
    pairs, exchange = _pairs(client, 1)
    number, text = pairs[0]
    if re.match(r"\$(2[abxy]|argon2\w*|[156])\$", text):
        raise Failed(f"{text!r} is the hash of a password, which no one can decrypt", exchange)
    readings = {text.lower().encode(), *_decoded(text.encode(), 1)}
    for name, digest in _hashes(number):
        forms = {digest, digest.hex().encode(), digest.hex()[8:24].encode()}
        if forms & readings:
            raise Failed(f"the ciphertext of {number} is its {name}", exchange)


def _whole(text: str) -> Iterator[tuple[int, int]]:
    """A ciphertext as a whole number, with the base it was read in."""
    for base in (10, 16, 36):
        try:
            yield base, int(text, base)
        except ValueError:
            continue
    for decode in _DECODERS[:4]:
        try:
            yield 256, int.from_bytes(decode(text.encode()), "big")
        except (ValueError, binascii.Error, UnicodeError):
            continue


def _is_arithmetic(plain: Sequence[int], sealed: Sequence[int]) -> bool:
    """Whether the ciphertexts are the numbers, shifted, multiplied or XORed with one key."""
    if len({one ^ other for one, other in zip(plain, sealed, strict=True)}) == 1:
        return True
    steps = [
        ((plain[other] - plain[one]), (sealed[other] - sealed[one]))
        for one, other in combinations(range(min(len(plain), ENOUGH)), 2)
    ]
    (first, second), *rest = steps
    return second != 0 and all(first * theirs == second * ours for ours, theirs in rest)


@check()
def ciphertexts_keep_no_order(client: Client) -> None:
    """Ciphertexts are not in the order of the numbers, and no sum, product or XOR of them with one key."""
    pairs, exchange = _pairs(client, ENOUGH)
    plain = [int(number) for number, _ in pairs]
    columns: dict[tuple[int, int], list[int]] = {}
    for _, text in pairs:
        for place, value in enumerate(_whole(text)):
            columns.setdefault((place, value[0]), []).append(value[1])
    for (_, base), sealed in columns.items():
        if len(sealed) == len(plain) and _is_arithmetic(plain, sealed):
            found = f"to base {base} the ciphertexts are the numbers with one key added, multiplied or XORed"
            raise Failed(f"{found}, as in {pairs[0][1]!r}", exchange)
    ordered = [text for _, text in sorted(pairs)]
    if ordered == sorted(ordered) or ordered == sorted(ordered, reverse=True):
        raise Failed("the ciphertexts are in the order of the numbers", exchange)


@check()
def ciphertexts_are_long_enough(client: Client) -> None:
    """A ciphertext has room for a number of 11 digits."""
    pairs, exchange = _pairs(client, 1)
    number, text = pairs[0]
    sizes = [len(text)]
    for decode in _DECODERS[:4]:
        try:
            sizes.append(len(decode(text.encode())))
        except (ValueError, binascii.Error, UnicodeError):
            continue
    if min(sizes) < LEAST:
        raise Failed(f"{number} is {text!r}: {min(sizes)} bytes cannot tell all numbers apart", exchange)


CHECKS: Final[tuple[Check, ...]] = (
    ciphertexts_are_no_encodings,
    ciphertexts_show_no_digits,
    ciphertexts_are_no_hashes,
    ciphertexts_keep_no_order,
    ciphertexts_are_long_enough,
)
