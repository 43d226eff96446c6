"""The token of the API: from a file or the environment, and in no message."""

import os
from pathlib import Path
from typing import Final

import pytest

from contract_tests.plugin.options import TOKEN_OPTION, TOKEN_VARIABLE

LONGEST: Final = 4096
"""Characters of a file with a token."""


def read(file: str | None) -> str | None:
    """The token in a file, otherwise in the environment; None if there is none.

    Raises pytest.UsageError for one that no header may contain, before any message could show it.
    """
    if file is None:
        token, source = os.environ.get(TOKEN_VARIABLE, ""), TOKEN_VARIABLE
        hint = "does it end with a line break?"
    else:
        source = f"{TOKEN_OPTION} is {file!r}:"
        token = _content(file, source)
        hint = "it should be one line, and nothing but the token"
    if not token.isascii() or not token.isprintable() or token != token.strip():
        raise pytest.UsageError(f"{source} has a character that no header may contain: {hint}")
    return token or None


def _content(file: str, source: str) -> str:
    """The text of a file, without the line break that an editor writes. Raises pytest.UsageError."""
    try:
        with Path(file).open(encoding="utf-8-sig") as opened:
            text = opened.read(LONGEST + 1).removesuffix("\n")
    except OSError as error:
        raise pytest.UsageError(f"{source} cannot be read: {error.strerror}") from None
    except ValueError:  # Bytes that are no text, or a path with a null character.
        raise pytest.UsageError(f"{source} should be a file with one line of text") from None
    if not text or len(text) > LONGEST:
        size = "is empty" if not text else f"is longer than {LONGEST} characters"
        raise pytest.UsageError(f"{source} {size}, should hold the token")
    return text
