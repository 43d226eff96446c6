"""Text from a client as part of a log line."""

from typing import Final

LONGEST: Final = 256
"""Characters that are shown."""


def printable(text: str, longest: int = LONGEST) -> str:
    """The beginning of a text, with control, bidirectional and other unprintable characters escaped."""
    shown = text if len(text) <= longest else f"{text[:longest]}…"
    return shown if shown.isprintable() else "".join(map(_escaped, shown))


def _escaped(character: str) -> str:
    return character if character.isprintable() else f"\\u{ord(character):04x}"
