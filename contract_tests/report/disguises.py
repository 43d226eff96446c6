r"""The texts that a text stands for: without its escapes, percent-encoding, entities, Base64 and the like.

A view is one such text, with the place that each part of it has in the text it was read from. Escapes are
undone layer by layer, and every layer is a view, as the digits of an escape may also be those of a number.
"""

import re
import unicodedata
from base64 import b64decode
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final

Origin = Callable[[int, int], tuple[int, int]]

LAYERS: Final = 8
"""Escapes within escapes that are undone; any number of the same kind counts as one."""

NESTED: Final = 3
"""Base64 or hexadecimal text within such text that is read."""

_UTF8: Final = r"[\xc2-\xdf][\x80-\xbf] | [\xe0-\xef][\x80-\xbf]{2} | [\xf0-\xf4][\x80-\xbf]{3}"
_ESCAPE: Final = re.compile(
    r"""
      (?<!\\) \\+ (?: u(?P<json>[0-9a-fA-F]{4}) | u\{(?P<js>[0-9a-fA-F]{1,6})\} | U(?P<python>[0-9a-fA-F]{8})
            | x(?P<byte>[0-9a-fA-F]{2}) | (?P<octal>[0-3][0-7]{2}) )
    | \\ (?P<character> [\\/"'bfnrt] )
    | %(?:25)* (?: u(?P<iis>[0-9a-fA-F]{4}) | (?P<percent>[0-9a-fA-F]{2}) )
    | & (?:amp;)* (?: \#[xX](?P<html>[0-9a-fA-F]{1,6}) ;? | \#(?P<decimal>[0-9]{1,7}) ;?
                    | (?P<entity>[A-Za-z]{2,31}) ; )
    | = (?P<quoted> [89A-F][0-9A-F] )
    | (?P<pair> [\ud800-\udbff][\udc00-\udfff] )
    | (?P<utf8> """
    + _UTF8
    + ")",
    re.VERBOSE,
)
_BASES: Final = {"octal": 8, "decimal": 10}
_CONTROLS: Final = dict(zip("bfnrt", "\b\f\n\r\t", strict=True))

_BETWEEN: Final = r"""
      \x1b\[[0-?]*[ -/]*[@-~] | \x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?
    | </?[A-Za-z][^<>\n]{0,200}>
    | (?P<quote>['"])\n[E ]*b?(?P=quote)
    """
"""What may stand between the digits of a number: sequences of a terminal, tags, and the end of a line
within a literal of Python, as `pprint` writes it."""

_BASE64: Final = re.compile(r"[0-9A-Za-z+/_-]{14,}")
_URL_SAFE: Final = str.maketrans("-_", "+/")
_HEXADECIMAL: Final = re.compile(r"[0-9A-Fa-f]{16,}")
_WORTH_READING: Final = re.compile(
    rf"[ -~]{{11}} | (?:[0-9][^0-9]{{0,12}}){{7}} | (?:(?:{_UTF8})[\x00-\x7f]{{0,12}}){{7}}", re.VERBOSE
)
"""What decoded bytes have in them that may be a number, or text that is to be decoded again."""

_NO_TEXT: Final = ("Cc", "Cf", "Mn", "Me")
_CHINESE: Final = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))


@dataclass(frozen=True)
class View:
    """A text, and where its part from `start` to `end` comes from."""

    text: str
    origin: Origin


def views(text: str, secret: Callable[[str], bool] = lambda _: False) -> Iterator[View]:
    """The text itself and all that it stands for; bytes that have something `secret` in them are read too."""
    yield from _layers(View(text, lambda start, end: (start, end)), secret, LAYERS, NESTED)


