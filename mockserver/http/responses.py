"""The vendor's envelope: a page of records, or an error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import orjson
from connexion.lifecycle import ConnexionResponse
from starlette.responses import Response
from starlette.types import ASGIApp

JSON: Final = "application/json"

WARNING_HEADER: Final = "X-Mock-Warning"
"""Lists the ignored parameters of a request; the vendor ignores them silently."""

_PAGE: Final = (
    b'{"code":200,"status":"success","message":%b,"data":[%b],'
    b'"meta":{"has_pages":%b,"total":%d,"last_page":%d,"current_page":%d,"per_page":%d}}'
)


@dataclass(eq=False)
class Refusal(Exception):  # noqa: N818  # It becomes a response and is not a bug.
    """An error response to raise: HTTP status, message, headers, and a warning of ignored parameters."""

    status: int
    message: str
    headers: Mapping[str, str] | None = None
    warning: str | None = None


def page(records: Sequence[bytes], *, total: int, page: int, per_page: int, message: str) -> bytes:
    """The JSON of a page. `records` are JSON; `total` is the number of records on all pages.

    `last_page` and `has_pages` follow Laravel's paginator, which the vendor's responses resemble.
    """
    last_page = max(1, -(-total // per_page))
    has_pages = b"true" if page != 1 or last_page > 1 else b"false"
    values = (orjson.dumps(message), b",".join(records), has_pages, total, last_page, page, per_page)
    return _PAGE % values


def as_asgi(response: ConnexionResponse) -> ASGIApp:
    """A response as an ASGI application that sends it."""
    return Response(response.body, response.status_code, response.headers, response.content_type)


def error(
    status: int, message: str, headers: Mapping[str, str] | None = None, warning: str | None = None
) -> ConnexionResponse:
    """An error response with the HTTP status as its `code`."""
    body = orjson.dumps({"code": status, "status": "error", "message": message, "data": []})
    sent = {**(headers or {}), "Content-Type": JSON, "Content-Length": str(len(body)), **warned(warning)}
    return ConnexionResponse(status_code=status, content_type=JSON, body=body, headers=sent)


def warned(warning: str | None) -> Mapping[str, str]:
    """The header for a warning, if there is one."""
    return {} if warning is None else {WARNING_HEADER: warning}
