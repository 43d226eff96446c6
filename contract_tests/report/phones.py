"""Phone numbers in a text, by the way they are written.

- A **mobile number** has eleven digits, the first two 1 and 3 to 9. Beside it there is no digit but those of
  0, 86 or 0086; there may be anything else, letters too. It may be written with spaces, dashes, dots and the
  like: in up to four groups, in pairs, or digit by digit.
- A **fixed-line number** has an area code, from 0 on, and seven or eight digits.
- A number of which at least seven digits are left beside an **ellipsis** was cut off there.

All else is no number and stays: what has more or fewer digits, such as ids of 9, 12 or 18, and dates, IP
addresses, fractions of eleven digits in all, and UUIDs (unless the last twelve digits of one are decimal).
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

Found = tuple[int, int, str]
"""Where something to be masked begins and ends, and what is shown instead."""

_GAP: Final = r"(?:[^\w\n\r]|_){1,3}"
_MOBILE: Final = re.compile(r"(?<![0-9])(?:0?0?86)?0?(1[3-9][0-9]{9})(?![0-9])")
_IN_GROUPS: Final = re.compile(rf"(?<![0-9])1(?:(?:{_GAP})?[0-9]){{10}}(?![0-9])")
_FIXED: Final = re.compile(
    r"(?<![0-9])(?<![0-9]\.)0[1-9][0-9]{1,2}(?:-|\)? ?)[0-9]{3,4}[- ]?[0-9]{4}(?![0-9])"
)
_ESCAPE: Final = r"(?:\\+u?[0-9a-fA-F]{0,3}|%[0-9a-fA-F]?|&\#?[xX]?[0-9a-fA-F]{0,5})?"
"""A part of an escape, before the ellipsis that cut it off."""
_CUT_AFTER: Final = re.compile(
    rf"(?<![0-9])1[ .-]?[3-9](?:[ .-]?[0-9]){{5,8}}(?={_ESCAPE}['\"]?(?:\.\.\.|…))"
)
_CUT_BEFORE: Final = re.compile(r"(?:(?<=\.\.\.)|(?<=…))[0-9](?:[ .-]?[0-9]){6,9}(?![0-9])")

_UUID: Final = re.compile(
    r"(?<![0-9a-fA-F])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-(?![0-9]{12})[0-9a-fA-F]{12}(?![0-9a-fA-F])"
)
_DIGEST: Final = re.compile(r"(?<![0-9a-fA-F])(?=[0-9]*[a-fA-F])[0-9a-fA-F]{16,}(?![0-9a-fA-F])")
_ADDRESS: Final = re.compile(
    r"(?<![0-9.])(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\.(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}(?!\.?[0-9])"
)
_DATE: Final = re.compile(
    r"""
      (?<![0-9]) (?: (?:19|20)[0-9]{2} ([-./]) [01]?[0-9] \1 [0-3]?[0-9]
                   | [0-3]?[0-9] ([-./]) [0-3]?[0-9] \2 (?:19|20)[0-9]{2} ) (?![0-9])
    """,
    re.VERBOSE,
)

_USUAL: Final = ((3, 4, 4), (3, 8), (7, 4), (2, 3, 3, 3))
"""How many digits the groups of a number have, whatever is between them; the last one has thousands."""

_COUNTRY: Final = re.compile(r"(?<![0-9])(?:00?)?86[^0-9]{1,3}\Z")


def found(text: str) -> Iterator[Found]:
    """The numbers in a text, with their first three digits and their last four; what overlaps is one."""
    yield from _mobile(text)
    yield from _in_groups(text)
    yield from _fixed(text)
    for each in _CUT_AFTER.finditer(text):
        yield *each.span(), f"{_digits(each)[:3]}****"
    for each in _CUT_BEFORE.finditer(text):
        yield *each.span(), f"****{_digits(each)[-4:]}"


def _mobile(text: str) -> Iterator[Found]:
    for each in _MOBILE.finditer(text):
        if not _within(_UUID, text, *each.span(1)):
            yield *each.span(1), f"{each[1][:3]}****{each[1][-4:]}"


def _in_groups(text: str) -> Iterator[Found]:
    place = 0
    while each := _IN_GROUPS.search(text, place):
        place = each.start() + 1  # A number may begin within what is none.
        if _is_number(each):
            yield *each.span(), f"{_digits(each)[:3]}****{_digits(each)[-4:]}"


def _fixed(text: str) -> Iterator[Found]:
    for each in _FIXED.finditer(text):
        if not any(_within(pattern, text, *each.span()) for pattern in (_UUID, _DIGEST)):
            yield *each.span(), f"{_digits(each)[:4]}****{_digits(each)[-4:]}"


def _is_number(match: re.Match[str]) -> bool:
    """Whether eleven digits are written as a mobile number is."""
    digits, place = _digits(match), (match.string, *match.span())
    sizes = tuple(map(len, re.findall("[0-9]+", match[0])))
    gaps = re.findall("[^0-9]+", match[0])
    usual = sizes in _USUAL
    if not all(_separates(character) for gap in gaps for character in gap):
        written = usual and _is_alone(*place, gaps)  # Otherwise it is a list.
    elif gaps == ["."] and not usual:  # A fraction, unless it is 1.8616843344e10.
        written = (
            sizes == (1, 10)
            and re.match(r"[eE]\+?10(?![0-9])", match.string[match.end() : match.end() + 5]) is not None
        )
    else:
        written = usual or (_is_regular(sizes) and _is_alone(*place, gaps))
    return written and digits[1] >= "3" and not _is_something_else(*place)


def _is_regular(sizes: tuple[int, ...]) -> bool:
    """Whether groups of digits are few, or all of one size; the first and the last may be smaller."""
    if len(sizes) <= 4:
        return min(sizes) >= (3 if len(sizes) == 2 else 2)
    return len(set(sizes[1:-1])) == 1 and max(sizes) == sizes[1] <= 2


def _separates(character: str) -> bool:
    """Whether a character may be within a phone number."""
    return character in " \t._/+()~·*" or unicodedata.category(character) in ("Pd", "Zs")


def _is_alone(text: str, start: int, end: int, gaps: list[str]) -> bool:
    """Whether no other digits precede or follow some with the same gaps, apart from the code of a country."""
    before = re.search(rf"[0-9]({_GAP})\Z", text[max(0, start - 9) : start])
    after = re.match(rf"({_GAP})[0-9]", text[end : end + 4])
    country = _COUNTRY.search(text[max(0, start - 9) : start])
    return not (before and before[1] in gaps and not country) and not (after and after[1] in gaps)


def _is_something_else(text: str, start: int, end: int) -> bool:
    """Whether digits are within a UUID, or share some with a date or an IP address."""
    around = text[max(0, start - 16) : end + 16]
    first, last = min(16, start), min(16, start) + end - start
    others = (each.span() for pattern in (_DATE, _ADDRESS) for each in pattern.finditer(around))
    return _within(_UUID, text, start, end) or any(begin < last and first < over for begin, over in others)


def _within(pattern: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Whether a part of a text is within something that a pattern matches."""
    places = pattern.finditer(text, max(0, start - 64), end + 64)
    return any(each.start() <= start and end <= each.end() for each in places)


def _digits(match: re.Match[str]) -> str:
    return re.sub("[^0-9]", "", match[0])
