"""Access: tokens, paths and methods (401, 404, 405)."""

from functools import partial
from typing import Final

from contract_tests.baseline import Baseline, compare
from contract_tests.check import Check, RequestCheck, check
from contract_tests.client import Client
from contract_tests.exchange import BEARER, Exchange, Request
from contract_tests.results import Failed, Skipped

ERRORS: Final = ("error-http-status",)

SIMILAR: Final = {401: {400, 403}, 404: {400, 403, 422}, 405: {400, 404}}
"""Statuses that an API may choose instead; the documentation names none."""

INVALID: Final = {400, 404, 422}
"""Statuses that an API may choose to refuse invalid values with."""


def refused(client: Client, exchange: Exchange, status: int) -> None:
    """Raise Failed unless a request was refused with this status, which is an assumption of the contract."""
    answered = client.evidence.status_of(exchange)
    chosen = SIMILAR.get(status, INVALID) if client.dialect.settles("error-http-status") else set()
    if answered != status and answered not in chosen:
        what = f"answers {answered}" if exchange.failure is None else f"does not answer ({exchange.failure})"
        raise Failed(f"the API {what} where the contract assumes {status}", exchange, assumes=ERRORS)


def _has_numbers(exchange: Exchange) -> bool:
    return exchange.status == 200 and exchange.readable and exchange.document.get("status") == "success"


def _check_no_access(client: Client, *, authorization: str | None) -> None:
    exchange = client.send(Request(client.request().target, 401, authorization=authorization))
    if _has_numbers(exchange):
        raise Failed("the API answers 200 with numbers", exchange)
    refused(client, exchange, 401)
    challenge = exchange.headers.get("www-authenticate", "")
    expected = exchange.status == 401 and client.dialect.challenge == "bearer"
    if expected and not challenge.lower().startswith("bearer"):
        found = f"WWW-Authenticate is {challenge!r} where the contract assumes Bearer"
        raise Failed(found, exchange, assumes=("challenge",))


NO_ACCESS: Final = tuple(
    RequestCheck(
        f"no-access-{name}",
        f"A request {what} is refused with 401.",
        partial(_check_no_access, authorization=authorization),
        daily=name in ("without-a-token", "with-a-bad-token"),
        last=True,
    )
    for name, authorization, what in (
        ("without-a-token", None, "without an Authorization header"),
        ("with-another-scheme", "Basic dXNlcjpwYXNzd29yZA==", "with a scheme other than Bearer"),
        ("with-an-empty-token", "Bearer", "with an empty token"),
        ("with-a-bad-token", "Bearer invalid-token", "with an invalid token"),
    )
)


@check(assumes=("scheme-in-any-case",))
def the_scheme_may_be_written_in_any_case(client: Client) -> None:
    """The scheme `bearer` means the same as `Bearer`."""
    if client.dialect.scheme == "capitalized":
        raise Skipped("in this dialect the scheme is written Bearer")
    page = client.page()
    other = Request(
        page.exchange.request.target,
        authorization=BEARER.replace("Bearer", "bearer"),
        assumes=("scheme-in-any-case",),
    )
    compare(page.rows, client.page_of(other), page)


@check(assumes=ERRORS, cost=0)
def another_path_is_not_found(client: Client) -> None:
    """A path that is not in the contract is answered with 404."""
    refused(client, client.send(Request(f"{client.path}s?page=1", 404, off_route=True)), 404)


@check(assumes=ERRORS, cost=0)
def other_methods_are_not_allowed(client: Client) -> None:
    """Methods that are not documented are answered with 405, `Allow` names GET, and POST lists no numbers."""
    if not client.policy.unsafe_methods:
        raise Skipped("only GET is sent (see --unsafe-methods)")
    target = client.request().target
    for method in ("PUT", "PATCH", "DELETE"):
        exchange = client.send(Request(target, 405, method=method, off_route=True))
        refused(client, exchange, 405)
        if exchange.status == 405 and "GET" not in exchange.headers.get("allow", ""):
            raise Failed(f"Allow is {exchange.headers.get('allow')!r}, without GET", exchange)
    exchange = client.send(Request(target, 405, method="POST"))  # Another page of the documentation has it.
    if _has_numbers(exchange):
        raise Failed("the API answers POST with numbers", exchange)


@check(last=True)
def access_is_checked_for_every_page(client: Client) -> None:
    """Access is checked again for a page that was served before."""
    target = Baseline.of(client).page.exchange.request.target
    exchange = client.send(Request(target, 401, authorization="Bearer invalid-token"))
    if _has_numbers(exchange):
        raise Failed("the API answers an invalid token with numbers", exchange)


CHECKS: Final[tuple[Check, ...]] = (
    *NO_ACCESS,
    the_scheme_may_be_written_in_any_case,
    another_path_is_not_found,
    other_methods_are_not_allowed,
    access_is_checked_for_every_page,
)
