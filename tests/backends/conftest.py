"""The database of the back ends, and each back end, built once; `--share` for a part of the matrix."""

import argparse
import re
from pathlib import Path

import pytest

from tests.backends import database as databases
from tests.backends.backend import Backend


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--share", metavar="PART/PARTS", type=_share, default="1/1", help="test a part only: 2/4"
    )


def _share(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", text)
    if found is None or int(found[1]) > int(found[2]):
        raise argparse.ArgumentTypeError(f"{text!r} is not a part like 2/4")
    return int(found[1]), int(found[2])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the habits and faults of other shares. All parts together are everything, each once."""
    part, parts = config.getoption("--share")
    matrix = [item for item in items if item.get_closest_marker("matrix")]
    others = {item for place, item in enumerate(matrix) if place % parts != part - 1}
    config.hook.pytest_deselected(items=[item for item in items if item in others])
    items[:] = [item for item in items if item not in others]


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that all back ends serve."""
    path = tmp_path_factory.mktemp("backends") / "numbers.sqlite"
    databases.write(path)
    return path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[Backend, Path]:
    """The folder that each back end was built into; see `ready`."""
    return {}


@pytest.fixture
def ready(backend: Backend, built: dict[Backend, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a back end, which is built first; skips the test where its language is missing.

    A test module says which back end it means with a fixture or a parameter `backend`.
    """
    if backend not in built:
        if not backend.installed():
            pytest.skip(f"{backend.name}: its language or packages are not installed")
        built[backend] = tmp_path_factory.mktemp(backend.name)
        backend.build(built[backend])
    return built[backend]
