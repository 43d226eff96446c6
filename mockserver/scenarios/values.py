"""Readers of values: each raises ValueError for a text that is not a value of its kind."""

import re
from collections.abc import Collection
from datetime import datetime

from mockserver.dataset import SHANGHAI

_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_DIGITS = re.compile(r"[0-9]{1,19}")

_UNIX = re.compile(r"[0-9]{9,11}(\.[0-9]{1,6})?")
"""Unix time from 1973 on: with fewer digits it could be a year or a date."""


class UnknownNameError(ValueError):
    """A name that is not one of the known names."""

    def __init__(self, name: str, known: Collection[str]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


def number(text: str, least: float, most: float) -> float:
    """A decimal number within bounds."""
    if not _NUMBER.fullmatch(text) or not least <= float(text) <= most:
        raise ValueError(text)
    return float(text)


def integer(text: str, most: int) -> int:
    """An integer from 0 to `most`."""
    if not _DIGITS.fullmatch(text) or int(text) > most:
        raise ValueError(text)
    return int(text)


def name(text: str, known: Collection[str]) -> str:
    """One of the known names."""
    if text not in known:
        raise UnknownNameError(text, known)
    return text


def probability(text: str) -> float:
    """`5%` or `0.05`."""
    if text.endswith("%"):
        return number(text.removesuffix("%"), 0, 100) / 100
    return number(text, 0, 1)


def instant(text: str) -> float:
    """Unix time, from Unix time or ISO 8601; without an offset it is Asia/Shanghai."""
    if _UNIX.fullmatch(text):
        return float(text)
    moment = datetime.fromisoformat(text.replace(" ", "T"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).timestamp()
