"""Drifts of access: tokens, methods and paths."""

import re
from dataclasses import replace
from typing import Final

from mockserver.drift.errors import HTML_TYPE
from mockserver.drift.kinds import Answer, Drift, Request, receiving, saying

TOKEN: Final = "mock"  # noqa: S105  # It is made up.
"""Stands for a valid token. A mock with a token of its own (`--token`) refuses it: no drift opens it."""


def _authorized(request: Request, authorization: bytes) -> Request:
    """The request with another header Authorization."""
    others = (header for header in request.headers if header[0] != b"authorization")
    return replace(request, headers=(*others, (b"authorization", authorization)))


def welcome(request: Request) -> Request:
    """The request with a valid token."""
    return _authorized(request, f"Bearer {TOKEN}".encode())


@receiving
def token_unneeded(request: Request) -> Request:
    """Without a token numbers are given away."""
    return request if request.header(b"authorization") else welcome(request)


@receiving
def token_unchecked(request: Request) -> Request:
    """Any bearer token is accepted, even one that is not valid."""
    return welcome(request) if re.match(b"(?i)bearer +[^ ]", request.header(b"authorization")) else request


@receiving
def token_empty_accepted(request: Request) -> Request:
    """An empty token is accepted."""
    return welcome(request) if request.header(b"authorization").strip() == b"Bearer" else request


@receiving
def token_cached(request: Request) -> Request:
    """Pages of 1000 rows are given away without a valid token, as by a cache before the check."""
    return welcome(request) if request.values.get("per_page") == 1000 else request


@receiving
def scheme_unchecked(request: Request) -> Request:
    """Basic is accepted in place of Bearer."""
    return welcome(request) if request.header(b"authorization").startswith(b"Basic") else request


@receiving
def scheme_case(request: Request) -> Request:
    """`bearer` in lower case is refused."""
    if not request.header(b"authorization").startswith(b"bearer"):
        return request
    return _authorized(request, request.header(b"authorization").replace(b"bearer", b"Token"))


@receiving
def method_post(request: Request) -> Request:
    """POST is answered as GET is."""
    return replace(request, method="GET") if request.method == "POST" else request


@saying
def method_404(answer: Answer, _: Request) -> Answer:
    """Other methods than GET are answered with 404."""
    return replace(answer, status=404) if answer.status == 405 else answer


@saying
def allow_missing(answer: Answer, _: Request) -> Answer:
    """A 405 does not say which methods are allowed."""
    return answer.with_header(b"allow", None)


@receiving
def path_prefix(request: Request) -> Request:
    """Paths that only begin like that of the contract are accepted."""
    return replace(request, path=re.sub("/number[^/]+$", "/number", request.path))


@saying
def path_unknown_200(answer: Answer, _: Request) -> Answer:
    """Unknown paths are answered with an HTML page and 200, as by a single-page application."""
    return (
        Answer(200, ((b"content-type", HTML_TYPE),), b"<!DOCTYPE html>") if answer.status == 404 else answer
    )


@saying
def slash_redirect(answer: Answer, request: Request) -> Answer:
    """Page 3 is redirected to the path with a trailing slash."""
    if answer.status != 200 or request.values.get("page") != 3:
        return answer
    return Answer(301, ((b"location", request.path.encode() + b"/"),), b"")


# fmt: off
ACCESS: Final[tuple[Drift, ...]] = (
    token_unneeded, token_unchecked, token_empty_accepted, token_cached, scheme_unchecked, scheme_case,
    method_post, method_404, allow_missing, path_prefix, path_unknown_200, slash_redirect,
)
