"""Write the tables of presets and keys in `docs/SCENARIOS.md` and `docs/SCENARIOS.zh-CN.md`.

    python -m tools.scenario_tables

The presets are those of `presets.toml`; the keys are those of the parser, faults included.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mockserver import contract
from mockserver.scenarios import presets
from mockserver.scenarios.parser import Parser

DOCS = Path(__file__).parent.parent / "docs"


@dataclass(frozen=True)
class Language:
    """A page: its name, the half of a bilingual text that it shows, and the headings of its tables."""

    page: str
    half: int
    presets: str
    keys: str


LANGUAGES = (
    Language("SCENARIOS.md", 1, "| name | use | stands for |", "| key | effect | values |"),
    Language("SCENARIOS.zh-CN.md", 0, "| 名称 | 用途 | 相当于 |", "| 键 | 作用 | 值 |"),
)


def pages() -> Mapping[Path, str]:
    """Each page by its file, with fresh tables."""
    return {DOCS / language.page: _page(language) for language in LANGUAGES}


def _page(language: Language) -> str:
    text = (DOCS / language.page).read_text(encoding="utf-8")
    half = language.half
    scenarios = presets.bundled().scenarios.items()
    keys = Parser(contract.load()).keys.values()
    named = ((f"`{name}`", each.about.split(" · ")[half], f"`{each.text}`") for name, each in scenarios)
    text = _replace_table(text, language.presets, named)
    described = ((f"`{key.name}`", key.does[half], key.rule[half]) for key in keys)
    return _replace_table(text, language.keys, described)


def _replace_table(text: str, heading: str, rows: Iterable[tuple[str, ...]]) -> str:
    """The text with other rows under the heading of a table."""
    lines = [heading, "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    return re.sub(re.escape(heading) + r"\n(\|.*\n)+", lambda _: "\n".join(lines) + "\n", text)


def main() -> None:
    """Write the pages."""
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
