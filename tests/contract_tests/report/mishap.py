"""A plugin of pytest that lets a run of the suite fail in every way that shows what an API sent."""

import logging
import warnings
from collections.abc import Generator
from typing import Any

import httpx
import pytest

BODIES: list[str] = []
"""What was received."""

ARMED: list[bool] = []
"""Whether a test is running whose next request fails."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Keep what is received, and fail in the midst of sending once."""
    send = httpx.Client.request

    def request(self: httpx.Client, *words: Any, **named: Any) -> httpx.Response:
        response = send(self, *words, **named)
        BODIES.append(response.text)
        if ARMED == [True]:
            ARMED.append(False)
            headers = dict(named["headers"])
            raise RuntimeError(f"{headers} {response.headers} {response.text}")
        return response

    httpx.Client.request = request  # type: ignore[method-assign]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail once while a request is sent; print, log and warn of what was received."""
    if not ARMED and "test_check[" in item.nodeid:
        ARMED.append(True)
    result = yield
    if "pages" in item.nodeid and BODIES:
        body = BODIES[-1]
        print(body)
        logging.getLogger("mishap").warning("%s", body)
        warnings.warn(body, stacklevel=1)
        raise KeyError(body, BODIES[-2:])
    return result
