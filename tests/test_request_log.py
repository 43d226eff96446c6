"""The log line of each request."""

import gzip
import logging

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from mockserver.contract import Contract
from mockserver.http import responses
from mockserver.journal import Journal
from mockserver.request_log import RequestLog, reason
from tests.asgi import TOKEN, scope_of
from tests.conftest import PATH


def line(caplog: pytest.LogCaptureFixture, client: TestClient, target: str) -> str:
    """The last line logged for a request."""
    with caplog.at_level(logging.DEBUG, logger="mockserver"):
        client.get(target)
    return caplog.messages[-1]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?page=0", '?page=0 422 the parameter page must not be less than 1, received "0"'),
        ("?page=x&status[]=1", '?page=x&status[]=1 422 the parameter page must be an integer, received "x"'),
        ("?secret=sesame", "?secret=… 422 the parameter page is required, but was not received"),
        ("?page=a%20/%20b", '?page=a%20/%20b 422 the parameter page must be an integer, received "a / b"'),
        ("", " 422 the parameter page is required, but was not received"),
    ],
)
def test_a_refused_request_is_logged_with_its_query_and_the_reason(
    caplog: pytest.LogCaptureFixture, client: TestClient, query: str, shown: str
) -> None:
    assert line(caplog, client, PATH + query) == f"GET {PATH}{shown}".replace(" 422", " 422", 1)


def test_a_served_request_is_logged_with_its_parsed_parameters(
    caplog: pytest.LogCaptureFixture, client: TestClient
) -> None:
    logged = line(caplog, client, f"{PATH}?page=1&status=2,5&end_at=2025/12/3&nonsense=1")
    assert logged == f"GET {PATH} 200 page=1 status=[2, 5] end_at='2025-12-03 00:00:00'"


def test_a_path_cannot_forge_a_line(contract: Contract, caplog: pytest.LogCaptureFixture) -> None:
    entry = Journal().receive(scope_of("/x%0AINFO%20forged\u001b[31m", headers=[TOKEN]))
    entry.answered(404)
    with caplog.at_level(logging.INFO, logger="mockserver"):
        RequestLog(contract).write(entry, b"")
    assert caplog.messages[-1].isprintable()
    assert " forged" not in caplog.messages[-1]


def logged(
    contract: Contract, caplog: pytest.LogCaptureFixture, target: str, status: int
) -> logging.LogRecord:
    """The line of a request."""
    entry = Journal().receive(scope_of(target, headers=[TOKEN]))
    entry.answered(status)
    with caplog.at_level(logging.DEBUG, logger="mockserver"):
        RequestLog(contract).write(entry, b"")
    return caplog.records[-1]


CONTROL = "%1b%5b31m%c2%9b%e2%80%ae%0a"


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (f"/@{CONTROL}/{CONTROL}?{CONTROL}={CONTROL}&page={CONTROL}", 422),
        (f"{PATH}?page=1&sub_user_id={CONTROL}", 200),
        ("/" + "a" * 2000 + "?" + "b" * 2000, 404),
        ("/?" + "&".join(f"a{number}" for number in range(200)), 404),
        (f"{PATH}?page=1&status=" + "1," * 500, 200),
    ],
)
def test_whatever_is_sent_a_line_is_printable_and_short(
    contract: Contract, caplog: pytest.LogCaptureFixture, target: str, status: int
) -> None:
    record = logged(contract, caplog, target, status)
    assert record.getMessage().isprintable()
    assert len(record.getMessage()) < 1500
    texts = [record.path, record.scenario, *getattr(record, "parameters", {}).values()]  # type: ignore[attr-defined]
    assert all(text.isprintable() for text in texts if isinstance(text, str))


@given(st.text(max_size=40))
def test_the_reason_is_the_english_half_of_the_message(value: str) -> None:
    body = bytes(responses.error(422, f"收到的是 {value} / received {value}").body)
    expected = "".join(each if each.isprintable() else " " for each in f"received {value}")
    assert reason(body) == expected
    assert reason(gzip.compress(body)) == expected


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"null", b"\x1f\x8bno", orjson.dumps({"message": 1})]
)
def test_a_body_that_is_not_an_error_has_no_reason(body: bytes) -> None:
    assert reason(body) == ""
