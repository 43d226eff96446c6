"""The environment of pip-audit and cyclonedx-py, apart from the layers of the project."""

from pathlib import Path
from typing import Final

from tools.bootstrap import ROOT, alone, install

FOLDER: Final = ROOT / "build" / "supply"

LOCK: Final = Path(__file__).with_name("requirements.txt")


def prepare() -> None:
    """Install what the lock file pins, unless it is there. Raises SetupError."""
    with alone():
        install(FOLDER, LOCK)


def program(name: str) -> str:
    """The path of a program in it."""
    return str(FOLDER / "bin" / name)
