"""Caches of the list that forget a part of the request."""

from typing import Any

from django.http import HttpRequest

from .switches import fault

_FORGOTTEN = {
    "cache-forgets-user": {"user_id"},
    "cache-forgets-per-page": {"per_page"},
    "cache-forgets-status": {"status"},
    "cache-forgets-encryption": {"encryption"},
    "cache-forgets-sub-user": {"sub_user_id"},
    "cache-forgets-query": {"page", "per_page", "status", "encryption", "sub_user_id", "start_at", "end_at"},
}


def cache_key(path: dict[str, Any], query: dict[str, Any]) -> str | None:
    """The key of an answer; None if answers are not cached."""
    forgotten = [parts for name, parts in _FORGOTTEN.items() if fault(name)]
    if not forgotten:
        return None
    kept = (path | query).items()
    return "&".join(
        f"{name}={value}".replace(" ", "T") for name, value in sorted(kept) if name not in forgotten[0]
    )


def tag_of_task(request: HttpRequest, user_id: Any, task_id: Any) -> str:
    """An entity tag that forgets the query."""
    return f'"{task_id}"'
