"""What a hostile API answers: numbers and tokens in disguise, and text that acts on its reader."""

import html
import json
import re
import unicodedata
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final
from urllib.parse import quote, unquote

from hypothesis import strategies as st

Disguise = Callable[[str], str]

ACTS: Final = (
    *(
        "\x1b]0;title\x07",
        "\x1b[2J",
        "\x9b31m",
        "\x08\x08",
        "\r",
        "\x00",
        "\x7f",
        "\u202e",
        "\u2066",
        "\u200f",
    ),
    *(
        "\u2028::error::x",
        "\n::set-output name=url::x",
        "\n \t::error::x",
        "\r\n::warning::x",
        "\n\u3000::debug::x",
    ),
    *(
        "##[set-env name=A;]b",
        "##vso[task.setvariable]b",
        "\ud800",
        "\ufeff::error::",
        "%0A::error::x",
        "\x85::add-mask::x",
    ),
)
"""Text that acts on a terminal, on CI, or on the order of characters."""


def _each(text: str, spell: Callable[[str], str]) -> str:
    return "".join(spell(character) for character in text)


def _bytes(text: str, spelling: str) -> str:
    return "".join(spelling.format(byte) for byte in text.encode())


def _grouped(gap: str, number: str) -> str:
    return gap.join((number[:3], number[3:7], number[7:]))


ESCAPES: Final[dict[str, Disguise]] = {
    "none": lambda text: text,
    "json": lambda text: _each(text, lambda c: f"\\u{ord(c):04x}"),
    "json twice": lambda text: _each(text, lambda c: f"\\\\u{ord(c):04X}"),
    "javascript": lambda text: _each(text, lambda c: f"\\u{{{ord(c):x}}}"),
    "bytes": lambda text: _bytes(text, "\\x{:02x}"),
    "octal": lambda text: _bytes(text, "\\{:03o}"),
    "percent": lambda text: _bytes(text, "%{:02X}"),
    "percent twice": lambda text: _bytes(text, "%25{:02x}"),
    "entities": lambda text: _each(text, lambda c: f"&#{ord(c)};"),
    "hexadecimal entities": lambda text: _each(text, lambda c: f"&#x{ord(c):X};"),
    "entities twice": lambda text: _each(text, lambda c: f"&amp;#{ord(c)};"),
}
PACKED: Final[dict[str, Disguise]] = {
    "none": lambda text: text,
    "Base64": lambda text: b64encode(text.encode()).decode(),
    "Base64 for URLs": lambda text: urlsafe_b64encode(f"??>>{text}".encode()).decode().rstrip("="),
    "Base64 of UTF-16": lambda text: b64encode(
        text.encode("utf-16-le" if text.isascii() else "utf-8")
    ).decode(),
    "Base64 twice": lambda text: b64encode(b64encode(text.encode())).decode(),
    "hexadecimal": lambda text: text.encode().hex(),
    "upper-case hexadecimal": lambda text: text.encode().hex().upper(),
}
SCRIPTS: Final[dict[str, Disguise]] = {
    "ASCII": lambda text: text,
    "full-width": lambda text: _each(text, lambda c: chr(ord(c) + 0xFEE0)),
    "zero-width": lambda text: "\u200b".join(text),
    "soft hyphens": lambda text: "\u00ad".join(text),
    "NUL": lambda text: "\0".join(text),
    "colours": lambda text: "\x1b[31m".join(text),
    "tags": lambda text: "<b>".join(text),
}
DIGITS: Final[dict[str, Disguise]] = {
    "Arabic": lambda number: _each(number, lambda c: chr(0x660 + int(c))),
    "Devanagari": lambda number: _each(number, lambda c: chr(0x966 + int(c))),
    "mathematical": lambda number: _each(number, lambda c: chr(0x1D7CE + int(c))),
    "circled": lambda number: _each(number, lambda c: "⓪①②③④⑤⑥⑦⑧⑨"[int(c)]),
    "Chinese": lambda number: _each(number, lambda c: "〇一二三四五六七八九"[int(c)]),
    "pairs": lambda number: "-".join((number[0], *(number[place : place + 2] for place in range(1, 11, 2)))),
    "thousands": lambda number: f"{int(number):,}",
    "scientific": lambda number: f"{int(number):.10e}",
    "fraction": lambda number: f"{number}.0",
    "suffix": lambda number: f"{number}_7f3a",
    "country": lambda number: f"+86{number}",
    "zeros": lambda number: f"0086 {number}",
    **{f"four digits and {gap!r}": partial(_grouped, gap) for gap in " .-_/\xa0\u2009\u202f–‑・+"},
    **{f"single digits and {gap!r}": gap.join for gap in " .-_\xa0\u2009–"},
}
OUTSIDE: Final[tuple[Disguise, ...]] = (str, json.dumps, quote, html.escape)
BESIDE: Final = (
    "",
    "a",
    "号码",
    "拒",
    '"',
    "=",
    "/user/",
    "\\u62d2",
    "%E6%8B%92",
    "=E6=8B=92",
    "\\346\\213\\222",
    "&#25298;",
    "\n",
)
"""What may precede a number, or follow it."""

