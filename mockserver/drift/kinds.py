"""What a drift is, and the ways to write one: a function whose docstring says what it does wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

Values = Mapping[str, Any]
"""The parameters of a request by name, as the contract types them."""

Record = dict[str, Any]
Page = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """An answer: HTTP status, headers but for the length, body."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


@dataclass(frozen=True)
class Asked:
    """What was asked: the parameters, and a number from 0 to 1 that differs from request to request."""

    values: Values
    chance: float


@dataclass(frozen=True)
class Drift:
    """One breach: what the mock hears in place of the request, what it says in place of the answer."""

    name: str
    about: str
    hear: Callable[[Values], Values] = dict
    say: Callable[[Answer, Asked], Answer] = lambda answer, _: answer


Collect = list[Drift]
"""Where the decorators put what they are given."""


def _about(function: Callable[..., Any]) -> str:
    return (function.__doc__ or "").strip()


def hearing(drifts: Collect) -> Callable[[Callable[[Values], Values]], None]:
    """A drift that understands a request wrongly: from parameters to other parameters."""

    def collect(function: Callable[[Values], Values]) -> None:
        drifts.append(Drift(function.__name__, _about(function), hear=function))

    return collect


def saying(drifts: Collect) -> Callable[[Callable[[Answer, Asked], Answer]], None]:
    """A drift that changes any answer, errors included."""

    def collect(function: Callable[[Answer, Asked], Answer]) -> None:
        drifts.append(Drift(function.__name__, _about(function), say=function))

    return collect


def paging(drifts: Collect) -> Callable[[Callable[[Page, Asked], None]], None]:
    """A drift that changes a successful page in place."""

    def collect(function: Callable[[Page, Asked], None]) -> None:
        def say(answer: Answer, asked: Asked) -> Answer:
            if answer.status != 200 or not answer.body:
                return answer
            page = orjson.loads(answer.body)
            function(page, asked)
            return replace(answer, body=orjson.dumps(page))

        drifts.append(Drift(function.__name__, _about(function), say=say))

    return collect


def recording(drifts: Collect) -> Callable[[Callable[[Record], None]], None]:
    """A drift that changes each record of a page in place."""

    def collect(function: Callable[[Record], None]) -> None:
        def change(page: Page, _: Asked) -> None:
            for record in page["data"]:
                function(record)

        change.__name__, change.__doc__ = function.__name__, function.__doc__
        paging(drifts)(change)

    return collect
