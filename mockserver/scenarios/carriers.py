"""Where a request carries the text of its scenario: in its path and in `Prefer`."""

import re
from collections.abc import Iterable
from typing import Final

MARK: Final = "/@"
"""Start of a path with a scenario."""

PREFERRED: Final = ("code", "delay")
"""The keys that `Prefer` can have."""


def split_path(path: str) -> tuple[str, str]:
    """The text of the scenario in a path, and the path without it."""
    if not path.startswith(MARK):
        return "", path
    text, slash, rest = path.removeprefix(MARK).partition("/")
    return text, slash + rest


def read_preference(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The text of the scenario in `Prefer: code=429, delay=2`; other preferences are ignored."""
    preferences = [value.decode("latin-1") for name, value in headers if name == b"prefer"]
    items = (
        re.sub(r'[\s"]', "", item).partition("=") for each in preferences for item in re.split("[,;]", each)
    )
    return ",".join(
        f"{name.lower()}{equals}{value}" for name, equals, value in items if name.lower() in PREFERRED
    )


def join(*texts: str) -> str:
    """The text of a scenario made of several, of which later ones take precedence."""
    return ",".join(filter(None, texts))
