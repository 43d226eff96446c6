"""Signs that an API is unavailable, as a single answer shows them."""

import re
from http import HTTPStatus
from typing import Any, Final

from contract_tests.exchange import BEARER, Exchange, Request

REFUSALS: Final = (401, 403, 423)
"""What a request with the right token is answered with after a lock-out."""

DOWN: Final = frozenset({429, 502, 503, 504, *range(520, 531)})
"""What a gateway answers for an API that is not there, or not yet; from 520 on, Cloudflare's."""

_MAINTENANCE: Final = re.compile(
    "maintenance|维护|维護|升级中|系统升级|暂停服务|be right back|temporarily unavailable", re.IGNORECASE
)


def stands_for(exchange: Exchange, status: int) -> int:
    """The HTTP status that an answer stands for: that of an outage may be in the body of a 200 only."""
    code = _error(exchange).get("code")
    if status == 200 and type(code) is int and (code in {*REFUSALS, 429} or 500 <= code < 600):
        return int(code)
    return status


def sign(exchange: Exchange, status: int, *, accepted: bool) -> str | None:
    """What is wrong with an answer if the API is unavailable, to follow its name; None: nothing.

    `status` is what the answer stands for; `accepted`: the API has answered a request with this token.
    """
    if exchange.failure is not None:
        return f"does not answer: {exchange.failure}"
    if status == 429 or status >= 500:
        return f"answers {status}{_phrase(status)}"
    if is_maintenance(exchange):
        return f"is under maintenance ({status})"
    if not accepted:
        return None
    unexpected = has_token(exchange.request) or status != exchange.request.expected
    if status in REFUSALS and unexpected and not exchange.request.odd:
        if status == 401:
            return "no longer accepts the token (401)"
        return f"refuses requests like those it answered before ({status}), as after a lock-out"
    if is_web_page(exchange) and (status < 400 or exchange.request.expected == 200):
        return f"shows a web page instead of an answer ({status})"
    return None


def is_down(exchange: Exchange, status: int) -> bool:
    """Whether an answer alone shows that the API is unavailable; a 500 may be due to the request."""
    return exchange.failure is not None or status in DOWN or is_maintenance(exchange)


def is_web_page(exchange: Exchange) -> bool:
    """Whether an answer is for browsers: a redirect, or HTML."""
    return 300 <= exchange.status < 400 or exchange.body.lstrip()[:1] == b"<"


def is_maintenance(exchange: Exchange) -> bool:
    """Whether an answer names maintenance where an error is described."""
    text = str(_error(exchange).get("message", ""))
    if is_web_page(exchange):
        text = exchange.headers.get("location", "") + exchange.body.decode("utf-8", "replace")
    return _MAINTENANCE.search(text) is not None


def is_error(exchange: Exchange) -> bool:
    """Whether an answer is an error in the vendor's envelope, whatever its HTTP status."""
    return _error(exchange).get("status") == "error"


def has_token(request: Request) -> bool:
    """Whether a request is sent with the token of the run, as it is."""
    return (request.authorization or "").lower() == BEARER.lower()


def _error(exchange: Exchange) -> dict[str, Any]:
    """The document of an error in the vendor's envelope, otherwise empty."""
    if not exchange.readable:
        return {}
    document: dict[str, Any] = exchange.document
    return {} if document.get("status") == "success" else document


def _phrase(status: int) -> str:
    try:
        return f" ({HTTPStatus(status).phrase})"
    except ValueError:
        return ""
