"""Other doors than `Authorization: Bearer`: what else may not give access to numbers."""

import random
from collections.abc import Iterable
from functools import partial
from typing import Final

from contract_tests.check import Check, RequestCheck, check
from contract_tests.checks import odd
from contract_tests.client import Client
from contract_tests.exchange import TOKEN, Exchange, Request
from contract_tests.results import Failed, Skipped

Headers = tuple[tuple[str, str], ...]

TOKEN_HEADERS: Final[Headers] = (
    *((name, TOKEN) for name in ("X-API-Key", "X-Auth-Token", "X-Access-Token", "Api-Token", "Token")),
    *((name, f"Bearer {TOKEN}") for name in ("X-Authorization", "Proxy-Authorization")),
)

NAMES: Final = ("token", "api_token", "access_token", "auth_token", "api_key", "apikey", "key", "jwt")
"""The names of a token in a query or a cookie."""

COOKIES: Final[Headers] = (
    ("Cookie", "; ".join(f"{name}={TOKEN}" for name in (*NAMES, "Authorization", "session"))),
)


def _trusted(client: Client) -> Headers:
    """What a proxy in front of an API sets, and only a proxy."""
    user = client.target.user_id
    names = (
        "X-Forwarded-User",
        "X-Remote-User",
        "Remote-User",
        "X-User",
        "X-User-Id",
        "X-Auth-User",
        "X-Consumer-Id",
    )
    hosts = ("X-Forwarded-For", "X-Real-IP", "X-Client-IP", "True-Client-IP", "X-Originating-IP")
    inside = (
        ("X-Internal", "1"),
        ("X-Internal-Request", "true"),
        ("X-Debug", "1"),
        ("X-Forwarded-Host", "localhost"),
    )
    return (*((name, user) for name in names), *((name, "127.0.0.1") for name in hosts), *inside)


def _gives_access(client: Client, exchange: Exchange) -> bool:
    return odd.page_in(client, exchange) is not None


def _closed(client: Client) -> None:
    """Raise Skipped if numbers are given to everybody."""
    if _gives_access(client, client.send(Request(client.request().target, 401, authorization=None))):
        raise Skipped("numbers are given away without a token (see no-access-without-a-token)")


def _check_headers(client: Client, headers: Headers) -> None:
    """Raise Failed if these headers, together, give access; the message names the one that does."""
    _closed(client)
    request = client.request()
    if not _gives_access(client, odd.send(client, request, authorization=None, headers=headers)):
        return
    for name, value in headers:
        exchange = odd.send(client, request, authorization=None, headers=((name, value),))
        if _gives_access(client, exchange):
            raise Failed(f"the header {name} gives access without Authorization", exchange)
    raise Failed("these headers give access without Authorization", exchange)


@check()
def no_access_by_another_header(client: Client) -> None:
    """The token gives no access in a header other than Authorization."""
    _check_headers(client, TOKEN_HEADERS)


@check()
def no_access_by_a_cookie(client: Client) -> None:
    """The token gives no access in a cookie."""
    _check_headers(client, COOKIES)


@check()
def no_access_by_the_headers_of_a_proxy(client: Client) -> None:
    """No header that proxies set gives access without a token."""
    _check_headers(client, _trusted(client))


@check(cost=0)
def no_access_by_a_token_in_the_query(client: Client) -> None:
    """The token gives no access in the query, where every log would keep it."""
    if client.policy.live:
        raise Skipped("the token is not written into the URL of a live API, where logs would keep it")
    _closed(client)
    query = "&".join(f"{name}={TOKEN}" for name in NAMES)
    request = client.request_for(f"page=1&{query}")
    exchange = odd.send(client, request, authorization=None)
    if _gives_access(client, exchange):
        raise Failed("the token in the query gives access", exchange)


@check(cost=2)
def no_access_with_the_token_as_a_password(client: Client) -> None:
    """The token gives no access as user or password of the scheme Basic."""
    _closed(client)
    for pair in (f":{TOKEN}", f"{TOKEN}:"):
        basic = f'Basic $(printf %s "{pair}" | base64 -w 0)'
        exchange = odd.send(client, client.request(), authorization=basic)
        if _gives_access(client, exchange):
            raise Failed(f"the token as {'password' if pair[0] == ':' else 'user'} gives access", exchange)


