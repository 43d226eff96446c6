"""Drifts of answers change the answers they name, and no others."""

import json
from collections.abc import Callable

import pytest

from mockserver.drift.errors import HTML
from tests.asgi import TOKEN, Answer, Header
from tests.drift.conftest import Compare, seen

Seen = tuple[int, dict[bytes, bytes], bytes]

PAGE = ("page=1", TOKEN)
BEYOND = ("page=68", TOKEN)
WRONG = ("page=0", TOKEN)
UNWELCOME = ("page=1", (b"authorization", b"Bearer expired"))

REQUESTS = (PAGE, BEYOND, WRONG, UNWELCOME)


def status(code: int) -> Callable[[Answer], Seen]:
    """The answer with another HTTP status."""
    return lambda plain: (code, *seen(plain)[1:])


def typed(kind: bytes, body: bytes | None = None) -> Callable[[Answer], Seen]:
    """The answer with another content type, and body."""
    return lambda plain: (
        plain.status,
        {**seen(plain)[1], b"content-type": kind},
        plain.body if body is None else body,
    )


def body(change: Callable[[bytes], bytes]) -> Callable[[Answer], Seen]:
    """The answer with another body."""
    return lambda plain: (*seen(plain)[:2], change(plain.body))


def message_only(plain: bytes) -> bytes:
    return json.dumps(
        {"message": json.loads(plain)["message"]}, ensure_ascii=False, separators=(",", ":")
    ).encode()


HTML_TYPE = b"text/html; charset=UTF-8"
NOT_FOUND = b'{"code":404,"status":"error","message":"not found","data":[]}'

CASES: dict[str, dict[tuple[str, Header], Callable[[Answer], Seen]]] = {
    "error_200": {WRONG: status(200), UNWELCOME: status(200)},
    "error_400": {WRONG: status(400)},
    "error_500": {
        WRONG: lambda plain: (500, seen(plain)[1], plain.body.replace(b'"code":422', b'"code":500'))
    },
    "error_html": {WRONG: typed(HTML_TYPE, HTML), UNWELCOME: typed(HTML_TYPE, HTML)},
    "error_message_only": {WRONG: body(message_only), UNWELCOME: body(message_only)},
    "error_login": {UNWELCOME: lambda _: (302, {b"location": b"/login", b"content-type": HTML_TYPE}, b"")},
    "challenge_missing": {
        UNWELCOME: lambda plain: (401, {b"content-type": b"application/json"}, plain.body),
    },
    "beyond_last_404": {BEYOND: lambda plain: (404, seen(plain)[1], NOT_FOUND)},
    "type_html": dict.fromkeys(REQUESTS, typed(HTML_TYPE)),
    "mark_before": dict.fromkeys(REQUESTS, body(lambda plain: b"\xef\xbb\xbf" + plain)),
    "notice_before": dict.fromkeys(
        REQUESTS,
        body(lambda plain: b"\nNotice: Undefined index: status in NumberController.php\n" + plain),
    ),
    "page_behind": dict.fromkeys(REQUESTS, body(lambda plain: plain + b"<!-- 0.042s -->")),
    "encoding_gbk": dict.fromkeys(REQUESTS, body(lambda plain: plain.decode().encode("gbk"))),
}


@pytest.mark.parametrize("request_", REQUESTS, ids=["page", "beyond", "wrong", "unwelcome"])
@pytest.mark.parametrize("drift", CASES)
def test_a_drift_of_answers_changes_the_answers_it_names_and_no_others(
    compare: Compare, drift: str, request_: tuple[str, Header]
) -> None:
    plain, drifted = compare(drift, *request_)
    change = CASES[drift].get(request_)
    if change is None:
        assert seen(drifted) == seen(plain)
    else:
        assert seen(drifted) == change(plain)
        assert seen(drifted) != seen(plain)
