"""Make `.venv` from a lock file: `python tools/bootstrap.py LAYER` installs `requirements/LAYER.txt`.

pip is called with `--no-deps`: the lock files are complete, and nothing outside them is resolved. Otherwise
the pip bundled with Python 3.11 looks for the newest `coverage[toml]` although `coverage` is pinned,
and fails as soon as there is one.

Standard library only, and nothing that Python 3.8 cannot parse: an old Python gets a clear message.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, List

ROOT = Path(__file__).resolve().parent.parent

OLDEST = (3, 11)

LAYERS = ("mock", "contract", "test", "dev")
"""Each holds the packages of those before it, and more."""

OURS = ".made-by-bootstrap"
"""Marks an environment made here. It may be made again; a user's own may not."""

STAMP = ".installed"
"""Names the lock file that is installed completely. Absent while anything is being installed."""


class SetupError(Exception):
    """The environment cannot be made. The message says why, and what to do."""


def install(venv: Path, lock: Path, *, editable: bool = False) -> None:
    """Install the packages of a lock file, and this project if it is to be `editable`.

    Does nothing if they are installed. Raises SetupError.
    """
    stamp = venv / STAMP
    wanted = _stamp(lock)
    if _read(stamp) == wanted and _python(venv).exists():
        return
    _make(venv)
    stamp.unlink(missing_ok=True)
    count = sum(line[:1].isalnum() for line in lock.read_text(encoding="utf-8").splitlines())
    with _step(f"Installing {count} packages of {_shown(lock)} into {_shown(venv)}"):
        _pip(venv, ["--require-hashes", "--requirement", str(lock)], count)
        if editable:
            _pip(venv, ["--no-build-isolation", "--editable", str(ROOT)])
    stamp.write_text(wanted, encoding="utf-8")


def install_layer(venv: Path, layer: str) -> None:
    """Install a layer, or the larger one that is there already: `make run` after `make test` removes nothing.

    Raises SetupError.
    """
    there = _read(venv / STAMP).partition(" ")[0]
    larger = LAYERS[LAYERS.index(layer) :]
    install(venv, _lock(there if there in larger else layer), editable=True)


def _lock(layer: str) -> Path:
    return ROOT / "requirements" / f"{layer}.txt"


def _stamp(lock: Path) -> str:
    """Stands for what is installed from a lock file, for this Python, in this place."""
    parts = [
        lock.read_bytes(),
        (ROOT / "pyproject.toml").read_bytes(),
        str(ROOT).encode(),
        _version().encode(),
    ]
    return f"{lock.stem} {hashlib.sha256(b'|'.join(parts)).hexdigest()}"


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""


def _version() -> str:
    return ".".join(map(str, sys.version_info[:2]))


def _python(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if ROOT in path.parents else str(path)


def _make(venv: Path) -> None:
    """Make an environment, unless it is there, whole, and of this Python."""
    if (venv / OURS).exists():
        whole = _read(venv / STAMP) != "" and _works(venv)
    elif venv.exists() and any(venv.iterdir()):
        whole = _works(venv)
        if not whole:
            raise SetupError(
                f"{venv} was not made by make and has no pip of Python {_version()}: move it away"
            )
    else:
        whole = False
    if whole:
        return
    with _step(f"Making {_shown(venv)} with Python {_version()}"):
        shutil.rmtree(venv, ignore_errors=True)
        venv.mkdir(parents=True)
        (venv / OURS).touch()
        # In an environment, `sys.executable` could be the one just removed.
        python = getattr(sys, "_base_executable", None) or sys.executable
        done = _run([python, "-I", "-m", "venv", str(venv)])
        if done.returncode:
            hint = "on Debian and Ubuntu: apt-get install python3-venv"
            raise SetupError(f"python -m venv failed ({hint}):\n{done.stdout.strip()}")


def _works(venv: Path) -> bool:
    try:
        seen = _run(
            [str(_python(venv)), "-I", "-c", "import sys, pip; print('%d.%d' % sys.version_info[:2])"]
        )
    except OSError:
        return False
    return seen.stdout.strip() == _version()


def _run(command: List[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )


def _pip(venv: Path, arguments: List[str], count: int = 0) -> None:
    """Run `pip install`, counting packages on a terminal. Raises SetupError with what pip printed last."""
    command = [str(_python(venv)), "-I", "-m", "pip", "--disable-pip-version-check", "install", "--no-deps"]
    command += ["--no-user", "--no-input", "--progress-bar", "off", *arguments]
    printed = []
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        for line in pip.stdout or ():
            printed.append(line)
            package = line.partition("Collecting ")[2] or line.partition("already satisfied: ")[2]
            if package and count:
                met = sum("Collecting " in each or "already satisfied: " in each for each in printed)
                _progress(f"{met}/{count} {package.split()[0]}")
            elif line.startswith("Installing collected packages"):
                _progress("unpacking")
    _progress("")
    if pip.returncode:
        raise SetupError(f"pip failed:\n{''.join(printed[-20:]).rstrip()}")


def _progress(text: str) -> None:
    """Show a text in place of the last one, on a terminal only."""
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns - 1
        print(f"\r{text[:width]:{width}}\r", end="", file=sys.stderr, flush=True)


@contextmanager
def _step(text: str) -> Iterator[None]:
    """Print what begins, and how long it took."""
    print(f"{text} …", file=sys.stderr, flush=True)
    began = time.monotonic()
    yield
    print(f"  {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


@contextmanager
def alone() -> Iterator[None]:
    """Wait for another set-up of this checkout: `make run` in one terminal, `make test` in another."""
    try:
        import fcntl
    except ImportError:  # Windows has no such lock.
        yield
        return
    handle = os.open(str(ROOT), os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("Waiting for another set-up of this checkout …", file=sys.stderr, flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def main() -> None:
    """Install one layer."""
    if sys.version_info < OLDEST:
        sys.exit(f"Python 3.11 or later is needed, this is {_version()}: make PYTHON=python3.11 …")
    parser = argparse.ArgumentParser(description="Make a virtual environment from a lock file.")
    parser.add_argument("layer", choices=LAYERS)
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="default: %(default)s")
    asked = parser.parse_args()
    try:
        with alone():
            install_layer(asked.venv.absolute(), asked.layer)
    except SetupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
