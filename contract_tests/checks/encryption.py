"""`encryption`: changes `number`, and nothing else."""

import re
from base64 import b64decode
from binascii import Error, unhexlify
from functools import partial
from typing import Final

from contract_tests.baseline import Baseline
from contract_tests.check import Check, RequestCheck, check, evidence_check
from contract_tests.client import Client
from contract_tests.dialect import Dialect
from contract_tests.evidence import Evidence
from contract_tests.page import MASKED, NUMBER, Page
from contract_tests.results import Failed, Skipped

PLAIN: Final = re.compile(r"1[3-9][0-9]{9}(_[a-z0-9]+)?")


def _pair(client: Client) -> tuple[Baseline, Page]:
    """The baseline, and the page of the same numbers encrypted. Raises Skipped if none can be."""
    _skip_without_encryption(client.dialect)
    known = Baseline.of(client)
    return known, known.fetch(encryption=True, assumes=("ciphertext",))


def _skip_without_encryption(dialect: Dialect) -> None:
    if dialect.encryption == "off":
        raise Skipped("in this dialect the account has no encryption")


@check(daily=True)
def encryption_changes_the_number_and_nothing_else(client: Client) -> None:
    """With `encryption=true` rows differ in `number` only."""
    known, sealed = _pair(client)
    known.compare(known.rows, sealed, ignore=NUMBER)
    if sealed.meta["total"] != len(known.rows):
        found = f"total is {sealed.meta['total']!r} with encryption, {len(known.rows)} without"
        raise Failed(found, known.page.exchange, sealed.exchange)


@check(assumes=("ciphertext",), daily=True, cost=0)
def encrypted_numbers_cannot_be_read(client: Client) -> None:
    """With `encryption=true` no number is readable, not even after decoding Base64 or hexadecimal digits."""
    known, sealed = _pair(client)
    for row, other in zip(known.rows, sealed.rows, strict=False):
        plain = row[NUMBER].partition("_")[0]
        for name in other:
            if name != NUMBER and plain in str(other[name]):
                raise Failed(f"id {row['id']}: {name} has the number {plain}", sealed.exchange, certain=True)
        for text in _readings(other[NUMBER]):
            if plain in text or plain in text[::-1] or PLAIN.fullmatch(text):
                found = f"id {row['id']}: {plain} is readable in the ciphertext"
                # An account may not have encryption; what only looks encrypted is a breach.
                raise Failed(found, sealed.exchange, certain=other[NUMBER] != row[NUMBER])


def _readings(text: str) -> list[str]:
    """A ciphertext as it is, and decoded."""
    readings = [text]
    for decode in (b64decode, unhexlify):
        try:
            readings.append(decode(text).decode("latin-1"))
        except (Error, ValueError):
            continue
    return readings


@check(daily=True, cost=0)
def different_numbers_have_different_ciphertexts(client: Client) -> None:
    """With `encryption=true` different numbers stay different."""
    known, sealed = _pair(client)
    numbers = {row[NUMBER] for row in known.rows[: len(sealed.rows)]}  # The baseline may span several pages.
    texts = {row[NUMBER] for row in sealed.rows}
    if len(texts) < len(numbers):
        found = f"{len(numbers)} numbers have {len(texts)} ciphertexts"
        raise Failed(found, known.page.exchange, sealed.exchange)


@evidence_check()
def numbers_are_plain_unless_encryption_is_asked_for(evidence: Evidence) -> None:
    """Without `encryption=true` every number is a phone number."""
    for page in evidence.pages():
        if page.sent.encryption is not False:
            continue
        for row in page.rows:
            masked = bool(MASKED.fullmatch(str(row[NUMBER])))
            if masked and evidence.dialect.number == "masked":
                continue
            if not isinstance(row[NUMBER], str) or not PLAIN.fullmatch(row[NUMBER]):
                assumes = ("number-masked",) if masked else ()
                raise Failed(f"id {row['id']}: number is {row[NUMBER]!r}", page.exchange, assumes=assumes)


@evidence_check(assumes=("ciphertext", "encryption-enabled"))
def numbers_are_encrypted_wherever_it_is_asked_for(evidence: Evidence) -> None:
    """With `encryption=true` no number is plain: under filters, on later pages, in a sub account."""
    _skip_without_encryption(evidence.dialect)
    pages = [page for page in evidence.pages() if page.sent.encryption]
    numbers = [(row[NUMBER], row["id"], page) for page in pages for row in page.rows]
    plain = [PLAIN.fullmatch(str(number)) is not None for number, *_ in numbers]
    if any(plain):
        number, identifier, page = numbers[plain.index(True)]
        # An account may not have encryption; then all numbers are plain.
        raise Failed(f"id {identifier}: number is {number!r}", page.exchange, certain=not all(plain))


@check(assumes=("ciphertext", "filters-combine"))
def encryption_and_filters_hold_together(client: Client) -> None:
    """With `encryption=true` filters and paging work as they do without."""
    known = Baseline.of(client)
    status = known.rows[-1]["status"]
    rows = known.where(status=[status])
    size = max(1, -(-len(rows) // 2))
    page = known.fetch(encryption=True, status=[status], page=2, per_page=size, assumes=("ciphertext",))
    known.compare(rows[size:], page, ignore=NUMBER)


def _check_spelling(client: Client, *, text: str, meaning: str, spelling: str) -> None:
    if spelling not in client.dialect.boolean_spelling:
        raise Skipped("in this dialect the spelling is not understood")
    if meaning == "true":
        _skip_without_encryption(client.dialect)
    known = Baseline.of(client)
    page = known.fetch(encryption=text, per_page=2, assumes=("boolean-spelling",))
    known.compare(known.rows[:2], page, ignore=NUMBER)
    pattern = MASKED if client.dialect.number == "masked" else PLAIN
    plain = [bool(pattern.fullmatch(row[NUMBER])) for row in page.rows]
    if plain != [meaning == "false"] * len(plain):
        word = "plain" if plain[0] else "encrypted"
        raise Failed(f"numbers are {word} with encryption={text}", page.exchange)


BOOLEAN_SPELLINGS: Final = tuple(
    RequestCheck(
        f"encryption-{text}-means-{meaning}" if text != meaning else f"encryption-{text}",
        f"`encryption={text}` means {meaning}.",
        partial(_check_spelling, text=text, meaning=meaning, spelling=spelling),
        ("boolean-spelling", "ciphertext") if meaning == "true" else ("boolean-spelling",),
    )
    for text, meaning, spelling in (
        ("false", "false", "word"),
        ("FALSE", "false", "capitals"),
        ("0", "false", "digit"),
        ("TRUE", "true", "capitals"),
        ("1", "true", "digit"),
    )
)


CHECKS: Final[tuple[Check, ...]] = (
    encryption_changes_the_number_and_nothing_else,
    encrypted_numbers_cannot_be_read,
    different_numbers_have_different_ciphertexts,
    numbers_are_plain_unless_encryption_is_asked_for,
    numbers_are_encrypted_wherever_it_is_asked_for,
    encryption_and_filters_hold_together,
    *BOOLEAN_SPELLINGS,
)
