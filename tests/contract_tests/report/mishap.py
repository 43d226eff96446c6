"""A plugin of pytest that lets a run of the suite fail in every way that shows what an API sent."""

import logging
import warnings
from collections.abc import Generator
from typing import Any

import httpx
import pytest

from contract_tests import body

BODIES: list[str] = []
"""What was received."""

ARMED: list[bool] = []
"""Whether a test is running whose next request fails."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Keep what is received, and fail in the midst of sending once."""
    read = body.read

    def received(response: httpx.Response) -> bytes:
        data = read(response)
        BODIES.append(data.decode("utf-8", "replace"))
        if ARMED == [True]:
            ARMED.append(False)
            raise RuntimeError(f"{dict(response.request.headers)} {response.headers} {BODIES[-1]}")
        return data

    body.read = received


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail once while a request is sent; print, log and warn of what was received."""
    if not ARMED and "test_check[" in item.nodeid:
        ARMED.append(True)
    result = yield
    if "pages" in item.nodeid and BODIES:
        text = BODIES[-1]
        print(text)
        logging.getLogger("mishap").warning("%s", text)
        warnings.warn(text, stacklevel=1)
        raise KeyError(text, BODIES[-2:])
    return result
