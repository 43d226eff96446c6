"""Encrypts numbers with the account's key."""

from cryptography.fernet import Fernet

_FERNET = Fernet(Fernet.generate_key())


def encrypt(number: str) -> str:
    """The ciphertext of a number."""
    return _FERNET.encrypt(number.encode()).decode()
