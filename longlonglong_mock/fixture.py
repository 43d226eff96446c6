"""Entry point `pytest11`: the fixture `number_api`, available wherever the mock is installed."""

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from longlonglong_mock.packages import HiddenError, demand

if TYPE_CHECKING:
    from mockserver.testing import NumberApi


@pytest.fixture(scope="session")
def number_api_server() -> Iterator["NumberApi"]:
    """The mock that all tests of a process share, started on first use."""
    try:
        demand("the fixture number_api", "mockserver")
    except HiddenError as error:
        pytest.fail(str(error), pytrace=False)
    # Every run of pytest imports this module, so the server, which takes half a second, is imported on use.
    with import_module("mockserver.testing").serving() as api:
        yield api


@pytest.fixture
def number_api(number_api_server: "NumberApi") -> "NumberApi":
    """A mock of ai.api.longlonglong.cn, reset before each test."""
    number_api_server.reset()
    return number_api_server
