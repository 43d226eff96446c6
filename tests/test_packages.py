"""Wheel and sdist, built here by the backend that pip uses: what they hold, and nothing else."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path, PurePosixPath

import pytest

from mockserver import __version__

ROOT = Path(__file__).parent.parent
PACKAGES = ("mockserver", "contract_tests", "longlonglong_mock")
SUFFIXES = {".py", ".csv", ".html", ".js", ".toml", ".typed"}
"""Of files in the packages: code, tables, pages with scripts, scenarios, and the mark of types."""

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


STRANGER = """\
import contract_tests.runner
from contract_tests.results import Result
from mockserver.testing import NumberApi


def total(number_api: NumberApi) -> list[Result]:
    reveal_type(number_api.scenario)
    reveal_type(contract_tests.runner.run_checks)
    return number_api.url
"""
"""A module of another project, with one mistake: a base URL is no list."""


@pytest.mark.slow  # mypy reads the packages and what they import.
def test_mypy_sees_the_types_in_another_project(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    (site,) = environment.glob("lib/python*/site-packages")
    shutil.unpack_archive(wheel, site, "zip")
    # What the packages need is taken from the environment of this test.
    (site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    project = tmp_path / "project"
    project.mkdir()
    (project / "stranger.py").write_text(STRANGER, encoding="utf-8")
    python = str(environment / "bin" / "python")
    options = ("--strict", "--no-incremental", "--config-file=", "--python-executable", python)
    alone = {name: value for name, value in os.environ.items() if name not in ("MYPYPATH", "PYTHONPATH")}
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "stranger.py"],
        cwd=project,
        env=alone,
        capture_output=True,
        text=True,
    )
    *found, count = done.stdout.splitlines()
    assert count == "Found 1 error in 1 file (checked 1 source file)", done.stdout
    assert [line.partition(": ")[2] for line in found] == [
        'note: Revealed type is "def (*names: str, **keys: object) -> str"',
        'note: Revealed type is "def (server: Any, **options: Any) -> list[contract_tests.results.Result]"',
        'error: Incompatible return value type (got "str", expected "list[Result]")  [return-value]',
    ]


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
