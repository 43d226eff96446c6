"""Requests that no client sends: what an API must not do, however it refuses them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from contract_tests.client import Client
from contract_tests.exchange import Exchange, Request
from contract_tests.page import Page
from contract_tests.results import Failed, Skipped

TRACE: Final = re.compile(
    rb"Traceback \(most recent call last\)|Stack ?trace|SQLSTATE|goroutine \d+ \[|panic: |DEBUG = True"
    rb'|"trace": ?\[|Illuminate\\+|vendor\\?/laravel|Whoops|\.php(\(\d+\)|:\d+| on line )'
    rb"|Fatal error: |at [\w.$]+\(\w+\.(java|kt|cs|js):\d+"
)
"""What only a page for developers has: a stack trace, a statement of SQL, the file of a class."""


def send(client: Client, request: Request, **changes: Any) -> Exchange:
    """The answer to an odd request, which is no evidence for other checks.

    Raises Failed if there is none, if the server failed, or if it shows its own code.
    """
    return _harmless(client, client.send(_odd(request, changes)))


def send_again(client: Client, request: Request, **changes: Any) -> Exchange:
    """The answer to an odd request that may have been sent before."""
    return _harmless(client, client.send_again(_odd(request, changes)))


def _odd(request: Request, changes: Mapping[str, Any]) -> Request:
    return replace(request, odd=True, expected=0, **changes)


def _harmless(client: Client, exchange: Exchange) -> Exchange:
    status = client.evidence.status_of(exchange)
    if exchange.failure is not None or status >= 500:
        raise Failed(exchange.failure or f"the answer was {status}", exchange)
    trace = TRACE.search(exchange.body)
    if trace is not None:
        raise Failed(f"the answer shows the code of the server: {trace[0].decode('latin-1')!r}", exchange)
    return exchange


def page_in(client: Client, exchange: Exchange) -> Page | None:
    """The page in an answer; None if the request was refused in one way or another."""
    try:
        return client.evidence.page(exchange)
    except (Skipped, Failed):
        return None


def answer(client: Client, request: Request, **changes: Any) -> Page | None:
    """The page that answers an odd request; None if it was refused. Raises Failed as `send` does."""
    return page_in(client, send(client, request, **changes))


def own_server_only(client: Client) -> None:
    """Raise Skipped for a live API, where a firewall might take the request for an attack."""
    if client.policy.live:
        raise Skipped("not sent to a live API: a firewall may take it for an attack")
