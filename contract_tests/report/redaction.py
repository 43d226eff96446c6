"""The gate that every text passes on its way out of a run.

- **Phone numbers** are masked, however they are written (`phones`, `disguises`).
- **Secrets** are replaced in every form in which they may be sent (`exchange.FORMS`), in upper and lower
  case, and in pieces cut off at an ellipsis. One shorter than `SHORT` is replaced as a whole word only.
- **Characters** that are no text (control, bidi and format characters, line separators, lone surrogates) are
  shown as `\\x1b` or `\\u202e`. What begins a command of a CI service (`::` at the beginning of a line, `##[`
  anywhere) is shown with `\\x3a` for its colon or `\\x23` for its hash.

A text that has passed passes again unchanged.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from contract_tests.exchange import FORMS, TOKEN
from contract_tests.report import phones
from contract_tests.report.disguises import views
from contract_tests.report.phones import Found

SHORT: Final = 8
"""A secret shorter than this is redacted as a whole word only, as it may be part of any other."""

PIECE: Final = 4
"""Characters of a secret that are redacted beside an ellipsis."""

_ELLIPSIS: Final = re.compile(r"\.\.\.|…")

_COMMAND: Final = re.compile(r"^([^\S\n]*):(?=:)|##(?=\[|vso\[|teamcity\[)", re.MULTILINE)


class Redaction:
    """Masks phone numbers (161****6626) and the given secrets, and shows what is no text."""

    def __init__(self, *secrets: str) -> None:
        self._secrets = tuple(filter(None, secrets))
        forms = sorted({form for each in self._secrets for form in _forms(each)}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_pattern, forms)) or "(?!)", re.IGNORECASE)

    def __call__(self, text: str) -> str:
        """The text as it may leave the run."""
        return shown(self.masked(text))

    def masked(self, text: str) -> str:
        """The text without phone numbers and secrets, otherwise as it is."""
        found: list[Found] = []
        for view in views(text, self._has_secret):
            for start, end, instead in (*self._secrets_in(view.text), *phones.found(view.text)):
                found.append((*view.origin(start, end), instead))
        return _replaced(text, found)

    def _has_secret(self, text: str) -> bool:
        return self._pattern.search(text) is not None

    def _secrets_in(self, text: str) -> Iterator[Found]:
        for found in self._pattern.finditer(text):
            yield *found.span(), TOKEN
        for found in _ELLIPSIS.finditer(text):
            for secret in self._secrets:
                yield from _pieces(secret, text, *found.span())


def shown(text: str) -> str:
    """The text with everything in it that is no text as an escape; lines end with a line feed."""
    visible = text.replace("\r\n", "\n").translate(_VISIBLE)
    return _COMMAND.sub(lambda found: r"#\x23" if found[0] == "##" else rf"{found[1]}\x3a", visible)


class _Visible(dict[int, str]):
    """Characters as they are shown, by their code."""

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, _visible(chr(code)))


def _visible(character: str) -> str:
    """A character, or its escape; from DEL on, as JSON and TOML have it."""
    if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return character
    code = ord(character)
    if code < 0x20:
        return rf"\x{code:02x}"
    return rf"\u{code:04x}" if code < 0x10000 else rf"\U{code:08x}"


_VISIBLE: Final = _Visible({ord(each): each for each in "\t\n"})


def _forms(secret: str) -> set[str]:
    """Every way in which a secret may be sent; a part of a short one is none."""
    forms = {spell(secret) for spell in FORMS.values()}
    return {each for each in forms if len(each) >= min(SHORT - 1, len(secret))}


def _pattern(form: str) -> str:
    found = re.escape(form)
    return found if len(form) >= SHORT - 1 else rf"(?<!\w){found}(?!\w)"


def _pieces(secret: str, text: str, start: int, end: int) -> Iterator[Found]:
    """The beginning of a secret before an ellipsis, and the end of one after it."""
    lengths = range(len(secret) - 1, PIECE - 1, -1)
    before = next((size for size in lengths if text.endswith(secret[:size], 0, start)), 0)
    after = next((size for size in lengths if text.startswith(secret[-size:], end)), 0)
    if before:
        yield start - before, start, TOKEN
    if after:
        yield end, end + after, TOKEN


def _replaced(text: str, found: list[Found]) -> str:
    """The text with all that was found replaced; of what overlaps, the widest counts."""
    parts: list[str] = []
    place = 0
    for start, end, instead in _apart(found):
        parts += (text[place:start], instead)
        place = end
    return "".join([*parts, text[place:]])


def _apart(found: list[Found]) -> list[Found]:
    """What was found, from left to right, with all that overlaps as one."""
    apart: list[Found] = []
    for start, end, instead in sorted(set(found)):
        if apart and start < apart[-1][1]:
            first, last, other = apart[-1]
            widest = instead if end - start > last - first else other
            apart[-1] = (first, max(last, end), widest)
        else:
            apart.append((start, end, instead))
    return apart
