"""What a probe is: a function that asks an API for some keys of its dialect."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from contract_tests.client import Client
from contract_tests.exchange import Exchange, Request


class Need(IntEnum):
    """When a probe runs.

    `ALWAYS`: other requests depend on it, or many checks. `USUAL`: unless the budget is small. `THOROUGH`:
    only if everything is to be found out.
    """

    ALWAYS = 0
    USUAL = 1
    THOROUGH = 2


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
    need: Need


def probe(
    *keys: str, need: Need = Need.THOROUGH
) -> Callable[[Callable[[Client, bool], Iterator[Finding]]], Probe]:
    """Make a probe of a function."""
    return lambda run: Probe(frozenset(keys), run, need)


def ask(client: Client, request: Request, question: str) -> Exchange:
    """The answer to a request that rests on an open question."""
    return client.send(replace(request, assumes=(question,)))


def was_refused(client: Client, exchange: Exchange) -> bool:
    """Whether an answer is a refusal."""
    return 400 <= client.evidence.status_of(exchange) < 500
