"""The vendor's envelope: a page of records, or an error."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from connexion.exceptions import ProblemException
from connexion.lifecycle import ConnexionResponse

from mockserver.dataset import Record

JSON: Final = "application/json"


class Refusal(ProblemException):  # type: ignore[misc]  # Connexion has no types.
    """An error to answer with: an HTTP status, a message for people, headers beside it."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status=status, detail=message, headers=dict(headers or {}))


def page(
    records: Sequence[Record], *, total: int, page: int, per_page: int, message: str
) -> ConnexionResponse:
    """200 with the records of a page; `total` counts those of all pages.

    `last_page` and `has_pages` follow Laravel's paginator, whose shape the vendor's answer has.
    """
    last_page = max(1, -(-total // per_page))
    meta = {
        "has_pages": page != 1 or last_page > 1,
        "total": total,
        "last_page": last_page,
        "current_page": page,
        "per_page": per_page,
    }
    return _envelope(200, "success", message, records, meta=meta)


def error(status: int, message: str, headers: Mapping[str, str] | None = None) -> ConnexionResponse:
    """An error, with the HTTP status as its code."""
    return _envelope(status, "error", message, [], headers)


def _envelope(
    code: int,
    status: str,
    message: str,
    data: Sequence[Record],
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> ConnexionResponse:
    body = {"code": code, "status": status, "message": message, "data": data, **more}
    return ConnexionResponse(
        status_code=code,
        content_type=JSON,
        body=orjson.dumps(body),
        headers=dict(headers or {}),
    )
