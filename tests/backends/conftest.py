"""The database of the back ends, and each back end, built once."""

from pathlib import Path

import pytest

from tests.backends import database as databases
from tests.backends.backend import Backend


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
