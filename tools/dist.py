"""`make dist`: build wheel and sdist into dist/, check them, list their parts, and try the wheel."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.request import Request, urlopen

from tools import locks
from tools.bootstrap import SetupError
from tools.supply import environment, parts
from tools.supply.parts import PartsError

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
OLDEST = (3, 11)


class DistError(Exception):
    """A package that cannot be built or does not work. The message says why."""


def build() -> Path:
    """Build the sdist, the wheel from the sdist, and check both. Returns the wheel."""
    shutil.rmtree(DIST, ignore_errors=True)
    say("Building the sdist, and the wheel from it")
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", str(DIST), str(ROOT)], ROOT)
    files = sorted(DIST.iterdir())
    say("Checking what a package index would show")
    run([sys.executable, "-m", "twine", "check", "--strict", *map(str, files)], ROOT)
    for file in files:
        say(f"  {file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")
    return next(file for file in files if file.suffix == ".whl")


def list_parts(wheel: Path) -> None:
    """Write what comes with the wheel beside it, a document for each layer. Raises PartsError, SetupError."""
    environment.prepare()
    for layer in parts.LAYERS:
        document = DIST / f"{'-'.join(wheel.name.split('-')[:2])}-{layer}.cdx.json"
        parts.write(locks.of(layer), document)
        say(f"  {document.relative_to(ROOT)}: {document.stat().st_size:,} bytes")


def pythons() -> Iterator[tuple[str, str]]:
    """Version and path of each Python that is recent enough, on PATH or of pyenv; one a minor version."""
    found = [path for minor in range(OLDEST[1], 20) if (path := shutil.which(f"python3.{minor}"))]
    found += map(str, sorted(Path.home().glob(".pyenv/versions/*/bin/python3")))
    seen: set[str] = set()
    for path in found:
        code = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
        done = subprocess.run([path, "-c", code], capture_output=True, text=True)
        version = done.stdout.strip()
        if done.returncode == 0 and version not in seen and tuple(map(int, version.split("."))) >= OLDEST:
            seen.add(version)
            yield version, path


def try_wheel(wheel: Path, python: str, folder: Path) -> None:
    """Install the wheel into an empty environment, and ask the mock it brings. Raises DistError."""
    run([python, "-m", "venv", str(folder / "venv")], folder)
    inside = folder / "venv" / "bin"
    pip = [str(inside / "python"), "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "install", "--quiet", "--constraint", str(_pins("mock", folder)), str(wheel)], folder)
    run([*pip, "check"], folder)
    said = run([str(inside / "mockserver"), "--version"], Path("/")).split()[-1]
    if said != wheel.name.split("-")[1]:
        raise DistError(f"mockserver --version says {said}, and the wheel is {wheel.name}")
    ask(inside / "mockserver")
    try_neighbours(wheel, [*pip, "install", "--quiet", "--constraint"], folder)


def try_neighbours(wheel: Path, install: Sequence[str], folder: Path) -> None:
    """Run pytest and the command in projects that have packages named like ours. Raises DistError."""
    run([*install, str(_pins("contract", folder)), f"{wheel}[contract]"], folder)
    # A copy, so that this checkout is not on the path.
    test = shutil.copy(ROOT / "tests" / "test_neighbours.py", folder)
    python = folder / "venv" / "bin" / "python"
    alone = ("--noconftest", "-c", os.devnull, "--rootdir", ".")
    run([str(python), "-m", "pytest", "--quiet", *alone, test], folder)


def _pins(layer: str, folder: Path) -> Path:
    """The names and versions in a lock file: with hashes pip would want one of the wheel too."""
    pins = folder / f"{layer}.txt"
    pins.write_text("\n".join(locks.pins(locks.of(layer))), encoding="utf-8")
    return pins


def ask(command: Path) -> None:
    """Serve from `/`, and send the request that is printed. Raises DistError."""
    with subprocess.Popen(
        [command, "serve", "--port", "0"], cwd="/", stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            printed = next((line for line in server.stdout or () if line.lstrip().startswith("curl ")), "")
            if not printed:
                raise DistError("mockserver serve prints no request to paste")
            words = shlex.split(printed)
            url = next(word for word in words if word.startswith("http"))
            name, _, value = words[words.index("-H") + 1].partition(": ")
            with urlopen(Request(url, headers={name: value}), timeout=30) as answer:
                rows = len(json.load(answer)["data"])
            if rows != 15:
                raise DistError(f"{url} has {rows} rows, expected 15")
            run([str(command), "health", "--url", url.partition("/agent-api")[0]], Path("/"))
        finally:
            server.terminate()
    if server.returncode:
        raise DistError(f"mockserver serve ends with exit code {server.returncode}")


def run(words: Sequence[str], folder: Path) -> str:
    """What a command prints. Raises DistError with it if the command fails."""
    # Neither this environment nor a user's own packages reach what is tried.
    hidden = ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise DistError(f"{shlex.join(words)} failed:\n{done.stdout.strip()}")
    return done.stdout


def say(text: str) -> None:
    """Print a step."""
    print(text, flush=True)


def main() -> None:
    """Build, check, list and try."""
    try:
        wheel = build()
        say("Listing the parts")
        list_parts(wheel)
        for version, python in pythons():
            say(f"Installing and serving with Python {version}")
            with tempfile.TemporaryDirectory() as folder:
                try_wheel(wheel, python, Path(folder))
    except (DistError, PartsError, SetupError, OSError) as error:
        sys.exit(f"make dist: {error}")


if __name__ == "__main__":
    main()
