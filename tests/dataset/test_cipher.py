from base64 import b64decode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dataset.cipher import NumberCipher

KEY = bytes(range(32))
numbers = st.from_regex(r"\A1[3-9][0-9]{9}(_[a-z0-9]{1,8})?\Z")


@given(st.sampled_from([16, 24, 32]), numbers)
def test_a_ciphertext_is_decrypted_with_the_key_as_documented(size: int, number: str) -> None:
    sealed = b64decode(NumberCipher(KEY[:size]).encrypt(number))
    assert AESGCM(KEY[:size]).decrypt(sealed[:12], sealed[12:], None).decode() == number


@given(numbers, numbers)
def test_only_equal_numbers_have_equal_ciphertexts(one: str, other: str) -> None:
    cipher = NumberCipher(KEY)
    assert cipher.encrypt(one) == cipher.encrypt(one)
    assert (cipher.encrypt(one)[:16] == cipher.encrypt(other)[:16]) == (one == other)
