"""Wheel and sdist, built here by the backend that pip uses: what they hold, and nothing else."""

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path, PurePosixPath

import pytest

from mockserver import __version__

ROOT = Path(__file__).parent.parent
PACKAGES = ("mockserver", "contract_tests", "longlonglong_mock")
SUFFIXES = {".py", ".csv", ".html", ".toml", ".typed"}
"""Of files in the packages: code, tables, pages, scenarios, and the mark of types."""

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
STEM = f"longlonglong_mock-{PROJECT['version']}"
BESIDE = {
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "README.zh-CN.md",
    "openapi.yaml",
    "pyproject.toml",
    "schemathesis.toml",
}
METADATA = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}


def build(source: Path, kind: str, folder: Path) -> Path:
    """Build one package, in a process of its own as pip does."""
    code = f"import sys; from hatchling.build import build_{kind} as build; print(build(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=source, capture_output=True, text=True, check=True
    )
    return folder / done.stdout.split()[-1]


def files_of(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def unpacked(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (root,) = folder.iterdir()
    return root


def expected() -> set[str]:
    """The files of the packages as they stand in the checkout."""
    files = {path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*")}
    return {str(PurePosixPath(path)) for path in files if path.suffix in SUFFIXES}


def test_the_wheel_holds_the_packages_and_the_contract_and_nothing_else(wheel: Path) -> None:
    metadata = {f"{STEM}.dist-info/{name}" for name in METADATA}
    assert set(files_of(wheel)) == expected() | {"mockserver/openapi.yaml"} | metadata


@pytest.mark.parametrize("language", ["", ".zh-CN"])
def test_the_page_on_installing_lists_the_names_that_the_wheel_takes(wheel: Path, language: str) -> None:
    page = (ROOT / "docs" / f"INSTALL{language}.md").read_text(encoding="utf-8")
    names = {name.partition("/")[0] for name in files_of(wheel)} - {f"{STEM}.dist-info"}
    command = tuple(PROJECT["scripts"])
    stated = re.search(r"(?:three top-level names|三个顶层名称)(.*?)[.。]", page, re.DOTALL)
    assert stated is not None
    assert {*re.findall(r"`(\w+)`", stated[1])} == {*names, *command}


def test_all_entry_points_are_in_the_package_that_no_project_has(wheel: Path) -> None:
    points = files_of(wheel)[f"{STEM}.dist-info/entry_points.txt"].decode()
    modules = re.findall(r"^\S+ = (\w+)", points, re.MULTILINE)
    assert (len(modules), set(modules)) == (3, {"longlonglong_mock"})


def test_both_packages_are_marked_as_typed(wheel: Path) -> None:
    assert {f"{package}/py.typed" for package in PACKAGES} <= set(files_of(wheel))


def test_the_wheel_holds_the_contract_and_the_licence_as_they_are(wheel: Path) -> None:
    files = files_of(wheel)
    assert files["mockserver/openapi.yaml"] == (ROOT / "openapi.yaml").read_bytes()
    assert files[f"{STEM}.dist-info/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()


def test_the_sdist_holds_what_builds_the_wheel_and_nothing_else(unpacked: Path) -> None:
    found = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert unpacked.name == STEM
    assert found == expected() | BESIDE | {"PKG-INFO"}


def test_the_sdist_builds_the_same_wheel(unpacked: Path, wheel: Path, tmp_path: Path) -> None:
    assert build(unpacked, "wheel", tmp_path).read_bytes() == wheel.read_bytes()


def test_the_same_source_builds_the_same_sdist(sdist: Path, unpacked: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(unpacked, tmp_path / "copy")
    (copy / "PKG-INFO").unlink()
    assert build(copy, "sdist", tmp_path).read_bytes() == sdist.read_bytes()


def test_the_version_is_the_one_of_pyproject(wheel: Path) -> None:
    metadata = message_from_bytes(files_of(wheel)[f"{STEM}.dist-info/METADATA"])
    assert metadata["Version"] == PROJECT["version"] == __version__
