"""The vendor's envelope: a page of records, or an error."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Final

import orjson
from connexion.context import scope
from connexion.exceptions import ProblemException
from connexion.lifecycle import ConnexionResponse
from starlette.responses import Response
from starlette.types import ASGIApp

JSON: Final = "application/json"

_PAGE: Final = (
    b'{"code":200,"status":"success","message":%b,"data":[%b],'
    b'"meta":{"has_pages":%b,"total":%d,"last_page":%d,"current_page":%d,"per_page":%d}}'
)


class Refusal(ProblemException):  # type: ignore[misc]  # Connexion has no types.
    """An error to answer with: an HTTP status, a message for people, headers beside it."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status=status, detail=message, headers=dict(headers or {}))


def page(records: Sequence[bytes], *, total: int, page: int, per_page: int, message: str) -> bytes:
    """The JSON of a page. `records` are JSON already; `total` counts those of all pages.

    `last_page` and `has_pages` follow Laravel's paginator, whose shape the vendor's answer has.
    """
    last_page = max(1, -(-total // per_page))
    has_pages = b"true" if page != 1 or last_page > 1 else b"false"
    values = (orjson.dumps(message), b",".join(records), has_pages, total, last_page, page, per_page)
    return _PAGE % values


def answering(operation: Callable[..., bytes]) -> Callable[..., Awaitable[ConnexionResponse]]:
    """An operation as Connexion calls it: 200 with its JSON, in the world of the request."""

    @wraps(operation)  # Connexion reads the names of the parameters off the operation itself.
    async def answer(**parameters: Any) -> ConnexionResponse:
        return ConnexionResponse(
            status_code=200, content_type=JSON, body=operation(world=scope["world"], **parameters)
        )

    return answer


def as_asgi(response: ConnexionResponse) -> ASGIApp:
    """A response as an application that always gives it."""
    return Response(response.body, response.status_code, response.headers, response.content_type)


def error(status: int, message: str, headers: Mapping[str, str] | None = None) -> ConnexionResponse:
    """An error, with the HTTP status as its code."""
    body = {"code": status, "status": "error", "message": message, "data": []}
    return ConnexionResponse(
        status_code=status, content_type=JSON, body=orjson.dumps(body), headers=dict(headers or {})
    )
