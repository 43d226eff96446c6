"""Encryption of phone numbers, for `encryption=true`."""

from base64 import b64encode
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM


NONCE: Final = 12
"""Bytes of nonce before the ciphertext; AES-GCM's standard size."""


class NumberCipher:
    """AES-GCM under one key of 16, 24 or 32 bytes.

    A ciphertext is Base64 of nonce (12 bytes), encrypted number and tag (16 bytes), in this order. The
    nonce is a keyed hash of the number: the same number always has the same ciphertext, so encrypted pages
    are reproducible too. Two numbers share a nonce only if two hashes of 96 bits collide.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    @cached_property
    def _aes(self) -> "AESGCM":
        # Imported on first use: it takes 7 MB, and most servers never encrypt.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._key)

    def encrypt(self, number: str) -> str:
        """The ciphertext of a number."""
        plain = number.encode()
        nonce = blake2b(plain, key=self._key, digest_size=NONCE).digest()
        return b64encode(nonce + self._aes.encrypt(nonce, plain, None)).decode()
