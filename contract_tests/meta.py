"""Rules of `meta` that an API may choose."""

from collections.abc import Callable, Mapping
from typing import Final

HAS_PAGES: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "not-the-only-page": lambda current, last: current != 1 or last > 1,
    "several-pages": lambda current, last: last > 1,
    "more-follow": lambda current, last: current < last,
    "always": lambda current, last: True,
}
"""When `has_pages` is true, given `current_page` and `last_page`, by the words of the dialect."""
