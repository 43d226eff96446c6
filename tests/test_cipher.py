from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from mockserver.cipher import NumberCipher

KEY = bytes(range(32))
numbers = st.from_regex(r"\A1[3-9][0-9]{9}(_[a-z0-9]{1,8})?\Z")


@given(st.sampled_from([16, 24, 32]), numbers)
def test_a_number_comes_back(size: int, number: str) -> None:
    cipher = NumberCipher(KEY[:size])
    assert cipher.decrypt(cipher.encrypt(number)) == number


@given(numbers)
def test_anybody_with_the_key_decrypts_it_as_documented(number: str) -> None:
    sealed = b64decode(NumberCipher(KEY).encrypt(number))
    assert AESGCM(KEY).decrypt(sealed[:12], sealed[12:], None).decode() == number


def test_the_same_number_has_the_same_ciphertext_and_another_one_another() -> None:
    cipher = NumberCipher(KEY)
    assert cipher.encrypt("16000000001") == cipher.encrypt("16000000001")
    assert cipher.encrypt("16000000001")[:16] != cipher.encrypt("16000000002")[:16]


@pytest.mark.parametrize("text", ["", "16000000001", "!!!!", "A" * 52])
def test_what_was_not_encrypted_with_the_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no number encrypted with this key"):
        NumberCipher(KEY).decrypt(text)


def test_another_key_does_not_decrypt() -> None:
    with pytest.raises(ValueError, match="this key"):
        NumberCipher(KEY[:16]).decrypt(NumberCipher(KEY).encrypt("16000000001"))