@check()
def no_access_behind_another_scheme(client: Client) -> None:
    """The token gives no access behind another scheme, such as Basic."""
    _closed(client)
    exchange = odd.send(client, client.request(), authorization=f"Basic {TOKEN}")
    if _gives_access(client, exchange):
        raise Failed("the scheme Basic with the token gives access", exchange)


def _check_tokens(client: Client, *, tokens: Iterable[str]) -> None:
    _closed(client)
    for token in tokens:
        if token == client.token:
            continue
        if token == "${NUMBERS_TOKEN~~}" and client.token.swapcase() == client.token:
            continue
        if token in ("${NUMBERS_TOKEN%?}", "${NUMBERS_TOKEN#?}") and len(client.token) < 2:
            continue
        exchange = odd.send(client, client.request(), authorization=f"Bearer {token}")
        if not _gives_access(client, exchange):
            continue
        anything = f"{random.Random(token).getrandbits(128):x}"  # noqa: S311  # It protects nothing.
        other = odd.send(client, client.request(), authorization=f"Bearer {anything}")
        if _gives_access(client, other) and not client.policy.live:
            raise Skipped("every token is accepted, as by a mock without one")
        raise Failed(f"{token} is accepted as a token", exchange)


ALTERED: Final = RequestCheck(
    "no-access-with-an-altered-token",
    "A token that lacks a character, has one more, or is in the other case is refused.",
    partial(
        _check_tokens,
        tokens=("${NUMBERS_TOKEN%?}", "${NUMBERS_TOKEN#?}", "${NUMBERS_TOKEN}x", "${NUMBERS_TOKEN~~}"),
    ),
    cost=4,
)

WORDS: Final = RequestCheck(
    "no-access-with-a-word-for-nothing",
    "Words that stand for no token, and the placeholder of the documentation, are refused.",
    partial(_check_tokens, tokens=("null", "0", "%", "YOUR_TOKEN")),
    cost=4,
)


@check(cost=5)
def no_access_by_another_spelling_of_the_path(client: Client) -> None:
    """Without a token no spelling of the path gives numbers."""
    _closed(client)
    path, _, query = client.request().target.partition("?")
    first = path.split("/")[1]
    capitals, escaped = (
        path.replace(first, other, 1) for other in (first.upper(), f"%{ord(first[0]):x}{first[1:]}")
    )
    for other in (f"{path}/", f"/{path}", f"{path}.json", capitals, escaped):
        exchange = odd.send(client, Request(f"{other}?{query}"), authorization=None)
        if _gives_access(client, exchange):
            raise Failed("without a token, this spelling of the path gives access", exchange)


@check(cost=0)
def no_access_by_a_rewritten_path(client: Client) -> None:
    """Headers that rewrite the path or the method give no access without a token."""
    odd.own_server_only(client)
    target = client.request().target
    names = ("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri", "X-Accel-Redirect")
    headers = (*((name, target) for name in names), ("X-HTTP-Method-Override", "HEAD"))
    _closed(client)
    for path in (target, "/?page=1"):
        exchange = odd.send(client, Request(path), authorization=None, headers=headers)
        if _gives_access(client, exchange):
            raise Failed("headers that rewrite the path give access without a token", exchange)


WRONG_CREDENTIALS: Final[tuple[Check, ...]] = (
    no_access_by_another_header,
    no_access_by_a_cookie,
    no_access_by_the_headers_of_a_proxy,
    no_access_by_a_token_in_the_query,
    no_access_with_the_token_as_a_password,
    no_access_behind_another_scheme,
    ALTERED,
    WORDS,
    no_access_by_another_spelling_of_the_path,
    no_access_by_a_rewritten_path,
)
"""Checks that send no credentials or wrong ones, which may lock a client out."""

CHECKS: Final = WRONG_CREDENTIALS
