"""Rules of `meta` that an API may choose."""

from collections.abc import Callable, Mapping
from typing import Any, Final

HAS_PAGES: Final[Mapping[str, Callable[[Mapping[str, Any]], bool]]] = {
    "not-the-only-page": lambda meta: meta["current_page"] != 1 or meta["last_page"] > 1,
    "several-pages": lambda meta: meta["last_page"] > 1,
    "more-follow": lambda meta: meta["current_page"] < meta["last_page"],
    "unless-empty": lambda meta: meta["total"] > 0,
    "always": lambda meta: True,
}
"""When `has_pages` is true, by the words of the dialect."""
