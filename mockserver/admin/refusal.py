"""Errors of the admin routes, with messages in both languages."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException


def refusal(
    status: int, chinese: str, english: str, headers: Mapping[str, str] | None = None
) -> HTTPException:
    """An error to raise."""
    return HTTPException(status, f"{chinese} / {english}", headers)