def _layers(view: View, secret: Callable[[str], bool], layers: int, nested: int) -> Iterator[View]:
    yield view
    if not layers:
        return
    if (visible := _visible(view)) is not None:
        yield from _layers(visible, secret, layers // 2, nested)  # Not twice as many in each layer.
    if nested:
        for each in _packed(view, secret):
            yield from _layers(each, secret, LAYERS, nested - 1)
    layer = _replaced(view, _ESCAPE, _unescaped) or _folded(view)  # A byte is no letter before it is decoded.
    if layer is not None:
        yield from _layers(layer, secret, layers - 1, nested)


def _replaced(
    view: View, pattern: re.Pattern[str], decode: Callable[[re.Match[str]], str | None]
) -> View | None:
    """The view with all that matches decoded; None if that is nothing."""
    parts: list[str] = []
    places, origins = [0], [(0, 0)]  # Where each part begins, and where it is from; (n, n) for what is kept.
    length = end = 0
    for found in pattern.finditer(view.text):
        if (decoded := decode(found)) is None:
            continue
        kept = view.text[end : found.start()]
        parts += (kept, decoded)
        places += (length + len(kept), length + len(kept) + len(decoded))
        end = found.end()
        origins += (found.span(), (end, end))
        length = places[-1]
    if not parts:
        return None
    parts.append(view.text[end:])

    def at(place: int) -> tuple[int, int]:
        """The first and the last character that one comes from, the last excluded."""
        part = bisect_right(places, place) - 1
        first, last = origins[part]
        return (
            (first, last)
            if first < last
            else (first + place - places[part], first + place - places[part] + 1)
        )

    return View("".join(parts), lambda start, end: view.origin(at(start)[0], at(end - 1)[1]))


def _unescaped(found: re.Match[str]) -> str | None:
    kind = found.lastgroup or ""
    text = found[kind]
    if kind == "character":
        return _CONTROLS.get(text, text)
    if kind == "entity":
        decoded = unescape(f"&{text};")
        return None if len(decoded) > 2 else decoded
    if kind == "pair":
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    if kind == "utf8":
        decoded = text.encode("latin-1").decode("utf-8", "ignore")
        return decoded or None
    code = int(text, _BASES.get(kind, 16))
    return chr(code) if code <= 0x10FFFF else None


class _Folded(dict[str, str]):
    """Characters as ASCII where they are another way to write it: full-width, other digits, dashes."""

    def __missing__(self, character: str) -> str:
        digit = unicodedata.decimal(character, None)
        plain = unicodedata.normalize("NFKC", character)
        if digit is not None:
            plain = str(digit)
        elif unicodedata.category(character) == "Pd" or character == "−":
            plain = "-"
        plain = _CHINESE.get(plain, plain)
        self[character] = plain if plain.isascii() else character
        return self[character]


_FOLDED: Final = _Folded()


def _folded(view: View) -> View | None:
    """The view in ASCII, as far as possible."""
    others = "".join(each for each in set(view.text) if each > "\x7f" and _FOLDED[each] != each)
    return (
        _replaced(view, re.compile(f"[{re.escape(others)}]"), lambda found: _FOLDED[found[0]])
        if others
        else None
    )


def _visible(view: View) -> View | None:
    """The view without what may stand between digits unseen, such as marks, tags, and what is no text."""
    hidden = "".join(
        each for each in set(view.text) - set("\t\n\r") if unicodedata.category(each) in _NO_TEXT
    )
    if not hidden and not any(each in view.text for each in ("<", "'\n", '"\n')):
        return None
    classes = f" | [{re.escape(hidden)}]" if hidden else ""
    return _replaced(view, re.compile(_BETWEEN + classes, re.VERBOSE), lambda _: "")


def _packed(view: View, secret: Callable[[str], bool]) -> Iterator[View]:
    """What Base64 and hexadecimal digits in a view stand for, wherever they begin."""
    for pattern, decode, starts, bits in ((_BASE64, _of_base64, 4, 6), (_HEXADECIMAL, _of_hexadecimal, 2, 4)):
        for run in pattern.finditer(view.text):
            for start in range(run.start(), run.start() + starts):
                text = decode(view.text[start : run.end()]).decode("latin-1")
                plain = text.replace("\0", "")  # Of UTF-16.
                if _WORTH_READING.search(plain) or secret(plain):
                    yield View(text, _unpacked(view, start, bits))


def _of_base64(digits: str) -> bytes:
    whole = digits[:-1] if len(digits) % 4 == 1 else digits
    return b64decode(whole.translate(_URL_SAFE) + "==")


def _of_hexadecimal(digits: str) -> bytes:
    return bytes.fromhex(digits[: len(digits) // 2 * 2])


def _unpacked(view: View, run: int, bits: int) -> Origin:
    """Where bytes come from that `bits` of each digit from `run` on make."""
    return lambda start, end: view.origin(run + start * 8 // bits, run - (-end * 8 // bits))
