"""Errors in the envelope of the API."""

from typing import Any

from rest_framework import views
from rest_framework.response import Response


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's answer to an exception, put into the envelope."""
    response = views.exception_handler(exc, context)
    if response is None:
        return None
    response.data = envelope(response.status_code, _message(response.data))
    return response


def envelope(code: int, message: str) -> dict[str, Any]:
    """The body of an error."""
    return {"code": code, "status": "error", "message": message, "data": []}


def _message(detail: Any) -> str:
    """The first message of the detail, with the name of its parameter."""
    if isinstance(detail, dict):
        name, inner = next(iter(detail.items()))
        text = _message(inner)
        return text if name in ("detail", "non_field_errors") else f"{name}: {text}"
    if isinstance(detail, list):
        return _message(detail[0])
    return str(detail)
