"""Projects that have packages named like ours: what is installed with ours does not disturb them."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # Each starts pytest, or the command.

BIN = Path(sys.executable).parent
WAYS = {"pytest": (str(BIN / "pytest"),), "python -m pytest": (sys.executable, "-m", "pytest")}
OTHERS = (
    *("benchmark", "syrupy", "hypothesispytest", "faker", "anyio", "schemathesis", "pytest_cov"),
    "xdist",
)
"""Plugins that take longer to import than these runs."""

TEST = """
import sys

import contract_tests
import mockserver
from contract_tests.client import WHOSE
from mockserver.app import THEIRS


def test_the_packages_are_those_of_the_project():
    assert WHOSE == THEIRS == "the project's"
    ours = {"connexion", "httpx", "schemathesis", "contract_tests.plugin", "mockserver.testing"}
    assert not ours & set(sys.modules)
"""

CLIENT = 'WHOSE = "the project\'s"\n'
APP = 'THEIRS = "the project\'s"\n'

OURS = ("PYTEST_", "PYTHONPATH", "MOCKSERVER_", "NUMBERS_TOKEN")
"""Variables that a project would not have."""

Files = Mapping[str, str]


def packages_in(folder: str) -> Files:
    """Packages of both names in a folder of a project, one with a test inside."""
    return {
        f"{folder}contract_tests/__init__.py": "",
        f"{folder}contract_tests/client.py": CLIENT,
        f"{folder}contract_tests/test_client.py": TEST,
        f"{folder}mockserver/__init__.py": "",
        f"{folder}mockserver/app.py": APP,
    }


PROJECTS: dict[str, Files] = {
    "at the root": packages_in(""),
    "imported by conftest": {**packages_in(""), "conftest.py": "import contract_tests, mockserver.app\n"},
    "in the folder of tests": packages_in("tests/"),
    "under src": {**packages_in("src/"), "pytest.ini": "[pytest]\npythonpath = src\n"},
    "by importlib": {
        **packages_in(""),
        "pytest.ini": "[pytest]\npythonpath = .\naddopts = --import-mode=importlib\n",
    },
    "without __init__": {
        "contract_tests/helpers.py": CLIENT,
        "mockserver/handlers.py": APP,
        "contract_tests/test_it.py": TEST.replace(".client", ".helpers").replace(".app", ".handlers"),
        "pytest.ini": "[pytest]\npythonpath = .\n",
    },
}
"""Where projects have packages with our names."""


def write(root: Path, files: Files) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def run(place: Path, *words: str, **environment: str) -> tuple[int, str]:
    """Exit code and output of a command in a project."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(
        words, cwd=place, env=inherited | environment, capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stdout + done.stderr


def pytest_in(place: Path, *words: str, way: str = "python -m pytest") -> tuple[int, str]:
    """The same of pytest, where a warning is an error."""
    without = [word for name in ("cacheprovider", *OTHERS) for word in ("-p", f"no:{name}")]
    return run(place, *WAYS[way], "-W", "error", *without, *words)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("project", PROJECTS)
def test_a_project_with_a_package_of_the_same_name_is_left_alone(
    tmp_path: Path, project: str, way: str
) -> None:
    code, said = pytest_in(write(tmp_path, PROJECTS[project]), way=way)
    assert (code, "1 passed" in said) == (0, True), said


def test_other_words_that_happen_to_be_its_name_do_not_start_the_suite(tmp_path: Path) -> None:
    write(tmp_path, {"test_it.py": "def test_it():\n    pass\n"})
    code, said = pytest_in(
        tmp_path, "-k", "contract_tests or it", "--ignore", "contract_tests", "-m", "not contract_tests"
    )
    assert (code, "1 passed" in said) == (0, True), said


HIDDEN = {"mockserver/__init__.py": ""}

USING = {**HIDDEN, "test_api.py": "def test_api(number_api):\n    pass\n"}


def test_the_fixture_names_the_package_that_hides_the_mock(tmp_path: Path) -> None:
    code, said = pytest_in(write(tmp_path, USING))
    found = tmp_path / "mockserver" / "__init__.py"
    assert (code, "Traceback" in said, "fixture.py" in said) == (1, False, False), said
    assert f"needs the package mockserver of longlonglong-mock, but Python finds {found} in its place" in said


def test_the_fixture_works_where_no_folder_of_the_project_is_on_the_path(tmp_path: Path) -> None:
    place = write(tmp_path, {"mockserver/__init__.py": "", "tests/test_api.py": USING["test_api.py"]})
    code, said = pytest_in(place, "tests", way="pytest")
    assert (code, "1 passed" in said) == (0, True), said


def test_the_suite_names_the_package_that_hides_it(tmp_path: Path) -> None:
    code, said = pytest_in(write(tmp_path, HIDDEN), "--pyargs", "contract_tests", "--fuzz", "0")
    assert (code, said.count("\n")) == (4, 2), said
    assert "ERROR: the contract suite needs the package mockserver of longlonglong-mock, but Python" in said


OWN = {"contract_tests/__init__.py": "", "contract_tests/test_it.py": "def test_it():\n    pass\n"}


def test_a_project_can_name_its_own_package_of_contract_tests(tmp_path: Path) -> None:
    code, said = pytest_in(write(tmp_path, OWN), "--pyargs", "contract_tests")
    assert (code, "1 passed" in said) == (0, True), said


def test_an_option_of_the_suite_that_is_hidden_gets_the_reason(tmp_path: Path) -> None:
    words = ("--pyargs", "contract_tests", "--task-id", "7")
    code, said = pytest_in(write(tmp_path, OWN), *words)
    found = tmp_path / "contract_tests" / "__init__.py"
    assert (code, f"but Python finds {found} in its place" in said) == (4, True), said


def test_the_suite_is_found_by_name_beside_a_folder_that_is_not_on_the_path(tmp_path: Path) -> None:
    words = ("--pyargs", "contract_tests", "--collect-only", "-q", "-k", "pages-join")
    code, said = pytest_in(write(tmp_path, OWN), *words, way="pytest")
    assert (code, "test_check[pages-join]" in said) == (0, True), said


def test_the_suite_started_by_its_own_command_finds_its_mock(tmp_path: Path) -> None:
    words = ("-m", "contract_tests", "-q", "-k", "pages-join", "-p", "no:cacheprovider")
    code, said = run(write(tmp_path, HIDDEN), sys.executable, *words)
    assert (code, "Kept: " in said) == (0, True), said


@pytest.mark.parametrize("path", [None, "."])
def test_the_command_runs_whatever_the_project_has(tmp_path: Path, path: str | None) -> None:
    place = write(tmp_path, {**HIDDEN, "mockserver/__main__.py": "raise SystemExit('theirs')\n"})
    code, said = run(place, str(BIN / "mockserver"), "--version", **({"PYTHONPATH": path} if path else {}))
    assert (code, said.split()[0]) == (0, "mockserver"), said
