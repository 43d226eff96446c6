"""`tools/bootstrap.py` in a small checkout, against a local index of a few small packages.

The lock pins `lib`; the index also has a newer version, and `app` requires `lib[extra]`.
"""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tools import bootstrap

pytestmark = pytest.mark.slow

SCRIPT = Path(bootstrap.__file__)

BACKEND = """
import shutil

def build_editable(directory, config_settings=None, metadata_directory=None):
    return shutil.copy("checkout-1-py3-none-any.whl", directory).rpartition("/")[2]
"""

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "checkout"
version = "1"
"""


def write_wheel(folder: Path, name: str, version: str, requires: str = "") -> str:
    """Write a minimal wheel and return its hash."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}-{version}-py3-none-any.whl"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: extra\n"
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr(f"{name}.py", f"VERSION = {version!r}\n")
        wheel.writestr(
            f"{name}-{version}.dist-info/METADATA",
            metadata + (f"Requires-Dist: {requires}\n" if requires else ""),
        )
        wheel.writestr(
            f"{name}-{version}.dist-info/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr(f"{name}-{version}.dist-info/RECORD", "")
    return sha256(file.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The URL of an index, and the hash of each `name==version` in it."""
    folder = tmp_path_factory.mktemp("index")
    hashes = {
        "lib==1": write_wheel(folder / "lib", "lib", "1"),
        "lib==2": write_wheel(folder / "lib", "lib", "2"),
        "app==1": write_wheel(folder / "app", "app", "1", "lib[extra]>=1"),
        "more==1": write_wheel(folder / "more", "more", "1"),
    }
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", hashes
    server.shutdown()
    server.server_close()


class Checkout:
    """A small checkout, in which the layer `test` has one package more than `mock`."""

    def __init__(self, folder: Path, index: tuple[str, dict[str, str]]) -> None:
        self.folder = folder
        self.venv = folder / ".venv"
        self._url, self._hashes = index
        (folder / "tools").mkdir()
        (folder / "requirements").mkdir()
        shutil.copy(SCRIPT, folder / "tools")
        (folder / "backend.py").write_text(BACKEND)
        write_wheel(folder, "checkout", "1")
        (folder / "pyproject.toml").write_text(PYPROJECT)
        for layer in bootstrap.LAYERS:
            more = () if layer in ("mock", "contract") else ("more==1",)
            self.lock(layer, "app==1", "lib==1", *more)

    def lock(self, layer: str, *pins: str) -> None:
        lines = [f"{pin} --hash=sha256:{self._hashes[pin]}\n" for pin in pins]
        (self.folder / "requirements" / f"{layer}.txt").write_text("".join(lines))

    def install(self, layer: str) -> "subprocess.CompletedProcess[str]":
        """Run the script as make does, with the pip bundled with this Python."""
        variables = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        return subprocess.run(
            [sys.executable, "tools/bootstrap.py", layer],
            cwd=self.folder,
            env=variables | {"PIP_INDEX_URL": self._url, "PIP_CONFIG_FILE": os.devnull},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def version(self, module: str) -> str:
        """The installed version of a package; empty if it is not installed."""
        code = f"import {module}; print({module}.VERSION)"
        return subprocess.run(
            [self.venv / "bin" / "python", "-c", code], capture_output=True, text=True, check=False
        ).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path, index: tuple[str, dict[str, str]]) -> Checkout:
    return Checkout(tmp_path, index)


def test_layers_are_installed_as_locked_despite_newer_releases(checkout: Checkout) -> None:
    first = checkout.install("mock")
    assert first.returncode == 0, first.stderr
    assert "Installing 2 packages of requirements/mock.txt" in first.stderr
    assert (checkout.version("app"), checkout.version("lib"), checkout.version("more")) == ("1", "1", "")

    assert checkout.install("mock").stderr == ""  # Nothing to do, no output.

    larger = checkout.install("test")
    assert "Making" not in larger.stderr
    assert checkout.version("more") == "1"
    assert checkout.install("mock").stderr == ""  # The larger layer includes it.

    checkout.lock("test", "app==1", "lib==2", "more==1")
    assert checkout.install("mock").returncode == 0
    assert (checkout.version("lib"), checkout.version("more")) == ("2", "1")


def test_an_installation_that_failed_or_was_interrupted_is_made_again(checkout: Checkout) -> None:
    lock = checkout.folder / "requirements" / "mock.txt"
    right = lock.read_text()
    lock.write_text(re.sub("sha256:.{8}", "sha256:00000000", right))
    refused = checkout.install("mock")
    assert refused.returncode == 1
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert "Traceback" not in refused.stderr

    lock.write_text(right)
    shutil.rmtree(checkout.venv / "lib")  # As if it had been interrupted earlier.
    again = checkout.install("mock")
    assert again.returncode == 0, again.stderr
    assert "Making .venv" in again.stderr
    assert checkout.version("lib") == "1"


def test_an_environment_not_made_by_make_is_never_removed(checkout: Checkout) -> None:
    checkout.venv.mkdir()
    (checkout.venv / "notes.txt").write_text("mine")
    refused = checkout.install("mock")
    assert refused.returncode == 1
    assert "was not made by make" in refused.stderr
    assert (checkout.venv / "notes.txt").read_text() == "mine"


def test_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 8, 18, "final", 0))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or later is needed, this is 3\.8"):
        bootstrap.main()
