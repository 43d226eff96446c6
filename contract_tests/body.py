"""The body of an answer, read and decoded within limits, whatever is sent."""

import zlib
from typing import Final

import httpx

MOST_BYTES: Final = 8 * 2**20
"""Largest body that is read, packed or unpacked; a page of 1000 numbers has 2 MB at most."""

MOST_CODINGS: Final = 3
"""How often a body may be packed."""

_WINDOWS: Final = {
    "gzip": (zlib.MAX_WBITS | 16,),
    "x-gzip": (zlib.MAX_WBITS | 16,),
    "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),  # Some servers leave out the head of zlib.
}
"""What zlib calls the codings it reads, in the order in which they are tried."""


class TooLarge(httpx.RequestError):
    """A body that is larger than is read."""


def read(response: httpx.Response) -> bytes:
    """The body, unpacked as `Content-Encoding` says; a coding that no request asks for stays as it is.

    Raises TooLarge, httpx.DecodingError if it is damaged or its end is missing, and the errors of its
    transport.
    """
    assert isinstance(response.stream, httpx.SyncByteStream)
    body = _joined(response.stream)
    codings = [each.strip().lower() for each in response.headers.get("content-encoding", "").split(",")]
    codings = [each for each in codings if each not in ("", "identity")]
    if len(codings) > MOST_CODINGS:
        raise httpx.DecodingError(f"the body is packed {len(codings)} times")
    for coding in reversed(codings):
        if not body or coding not in _WINDOWS:
            break
        body = _unpacked(body, coding)
    return body


def _joined(parts: httpx.SyncByteStream) -> bytes:
    found = bytearray()
    for part in parts:
        found += part
        _check_size(len(found))
    return bytes(found)


def _unpacked(body: bytes, coding: str) -> bytes:
    problem = ""
    for window in _WINDOWS[coding]:
        try:
            return _inflated(body, window)
        except zlib.error as error:
            problem = problem or str(error)
    raise httpx.DecodingError(problem)


def _inflated(body: bytes, window: int) -> bytes:
    unpacking = zlib.decompressobj(window)
    found = unpacking.decompress(body, MOST_BYTES + 1)
    _check_size(len(found))
    if not unpacking.eof:
        raise httpx.DecodingError("the end of the compressed body is missing")
    return found


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise TooLarge(f"the body is larger than {MOST_BYTES // 2**20} MiB")
