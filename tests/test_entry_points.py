"""What the entry points find before anything is imported."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from longlonglong_mock import suite
from longlonglong_mock.packages import HOME, HiddenError, demand, hidden_by

NAMES = ("mockserver", "contract_tests")


@pytest.fixture
def unimported(monkeypatch: pytest.MonkeyPatch) -> None:
    """As at the start of Python; restored afterwards."""
    for name in NAMES:
        monkeypatch.delitem(sys.modules, name, raising=False)


@pytest.mark.parametrize("name", NAMES)
def test_our_packages_are_found_imported_or_not(name: str, request: pytest.FixtureRequest) -> None:
    assert hidden_by(name) is None
    request.getfixturevalue("unimported")
    assert hidden_by(name) is None
    assert name not in sys.modules
    demand("a test", *NAMES)


@pytest.mark.usefixtures("unimported")
@pytest.mark.parametrize("file", ["mockserver.py", "mockserver/__init__.py"])
def test_a_module_or_package_in_front_hides_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).touch()
    monkeypatch.syspath_prepend(tmp_path)
    assert hidden_by("mockserver") == str(tmp_path / file)
    with pytest.raises(
        HiddenError, match=f"^a test needs the package mockserver .* finds {tmp_path / file} in"
    ):
        demand("a test", "contract_tests", "mockserver")


@pytest.mark.usefixtures("unimported")
def test_a_folder_that_is_no_package_hides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mockserver").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert hidden_by("mockserver") is None


@pytest.mark.usefixtures("unimported")
def test_a_folder_hides_ours_where_ours_is_not_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mockserver").mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert hidden_by("mockserver") == str(tmp_path / "mockserver")
    assert hidden_by("contract_tests") == "contract_tests"


def test_a_module_made_by_hand_hides_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mockserver", ModuleType("mockserver"))
    assert hidden_by("mockserver") == "mockserver"


def test_the_packages_are_beside_each_other() -> None:
    assert all((HOME / name / "__init__.py").is_file() for name in NAMES)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["contract_tests"], True),
        (["contract_tests.test_checks::test_check"], True),
        (["tests"], False),
        ([], False),
    ],
)
def test_the_suite_is_started_by_its_name_only(arguments: list[str], named: bool) -> None:
    assert suite.is_named(arguments, []) is named
