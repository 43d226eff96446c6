"""Whether files can be written, found out before a run so that it does not run for nothing."""

from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest


def problem(path: Path, *, replaced: bool = False) -> str | None:
    """Why a file cannot be written, in a few words; None if it can. Nothing is changed.

    `replaced`: it is written beside its place and then moved there, which needs a folder that can be written.
    """
    try:
        if replaced:
            with NamedTemporaryFile(dir=path.parent):
                pass
        if path.is_file() or path.is_dir():
            path.open("ab").close()
        elif not path.exists():  # A pipe would wait for its reader.
            path.open("ab").close()
            path.resolve().unlink()
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    return None


def check_junit(config: pytest.Config) -> None:
    """Raise pytest.UsageError if pytest could not write its file of results; it creates its folder."""
    given = config.getoption("xmlpath", None)
    if given is None:
        return
    path = Path(given).expanduser()
    folder = next(each for each in path.absolute().parents if each.exists())
    found = problem(path if path.parent.exists() else folder / path.name)
    if found is not None:
        raise pytest.UsageError(f"--junitxml is {given!r}: cannot be written: {found}")
