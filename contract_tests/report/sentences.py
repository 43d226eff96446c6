"""The sentences of the checks in Chinese."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

FILE: Final = "sentences.zh-CN.toml"
"""English and Chinese, one sentence a line. `{name}` stands for a value that both have."""


def in_chinese(sentence: str) -> str | None:
    """A sentence in Chinese; None if it is not translated."""
    known = _sentences()
    if sentence in known:
        return known[sentence]
    for pattern, chinese in _patterns():
        if found := pattern.fullmatch(sentence):
            return chinese.format_map(found.groupdict())
    return None


@cache
def _sentences() -> Mapping[str, str]:
    return tomllib.loads((files(__package__) / FILE).read_text(encoding="utf-8"))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Sentences with values, as patterns."""
    return tuple((_pattern(english), chinese) for english, chinese in _sentences().items() if "{" in english)


def _pattern(english: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", english)  # Text and names by turns.
    found = "".join(f"(?P<{part}>.+)" if turn % 2 else re.escape(part) for turn, part in enumerate(parts))
    return re.compile(found, re.DOTALL)