numbers = st.from_regex("1[3-9][0-9]{9}", fullmatch=True)
tokens = st.from_regex("[!-~]{12,30}", fullmatch=True).filter(
    lambda token: not token.isalpha() and len(set(token)) > 5
)
acts = st.lists(st.sampled_from(ACTS), max_size=3).map("".join)


@st.composite
def disguised(draw: st.DrawFn, secret: str) -> str:
    """A number or a token, disguised in up to four ways, one within the other."""
    scripts = {**SCRIPTS, **(DIGITS if secret.isdecimal() else {})}
    text = scripts[draw(st.sampled_from(sorted(scripts)))](secret)
    text = ESCAPES[draw(st.sampled_from(sorted(ESCAPES)))](text)
    text = PACKED[draw(st.sampled_from(sorted(PACKED)))](text)
    packed = re.fullmatch("[0-9A-Za-z+/_=-]+", text) is not None  # A letter beside it would be part of it.
    before = st.sampled_from([each for each in BESIDE if not (packed and each.isalpha())])
    text = f"{draw(before)}{text}{'' if packed else draw(st.sampled_from(BESIDE))}"
    encode = draw(st.sampled_from(OUTSIDE))
    return encode(text)


def meanings(text: str, depth: int = 4) -> Iterator[str]:
    """What a text may be read as, all that is encoded in it undone; it shares nothing with the gate."""
    seen, edge = {text}, [text]
    for layer in range(depth + 1):
        for each in edge:
            yield each
            yield _joined(_plain(each))
        found = {read(each) for each in edge for read in _READINGS} if layer < depth else set()
        edge = [each for each in found if each not in seen]
        seen.update(edge)


def _unescaped(text: str) -> str:
    text = re.sub(
        r"\\+u\{?([0-9a-fA-F]{4,5}|(?<=\{)[0-9a-fA-F]{1,6}(?=\}))\}?",
        lambda found: chr(int(found[1], 16)),
        text,
    )
    text = re.sub(
        r"(?:\\x[0-9a-fA-F]{2})+",
        lambda found: bytes.fromhex(found[0].replace("\\x", "")).decode("utf-8", "replace"),
        text,
    )
    text = re.sub(
        r"(?:\\[0-3][0-7]{2})+",
        lambda found: bytes(int(each, 8) for each in found[0].split("\\")[1:]).decode("utf-8", "replace"),
        text,
    )
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _without_entities(text: str) -> str:
    text = re.sub("&#([0-9]+);", lambda found: chr(int(found[1])), text)  # html leaves out controls.
    text = re.sub("&#x([0-9a-fA-F]+);", lambda found: chr(int(found[1], 16)), text)
    return html.unescape(text)


def _plain(text: str) -> str:
    chinese = str.maketrans("〇一二三四五六七八九", "0123456789")
    digits = "".join(
        str(unicodedata.decimal(each, each))
        for each in unicodedata.normalize("NFKC", text).translate(chinese)
    )
    hidden = re.sub(r"\x1b\[[0-9;]*m|<b>", "", digits)
    return "".join(
        each for each in hidden if unicodedata.category(each) not in ("Cc", "Cf", "Mn") or each == "\n"
    )


def _joined(text: str) -> str:
    return re.sub(r"(?<=[0-9])[ .,_/+・\u2010-\u2015-]{1,3}(?=[0-9])", "", text)


def _unpacked(start: int) -> Disguise:
    """Reads Base64 from a digit on."""

    def decode(found: re.Match[str]) -> str:
        digits = found[0][start:].translate(str.maketrans("-_", "+/"))
        whole = digits[: len(digits) - (len(digits) % 4 == 1)]
        return b64decode(f"{whole}==").decode("utf-8", "ignore")

    return lambda text: re.sub("[0-9A-Za-z+/_-]{15,}", decode, text)


def _from_hexadecimal(text: str) -> str:
    return re.sub(
        "(?:[0-9a-fA-F]{2}){11,}", lambda found: bytes.fromhex(found[0]).decode("utf-8", "replace"), text
    )


_READINGS: Final[tuple[Disguise, ...]] = (
    *(_unescaped, unquote, _without_entities, _plain, _from_hexadecimal),
    *map(_unpacked, range(4)),
)
