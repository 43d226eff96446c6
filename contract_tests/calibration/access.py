"""Probes of access: errors in HTTP or in the body, unknown paths, users, tasks and sub accounts."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from contract_tests.calibration.probe import Finding, Need, Probe, ask, probe, was_refused
from contract_tests.client import Client
from contract_tests.exchange import BEARER, Exchange, Request
from contract_tests.results import Failed, Skipped

UNKNOWN: Final = "00000000-0000-4000-8000-00000000000a"
"""The id of a user, task or sub account that does not exist."""


@probe("errors", "challenge", "error_codes", need=Need.ALWAYS)
def errors(client: Client, thorough: bool) -> Iterator[Finding]:
    """Ask without a token: an error has its status in HTTP, or in the body of an answer of 200."""
    del thorough
    exchange = client.send(Request(client.request(end_at=None).target, 401, authorization=None))
    if exchange.failure is not None or exchange.status >= 500 or 300 <= exchange.status < 400:
        return
    document: Any = exchange.document if exchange.readable else {}
    if exchange.status == 200:
        if document.get("status") == "success":
            return
        yield Finding("errors", "in-body", (exchange,))
    else:
        yield Finding("errors", "http-status", (exchange,))
        challenge = exchange.headers.get("www-authenticate", "").lower()
        yield Finding("challenge", "bearer" if challenge.startswith("bearer") else "none", (exchange,))
    yield from code_of(client, exchange, 401)


def code_of(client: Client, exchange: Exchange, status: int) -> Iterator[Finding]:
    """The finding which code an error has if it is not its status: `status` where errors are in the body.

    200 is the code of a success, so it is no API's code of an error.
    """
    code = exchange.document.get("code") if exchange.readable else None
    known = client.dialect.error_codes
    if client.dialect.errors == "http-status":
        status = exchange.status
    if type(code) is int and code not in (status, 200) and str(status) not in known:
        yield Finding("error_codes", {**known, str(status): code}, (exchange,))


@probe("not_found_format", need=Need.ALWAYS)
def not_found_format(client: Client, thorough: bool) -> Iterator[Finding]:
    """Ask for a path that is in no documentation: an error of the API, or of its framework."""
    del thorough
    exchange = client.send(Request(f"{client.path}s?page=1", 404, off_route=True))
    if exchange.failure is None and exchange.status < 500:
        yield from code_of(client, exchange, 404)
        document = exchange.document if exchange.readable else None
        ours = document is not None and not client.expectations.error.breaches(document)
        yield Finding("not_found_format", "envelope" if ours else "any", (exchange,))


def _existence(client: Client, exchange: Exchange) -> str | None:
    """How something unknown is answered. None: with our own numbers, or not at all."""
    if was_refused(client, exchange):
        return "refused"
    try:
        page = client.evidence.page(exchange)
    except (Skipped, Failed):
        return None
    if not page.rows:
        return "empty"
    ours = client.page(end_at=None)
    return None if set(page.ids) & set(ours.ids) else "exists"


@probe("unknown_task", need=Need.ALWAYS)
def unknown_task(client: Client, thorough: bool) -> Iterator[Finding]:
    """Ask for a task that does not exist."""
    del thorough
    query = client.request(end_at=None).target.partition("?")[2]
    path = client.expectations.path(client.target.user_id, UNKNOWN)
    exchange = ask(client, Request(f"{path}?{query}", off_route=True), "unknown-task")
    answer = _existence(client, exchange)
    if answer == "refused":
        yield from code_of(client, exchange, 404)
    if answer is not None:
        yield Finding("unknown_task", answer, (exchange,))


@probe("unknown_sub_account", need=Need.USUAL)
def unknown_sub_account(client: Client, thorough: bool) -> Iterator[Finding]:
    """Ask for a sub account that does not exist."""
    del thorough
    request = replace(client.request(sub_user_id=UNKNOWN, end_at=None), off_route=True)
    exchange = ask(client, request, "unknown-sub-account")
    answer = _existence(client, exchange)
    if answer is not None:
        yield Finding("unknown_sub_account", answer, (exchange,))


@probe("scheme", need=Need.USUAL)
def scheme(client: Client, thorough: bool) -> Iterator[Finding]:
    """Ask with the scheme `bearer`."""
    del thorough
    target = client.request(end_at=None).target
    exchange = ask(
        client, Request(target, authorization=BEARER.replace("Bearer", "bearer")), "scheme-in-any-case"
    )
    if was_refused(client, exchange):
        yield Finding("scheme", "capitalized", (exchange,))
    elif client.evidence.status_of(exchange) == 200:
        yield Finding("scheme", "any-case", (exchange,))


FIRST: Final[tuple[Probe, ...]] = (errors,)
LAST: Final[tuple[Probe, ...]] = (not_found_format, unknown_task, unknown_sub_account, scheme)
