"""Set-up on a clean machine when newer releases exist: `make test-setup`.

A local index has every locked package and a newer release of each, which must not be installed.
Runs with every Python from 3.11 on that is installed, each with its bundled pip.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).resolve().parents[2]
WHEELS = ROOT / "build" / "wheels"
LOCK = ROOT / "requirements" / "test.txt"
VERSIONS = ("3.11", "3.12", "3.13")
NEWER = "9999"


def find(version: str) -> str | None:
    """A Python of this version, from pyenv or the path."""
    pyenv = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"))
    for python in (*map(str, pyenv), shutil.which(f"python{version}")):
        if python and subprocess.run([python, "-c", "import venv"], capture_output=True).returncode == 0:
            return python
    return None


PYTHONS = {version: python for version in VERSIONS if (python := find(version))}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def normalized(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


def offer_newer(folder: Path, name: str) -> None:
    """Add an empty newer release of a package to an index; installing it would break the mock."""
    stem = name.replace("-", "_")
    info = f"{stem}-{NEWER}.dist-info"
    with zipfile.ZipFile(folder / f"{stem}-{NEWER}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {NEWER}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


@pytest.fixture(params=PYTHONS, ids=lambda version: f"python{version}")
def python(request: pytest.FixtureRequest) -> str:
    return PYTHONS[request.param]


@pytest.fixture
def index(python: str, tmp_path: Path) -> Iterator[str]:
    """An index of the locked packages and newer ones; downloads the packages on first use."""
    wheels = WHEELS / Path(python).name
    download = (python, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes")
    subprocess.run([*download, "--dest", str(wheels), "--requirement", str(LOCK)], check=True)
    for wheel in wheels.iterdir():
        name = normalized(wheel.name.partition("-")[0])
        folder = tmp_path / "index" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / wheel.name).symlink_to(wheel)
        offer_newer(folder, name)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "index")))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of all files tracked by git, like a fresh clone."""
    folder = tmp_path / "checkout"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, tracked.stdout.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def pinned() -> dict[str, str]:
    pins = re.findall(r"^([^ #]+)==([^ ]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    return {normalized(name): version for name, version in pins}


def test_the_running_python_is_included() -> None:
    assert f"{sys.version_info.major}.{sys.version_info.minor}" in PYTHONS


def test_locked_versions_are_installed_despite_newer_releases(
    python: str, index: str, checkout: Path
) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    environment |= {"PIP_INDEX_URL": index, "PIP_CONFIG_FILE": os.devnull}
    for target in ("mock", "test-suite"):
        made = subprocess.run(
            ["make", target, f"PYTHON={python}"],
            cwd=checkout,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert made.returncode == 0, made.stderr
    bin_ = checkout / ".venv" / "bin"
    listed = subprocess.run(
        [bin_ / "python", "-m", "pip", "--disable-pip-version-check", "list", "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
    )
    locked = pinned()
    installed = {normalized(each["name"]): each["version"] for each in json.loads(listed.stdout)}
    assert {
        name: version for name, version in installed.items() if locked.get(name, version) != version
    } == {}
    assert len(installed) >= 0.9 * len(locked)
    subprocess.run([bin_ / "mockserver", "--version"], cwd="/", check=True)
    tests = [bin_ / "pytest", "--quiet", "-p", "no:cacheprovider", "tests/test_golden.py", "contract_tests"]
    subprocess.run(tests, cwd=checkout, check=True)
