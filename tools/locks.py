"""The lock files of this repository, and what they pin."""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent

PIP: Final = tuple(
    sorted([
        *ROOT.glob("requirements/*.txt"),
        *ROOT.glob("clients/requirements.txt"),
        *ROOT.glob("tools/*/requirements.txt"),
    ])
)  # fmt: skip
"""Those that pip installs from, with hashes."""

NPM: Final = tuple(
    sorted(file for file in ROOT.glob("*/*/package-lock.json") if file.parts[len(ROOT.parts)] != "build")
)
"""Those that `npm ci` installs from."""


def of(layer: str) -> Path:
    """The lock file of a layer."""
    return ROOT / "requirements" / f"{layer}.txt"


def pins(lock: Path) -> list[str]:
    """What a lock file of pip pins, as `name==version`, with its marker if it has one."""
    text = lock.read_text(encoding="utf-8")
    return [pin.strip() for pin in re.findall(r"^[^ #\n].*?==[^\\\n]*", text, re.MULTILINE)]
