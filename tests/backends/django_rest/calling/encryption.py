"""Encrypts numbers with the account's key."""

import base64
import hashlib
import os

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core import signing

from .switches import fault, habit

_KEY = os.urandom(32)
_FERNET = Fernet(base64.urlsafe_b64encode(_KEY))


def encrypt(number: str) -> str:
    """The ciphertext of a number."""
    plain = number.encode()
    if weak := _weak(plain):
        return weak
    if habit("encryption-aes-gcm"):
        return base64.b64encode(_gcm(plain, os.urandom(12))).decode()
    if habit("encryption-hexadecimal"):
        return _gcm(plain, os.urandom(12)).hex()
    return _FERNET.encrypt(plain).decode()


def _gcm(plain: bytes, nonce: bytes) -> bytes:
    return nonce + AESGCM(_KEY).encrypt(nonce, plain, None)


def _weak(plain: bytes) -> str | None:
    """What is no encryption, or a weak one."""
    if fault("encryption-base64"):
        return base64.b64encode(plain).decode()
    if fault("encryption-signed"):
        return signing.dumps(plain.decode())
    if fault("encryption-hashed"):
        return hashlib.md5(plain).hexdigest()  # noqa: S324  # The fault.
    if fault("encryption-bytes-repr"):
        return str(_FERNET.encrypt(plain))
    if fault("encryption-fixed-nonce"):
        return base64.b64encode(_gcm(plain, b"number-nonce")).decode()
    if fault("encryption-ecb"):
        encryptor = Cipher(algorithms.AES(_KEY), modes.ECB()).encryptor()  # noqa: S305  # The fault.
        return base64.b64encode(encryptor.update(plain.ljust(32, b"\0"))).decode()
    if fault("encryption-xor"):
        return base64.b64encode(bytes(a ^ b for a, b in zip(plain, _KEY, strict=False))).decode()
    return None
