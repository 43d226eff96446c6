"""Drifts of access by another door than the header Authorization, or with a token that is not quite right."""

import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from mockserver.drift.access import TOKEN, welcome
from mockserver.drift.kinds import Drift, Request, receiving, without


def _stranger(request: Request) -> bool:
    """Whether a request has no header Authorization."""
    return not request.header(b"authorization")


def _tokens(request: Request, accept: Callable[[str], bool]) -> Request:
    """The request with a valid token if `accept` takes the one it has."""
    scheme, _, token = request.header(b"authorization").decode("latin-1").partition(" ")
    return welcome(request) if scheme == "Bearer" and accept(token) else request


@receiving
def token_in_header(request: Request) -> Request:
    """A token in `X-API-Key` is accepted."""
    return welcome(request) if _stranger(request) and request.header(b"x-api-key") else request


@receiving
def token_in_cookie(request: Request) -> Request:
    """A token in the cookie `access_token` is accepted."""
    found = b"access_token=" in request.header(b"cookie")
    return welcome(request) if _stranger(request) and found else request


@receiving
def token_in_query(request: Request) -> Request:
    """A token in the parameter `api_token` is accepted, as by Laravel's guard of tokens."""
    if not _stranger(request) or "api_token" not in request.query:
        return request
    return welcome(request.asking(without(request.query, "api_token")))


@receiving
def token_as_password(request: Request) -> Request:
    """A token is accepted as the password of Basic, as by Laravel's guard of tokens."""
    scheme, _, pair = request.header(b"authorization").partition(b" ")
    password = scheme == b"Basic" and b64decode(pair).startswith(b":")
    return welcome(request) if password else request


@receiving
def token_shorter(request: Request) -> Request:
    """The beginning of a token is accepted."""
    return _tokens(request, lambda token: bool(token) and TOKEN.startswith(token))


@receiving
def token_longer(request: Request) -> Request:
    """A token with something behind it is accepted."""
    return _tokens(request, lambda token: token.startswith(TOKEN))


@receiving
def token_in_any_case(request: Request) -> Request:
    """A token is accepted in any case, as by a column that ignores case."""
    return _tokens(request, lambda token: token.lower() == TOKEN.lower())


@receiving
def token_null(request: Request) -> Request:
    """The tokens `null` and `undefined` are accepted."""
    return _tokens(request, lambda token: token in ("null", "undefined"))


@receiving
def token_pattern(request: Request) -> Request:
    """A token with a percent sign is accepted, as by a search with LIKE."""
    return _tokens(request, lambda token: "%" in token)


@receiving
def proxy_user_trusted(request: Request) -> Request:
    """`X-Forwarded-User` gives access, whoever sends it."""
    return welcome(request) if _stranger(request) and request.header(b"x-forwarded-user") else request


@receiving
def proxy_address_trusted(request: Request) -> Request:
    """`X-Forwarded-For` with a local address gives access."""
    local = request.header(b"x-forwarded-for") == b"127.0.0.1"
    return welcome(request) if _stranger(request) and local else request


@receiving
def path_capitals_open(request: Request) -> Request:
    """A path in capitals is served, and not protected."""
    if "/AGENT-API/" not in request.path:
        return request
    return welcome(replace(request, path=request.path.replace("/AGENT-API/", "/agent-api/")))


@receiving
def path_slash_open(request: Request) -> Request:
    """A path with a trailing slash is served, and not protected."""
    path = re.sub("(?<=/number)/$", "", request.path)
    return request if path == request.path else welcome(replace(request, path=path))


@receiving
def path_rewritten_open(request: Request) -> Request:
    """`X-Original-URL` replaces the path, and is not protected."""
    url = request.header(b"x-original-url").decode("latin-1")
    return welcome(replace(request, path=urlsplit(url).path)) if url else request


# fmt: off
DOORS: Final[tuple[Drift, ...]] = (
    token_in_header, token_in_cookie, token_in_query, token_as_password, token_shorter, token_longer,
    token_in_any_case, token_null, token_pattern, proxy_user_trusted, proxy_address_trusted,
    path_capitals_open, path_slash_open, path_rewritten_open,
)
