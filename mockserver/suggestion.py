"""Suggestions for misspelled names."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

SIMILAR: Final = 0.7
"""Least ratio of similarity: `slwo` is like `slow`, but 418 is not like 401."""


MOST: Final = 500
"""Names that are compared; if more are of similar length, those that begin or end as the given one."""


def closest(name: str, known: Iterable[str], similar: float = SIMILAR) -> str | None:
    """The known name that is most like this one; None if none is similar."""
    # Of two texts, the shorter one bounds what they have in common.
    sized = [each for each in known if 2 * min(len(each), len(name)) >= similar * (len(each) + len(name))]
    if len(sized) > MOST:
        sized = [each for each in sized if each[:1] == name[:1] or each[-1:] == name[-1:]][:MOST]
    return next(iter(get_close_matches(name, sized, n=1, cutoff=similar)), None) if sized else None


def did_you_mean(name: str, known: Iterable[str], prefix: str = "") -> str:
    """The end of a sentence about an unknown name: empty if no known name is similar.

    The names are without a prefix that all of them have.
    """
    found = closest(name, known)
    return "" if found is None else f"; did you mean {prefix}{found}?"
