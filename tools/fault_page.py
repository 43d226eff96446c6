"""The two parts of docs/FAULTS.md: the drifts of the mock, and the faults of the back ends."""

import re
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parent.parent / "docs" / "FAULTS.md"

_HEADING: Final = "\n## Back ends\n"


def drifts() -> str:
    """The part about drifts."""
    return _parts()[0]


def back_ends() -> str:
    """The part about back ends, with its heading."""
    return "".join(_parts()[1:])


def write_drifts(text: str) -> None:
    """Replace the part about drifts."""
    PAGE.write_text(text + back_ends(), encoding="utf-8")


def write_back_ends(text: str) -> None:
    """Replace the part about back ends."""
    PAGE.write_text(f"{drifts()}{_HEADING}{text}", encoding="utf-8")


def _parts() -> tuple[str, str, str]:
    return PAGE.read_text(encoding="utf-8").partition(_HEADING)


def cells(lines: str) -> list[list[str]]:
    """The cells of the rows that begin with code. A bar in a cell has a backslash."""
    rows = [line for line in lines.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
