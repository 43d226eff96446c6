"""What a probe is: a function that asks an API for some keys of its dialect."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from contract_tests.client import Client
from contract_tests.exchange import Exchange, Request


@dataclass(frozen=True)
class Finding:
    """The value of one key, and the exchanges that show it.

    A finding that is not `certain` says how to write requests, and leaves the question open.
    """

    key: str
    value: object
    exchanges: tuple[Exchange, ...]
    certain: bool = True


@dataclass(frozen=True)
class Probe:
    """`run` is passed the client and whether to be thorough, and yields findings for these keys."""

    keys: frozenset[str]
    run: Callable[[Client, bool], Iterator[Finding]]
    essential: bool


def probe(
    *keys: str, essential: bool = False
) -> Callable[[Callable[[Client, bool], Iterator[Finding]]], Probe]:
    """Make a probe of a function."""
    return lambda run: Probe(frozenset(keys), run, essential)


def ask(client: Client, request: Request, question: str) -> Exchange:
    """The answer to a request that rests on an open question."""
    return client.send(replace(request, assumes=(question,)))


def was_refused(client: Client, exchange: Exchange) -> bool:
    """Whether an answer is a refusal."""
    return 400 <= client.evidence.status_of(exchange) < 500
