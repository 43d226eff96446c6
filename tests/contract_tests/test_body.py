"""What is read of a body: all of it up to a limit, and nothing that is damaged."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from typing import Final

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests import body
from contract_tests.body import MOST_BYTES, TooLarge


class Parts(httpx.SyncByteStream):
    """A body in parts; counts those that were taken."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self.taken = 0

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            self.taken += 1
            yield part


def answer(content: bytes, *codings: str) -> httpx.Response:
    headers = [("content-encoding", each) for each in codings]
    return httpx.Response(200, headers=headers, stream=httpx.ByteStream(content))


def raw_deflate(content: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(content) + packing.flush()


PACKERS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "identity": bytes,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
}


@given(st.binary(max_size=2000), st.lists(st.sampled_from(sorted(PACKERS)), max_size=body.MOST_CODINGS))
def test_a_body_is_unpacked_as_its_headers_say(content: bytes, codings: list[str]) -> None:
    packed = content
    for coding in codings:
        packed = PACKERS[coding](packed)
    assert body.read(answer(packed, ", ".join(codings))) == content
    assert body.read(answer(packed, *codings)) == content


def test_a_body_of_the_largest_size_is_read() -> None:
    assert len(body.read(answer(bytes(MOST_BYTES)))) == MOST_BYTES
    assert len(body.read(answer(gzip.compress(bytes(MOST_BYTES)), "gzip"))) == MOST_BYTES


@pytest.mark.parametrize("coding", PACKERS)
def test_a_larger_one_is_refused(coding: str) -> None:
    packed = PACKERS[coding](bytes(MOST_BYTES + 1))
    with pytest.raises(TooLarge, match="the body is larger than 8 MiB"):
        body.read(answer(packed, coding))


def test_a_bomb_in_a_bomb_is_refused() -> None:
    packed = gzip.compress(gzip.compress(bytes(10 * MOST_BYTES), 1), 1)
    with pytest.raises(TooLarge):
        body.read(answer(packed, "gzip, gzip"))


def test_an_endless_body_is_read_up_to_the_limit() -> None:
    parts = Parts(iter(lambda: bytes(2**16), None))
    with pytest.raises(TooLarge):
        body.read(httpx.Response(200, stream=parts))
    assert parts.taken == MOST_BYTES // 2**16 + 1


def test_a_body_that_is_packed_too_often_is_refused() -> None:
    with pytest.raises(httpx.DecodingError, match="packed 50 times"):
        body.read(answer(b"x", ", ".join(["gzip"] * 50)))


@pytest.mark.parametrize("coding", sorted(PACKERS.keys() - {"identity"}))
@pytest.mark.parametrize("damage", [lambda packed: packed[:-1], lambda packed: packed[:5], lambda _: b"no"])
def test_a_damaged_body_is_an_error(coding: str, damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(httpx.DecodingError):
        body.read(answer(damage(PACKERS[coding](b"numbers" * 50)), coding))


def test_what_no_request_asks_for_stays_packed() -> None:
    assert body.read(answer(b"packed", "br")) == b"packed"
    assert body.read(answer(b"packed", "gzip, zstd")) == b"packed"


def test_an_empty_body_is_not_damaged() -> None:
    assert body.read(answer(b"", "gzip")) == b""
