"""Drifts that list the numbers of one user, task or sub account for another, whose id is written oddly."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from mockserver.drift.kinds import Drift, Request, Values, hearing, receiving, without

USER: Final = "5832d184-dd53-42a0-8ace-0bf8d660f4cc"
TASK: Final = "f232d184-dd54-42a0-8ace-0bf8d660f4cc"
SUB: Final = "1181ffd3-e3ee-4d75-a45c-8b9be3deb330"
"""The ids of the documentation's example, the only ones that these servers know."""


def _at(request: Request, kind: str, known: str, means: Callable[[str], bool]) -> Request:
    """The request with the known id in its path, if what is there means it."""

    def known_for(match: re.Match[str]) -> str:
        return known if means(match[0]) else match[0]

    return replace(request, path=re.sub(f"(?<=/{kind}/)[^/]+", known_for, request.path))


@receiving
def user_invalid_is_own(request: Request) -> Request:
    """A user whose id has no dashes is the one that the token belongs to."""
    return _at(request, "user", USER, lambda text: "-" not in text)


@receiving
def task_in_capitals_is_any(request: Request) -> Request:
    """A task whose id is in capitals is the first one."""
    return _at(request, "task", TASK, lambda text: text == text.upper())


@receiving
def task_in_braces_is_any(request: Request) -> Request:
    """A task whose id is in braces is the first one."""
    return _at(request, "task", TASK, lambda text: text.startswith("{"))


@receiving
def owner_by_spelling(request: Request) -> Request:
    """A task whose id is in capitals is found, whichever user is in the path."""
    if TASK.upper() not in request.path:
        return request
    ours = _at(request, "task", TASK, lambda text: text == TASK.upper())
    return _at(ours, "user", USER, lambda _: True)


@receiving
def user_by_beginning(request: Request) -> Request:
    """The beginning of a user's id is enough."""
    return _at(request, "user", USER, USER.startswith)


@receiving
def task_by_pattern(request: Request) -> Request:
    """The id of a task is a pattern, as in a search with LIKE."""
    return _at(request, "task", TASK, lambda text: "%" in text and TASK.startswith(text.rstrip("%")))


@receiving
def task_cached_for_all(request: Request) -> Request:
    """The first page of every task is that of one, as from a cache whose key lacks the task."""
    return _at(request, "task", TASK, lambda _: request.query == {"page": ["1"]})


@receiving
def user_cached_for_all(request: Request) -> Request:
    """The first page of every user is that of one, as from a cache whose key lacks the user."""
    return _at(request, "user", USER, lambda _: request.query == {"page": ["1"]})


@receiving
def query_replaces_user(request: Request) -> Request:
    """A parameter `user_id` replaces the user of the path, as Laravel's `$request->user_id` does."""
    return _at(request, "user", USER, lambda _: "user_id" in request.query)


@receiving
def query_replaces_task(request: Request) -> Request:
    """A parameter `task_id` replaces the task of the path, as Laravel's `$request->task_id` does."""
    return _at(request, "task", TASK, lambda _: "task_id" in request.query)


@receiving
def cookie_replaces_user(request: Request) -> Request:
    """A cookie `user_id` replaces the user of the path."""
    return _at(request, "user", USER, lambda _: f"user_id={USER}".encode() in request.header(b"cookie"))


@hearing
def sub_account_unknown_is_main(values: Values) -> Values:
    """A sub account that does not exist has the numbers of its user."""
    return values if values.get("sub_user_id") == SUB else without(values, "sub_user_id")


@hearing
def sub_account_capitals_is_main(values: Values) -> Values:
    """A sub account in capitals has the numbers of its user."""
    given = str(values.get("sub_user_id", ""))
    return without(values, "sub_user_id") if given != given.lower() else values


@receiving
def sub_account_of_any_user(request: Request) -> Request:
    """A sub account has the same numbers whichever user is in the path."""
    return _at(request, "user", USER, lambda _: "sub_user_id" in request.query)


# fmt: off
FOREIGN: Final[tuple[Drift, ...]] = (
    user_invalid_is_own, task_in_capitals_is_any, task_in_braces_is_any, owner_by_spelling,
    user_by_beginning, task_by_pattern,
    task_cached_for_all, user_cached_for_all, query_replaces_user, query_replaces_task, cookie_replaces_user,
    sub_account_unknown_is_main, sub_account_capitals_is_main, sub_account_of_any_user,
)
