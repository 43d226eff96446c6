"""Shared by tests of drifts: the correct answer to a request and the one with the drift."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.types import ASGIApp

from mockserver import settings
from mockserver.app import create_app
from mockserver.contract import Contract
from tests.asgi import TOKEN, Answer, Header, ask
from tests.conftest import PATH

Both = tuple[Answer, Answer]
"""The correct answer, and the one with the drift."""

Compare = Callable[..., Both]
Page = dict[str, Any]


@pytest.fixture(scope="package")
def app(contract: Contract) -> ASGIApp:
    return create_app(settings.load(log_level="error"), contract)


@pytest.fixture(scope="package")
def compare(app: ASGIApp) -> Compare:
    """Sends a request twice, without a drift and with it, and checks what holds for every drift."""

    def both(drift: str, query: str, *headers: Header) -> Both:
        sent = headers or (TOKEN,)
        plain = ask(app, f"{PATH}?{query}", headers=sent)
        drifted = ask(app, f"/@drift={drift}{PATH}?{query}", headers=sent)
        received = dict(drifted.headers)
        assert received[b"content-length"] == b"%d" % len(drifted.body)
        assert b"etag" not in received
        return plain, drifted

    return both


def seen(answer: Answer) -> tuple[int, dict[bytes, bytes], bytes]:
    """What a client sees of an answer, except tag and length."""
    headers = {name: value for name, value in answer.headers if name not in (b"etag", b"content-length")}
    return answer.status, headers, answer.body


def page_of(answer: Answer) -> Page:
    """The page of a successful answer."""
    assert answer.status == 200
    page: Page = json.loads(answer.body)
    return page


@pytest.fixture(scope="package")
def own_token(contract: Contract) -> ASGIApp:
    """A mock that accepts one token only."""
    return create_app(settings.load(log_level="error", token="s3cret"), contract)
