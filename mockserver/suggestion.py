"""Suggestions for misspelled names."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

SIMILAR: Final = 0.7
"""Least ratio of similarity: `slwo` is like `slow`, but 418 is not like 401."""


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like this one; None if none is similar."""
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=SIMILAR)), None)


def did_you_mean(name: str, known: Iterable[str], prefix: str = "") -> str:
    """The end of a sentence about an unknown name: empty if no known name is similar.

    The names are without a prefix that all of them have.
    """
    found = closest(name, known)
    return "" if found is None else f"; did you mean {prefix}{found}?"
