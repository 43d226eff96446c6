"""`encryption`: it changes `number`, and nothing else."""

import re
from base64 import b64decode
from binascii import Error, unhexlify
from functools import partial
from typing import Final

from contract_tests.baseline import Window, differ, window
from contract_tests.check import Broken, Law, NotJudged, When, add, law
from contract_tests.client import Api
from contract_tests.page import NUMBER, Page

PLAIN: Final = re.compile(r"1[3-9][0-9]{9}(_[a-z0-9]+)?")


def _pair(api: Api) -> tuple[Window, Page]:
    """The numbers that are known, and the same ones encrypted."""
    known = window(api)
    return known, known.ask(api, encryption=True, assumes=("ciphertext",))


@law()
def encryption_changes_the_number_and_nothing_else(api: Api) -> None:
    """With `encryption=true` rows differ in `number` only."""
    known, sealed = _pair(api)
    differ(known.rows, sealed, known.page, but=NUMBER)
    if sealed.meta["total"] != len(known.rows):
        found = f"total is {sealed.meta['total']!r} encrypted, {len(known.rows)} not"
        raise Broken(found, known.page.exchange, sealed.exchange)


@law(assumes=("ciphertext",))
def encrypted_numbers_cannot_be_read(api: Api) -> None:
    """With `encryption=true` no number can be read, not even out of its Base64 or hexadecimal digits."""
    known, sealed = _pair(api)
    for row, other in zip(known.rows, sealed.rows, strict=False):
        plain = row[NUMBER].partition("_")[0]
        for text in _readings(other[NUMBER]):
            if plain in text or plain in text[::-1] or PLAIN.fullmatch(text):
                raise Broken(f"id {row['id']}: {plain} can be read in the ciphertext", sealed.exchange)


def _readings(text: str) -> list[str]:
    """A ciphertext as it is, and what its encodings hold."""
    readings = [text]
    for decode in (b64decode, unhexlify):
        try:
            readings.append(decode(text).decode("latin-1"))
        except (Error, ValueError):
            continue
    return readings


@law(assumes=("ciphertext",))
def different_numbers_have_different_ciphertexts(api: Api) -> None:
    """With `encryption=true` different numbers stay different."""
    known, sealed = _pair(api)
    numbers = {row[NUMBER] for row in known.rows[: len(sealed.rows)]}  # Those may be of several pages.
    texts = {row[NUMBER] for row in sealed.rows}
    if len(texts) < len(numbers):
        found = f"{len(numbers)} numbers have {len(texts)} ciphertexts"
        raise Broken(found, known.page.exchange, sealed.exchange)


@law(when=When.AT_THE_END)
def numbers_are_plain_unless_encryption_is_asked_for(api: Api) -> None:
    """Without `encryption=true` numbers are phone numbers."""
    for page in api.pages():
        if page.sent.encryption is not False:
            continue
        for row in page.rows:
            if not isinstance(row[NUMBER], str) or not PLAIN.fullmatch(row[NUMBER]):
                raise Broken(f"id {row['id']}: number is {row[NUMBER]!r}", page.exchange)


@law(assumes=("ciphertext",), when=When.AT_THE_END)
def numbers_are_encrypted_wherever_it_is_asked_for(api: Api) -> None:
    """With `encryption=true` no number is plain, under filters, on later pages and in a sub account too."""
    for page in api.pages():
        for row in page.rows if page.sent.encryption else ():
            if isinstance(row[NUMBER], str) and PLAIN.fullmatch(row[NUMBER]):
                raise Broken(f"id {row['id']}: number is {row[NUMBER]!r}", page.exchange)


@law(assumes=("ciphertext", "filters-combine"))
def encryption_and_filters_hold_together(api: Api) -> None:
    """With `encryption=true` filters and paging hold as without."""
    known = window(api)
    status = known.rows[-1]["status"]
    rows = known.where(status=[status])
    size = max(1, -(-len(rows) // 2))
    page = known.ask(api, encryption=True, status=[status], page=2, per_page=size, assumes=("ciphertext",))
    differ(rows[size:], page, known.page, but=NUMBER)


SPELLED: Final = (
    ("false", "false", "word"),
    ("FALSE", "false", "capitals"),
    ("0", "false", "digit"),
    ("TRUE", "true", "capitals"),
    ("1", "true", "digit"),
)
"""What `encryption` may be sent as, what that means, and what the dialect calls the spelling."""


def _spelled(api: Api, *, text: str, meaning: str, spelling: str) -> None:
    if spelling not in api.dialect.boolean_spelling:
        raise NotJudged("by the dialect this spelling is not understood")
    if text in ("0", "TRUE"):
        api.terms.spare()
    known = window(api)
    page = known.ask(api, encryption=text, per_page=2, assumes=("boolean-spelling",))
    differ(known.rows[:2], page, known.page, but=NUMBER)
    plain = [bool(PLAIN.fullmatch(row[NUMBER])) for row in page.rows]
    if plain != [meaning == "false"] * len(plain):
        word = "plain" if plain[0] else "encrypted"
        raise Broken(f"numbers are {word} with encryption={text}", page.exchange)


for _text, _meaning, _spelling in SPELLED:
    add(
        Law(
            f"encryption-{_text}-means-{_meaning}" if _text != _meaning else f"encryption-{_text}",
            f"`encryption={_text}` means {_meaning}.",
            partial(_spelled, text=_text, meaning=_meaning, spelling=_spelling),
            ("boolean-spelling", *(["ciphertext"] if _meaning == "true" else [])),
        )
    )
