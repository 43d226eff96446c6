"""Values damaged on their way: texts escaped twice, cut or of another charset, and ids that lose digits."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from typing import Final

from contract_tests.check import Check, evidence_check
from contract_tests.evidence import Evidence
from contract_tests.exchange import Exchange
from contract_tests.page import Row
from contract_tests.results import Failed

EXACT: Final = 2**53 - 1
"""The largest whole number that a double, and so every JSON client, keeps exact."""

FREE: Final = "extra"
"""The one field with a text of the user's own, which may look like anything."""

ESCAPES: Final = re.compile(r"\\u[0-9a-fA-F]{4}|\\[/\"\\]|%[0-9A-F]{2}|^\".*\"$|</?[a-z]+>")
"""What is left of an escape that was written twice, or read never."""

UUID: Final = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"

FIRST: Final = 18
MANY: Final = 25
"""Characters that make the beginning of a UUID unmistakable, and one in a text of the user's own."""

CAUSES: Final = (
    "NORMAL_CLEARING", "USER_BUSY", "NO_ANSWER", "NO_USER_RESPONSE", "CALL_REJECTED", "UNALLOCATED_NUMBER",
    "SUBSCRIBER_ABSENT", "NUMBER_CHANGED", "INCOMING_CALL_BARRED", "OUTGOING_CALL_BARRED",
    "ORIGINATOR_CANCEL", "NORMAL_TEMPORARY_FAILURE", "DESTINATION_OUT_OF_ORDER", "INVALID_NUMBER_FORMAT",
    "RECOVERY_ON_TIMER_EXPIRE", "NORMAL_UNSPECIFIED", "NORMAL_CIRCUIT_CONGESTION", "ALLOTTED_TIMEOUT",
    "MEDIA_TIMEOUT",
)  # fmt: skip
"""Hang-up causes of FreeSWITCH; none begins like another."""


def _texts(evidence: Evidence) -> Iterator[tuple[Row, str, str, Exchange]]:
    """Every text in a record: the record, the field, the text, the exchange; a text in one field once."""
    known: set[tuple[str, str]] = set()
    for row, exchange in evidence.records:
        for name, value in row.items():
            if isinstance(value, str) and (name, value) not in known:
                known.add((name, value))
                yield row, name, value, exchange


def _misread(name: str, text: str) -> str | None:
    """What a text was before UTF-8 was read as another charset; None if it was not."""
    if text.isascii():
        return None
    # Some Chinese words of the user's own would be valid UTF-8 too.
    for charset in ("latin-1", "cp1252") if name == FREE else ("latin-1", "cp1252", "gbk", "big5"):
        try:
            before = text.encode(charset).decode("utf-8")
        except UnicodeError:
            continue
        if before != text and any("\u4e00" <= each <= "\u9fff" for each in before):
            return before
    return None


@evidence_check()
def texts_are_read_in_their_charset(evidence: Evidence) -> None:
    """No text, the user's `extra` included, is UTF-8 that was read as another charset, or lost characters."""
    for row, name, text, exchange in _texts(evidence):
        before = _misread(name, text)
        if before is not None:
            raise Failed(f"id {row['id']}: {name} is {text!r}, which was {before!r}", exchange)
        if "\ufffd" in text:
            raise Failed(f"id {row['id']}: {name} is {text!r}, which lost characters", exchange)


@evidence_check()
def texts_are_escaped_once(evidence: Evidence) -> None:
    """No text has HTML entities, tags, percent escapes or backslashes that an encoder left behind."""
    for row, name, text, exchange in _texts(evidence):
        if name == FREE:
            if "&quot;" in text or "&#0" in text:  # No one writes these by hand.
                raise Failed(f"id {row['id']}: {name} is {text!r}, escaped for HTML", exchange)
        elif name != "number" and (unescape(text) != text or ESCAPES.search(text)):
            raise Failed(f"id {row['id']}: {name} is {text!r}, escaped twice", exchange)


def _is_cut(name: str, text: str) -> bool:
    """Whether a text is the beginning of a UUID or of a hang-up cause, and not all of it."""
    if name == "hangupcause":
        return len(text) > 7 and any(cause.startswith(text) and cause != text for cause in CAUSES)
    if "-" not in text or not (FIRST if name != FREE else MANY) <= len(text) < len(UUID):
        return False
    return UUID.startswith(re.sub("[0-9a-fA-F]", "x", text))


@evidence_check()
def texts_are_whole(evidence: Evidence) -> None:
    """No id and no hang-up cause is cut off, as by a column that is too short."""
    for row, name, text, exchange in _texts(evidence):
        if _is_cut(name, text):
            raise Failed(f"id {row['id']}: {name} is {text!r}, cut after {len(text)} characters", exchange)


@evidence_check()
def texts_have_the_usual_width(evidence: Evidence) -> None:
    """Digits and letters are those of ASCII, not full-width ones, and no text has invisible characters."""
    for row, name, text, exchange in _texts(evidence):
        if text.isascii() or name == FREE:
            continue
        for each in text:
            wide = "\uff10" <= each <= "\uff5a" and each.isalnum()
            if wide or unicodedata.category(each) == "Cf":  # Zero-width and direction marks.
                mark = unicodedata.name(each, "a mark")
                raise Failed(f"id {row['id']}: {name} is {text!r}, with {mark}", exchange)


@evidence_check()
def whole_numbers_are_exact_in_a_double(evidence: Evidence) -> None:
    """No id, duration or count is larger than JavaScript, the language of an example, keeps exact."""
    for row, exchange in evidence.records:
        for name, value in row.items():
            if type(value) is int and abs(value) > EXACT:
                raise Failed(
                    f"id {row['id']}: {name} is {value}; a double keeps {int(float(value))}", exchange
                )


CHECKS: Final[tuple[Check, ...]] = (
    texts_are_read_in_their_charset,
    texts_are_escaped_once,
    texts_are_whole,
    texts_have_the_usual_width,
    whole_numbers_are_exact_in_a_double,
)
