"""What a law is, and how one ends: held, broken, or not judged."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from contract_tests.exchange import Exchange

if TYPE_CHECKING:
    from contract_tests.client import Api


class Broken(Exception):
    """A law is broken: the values that disagree, and the exchanges that show it.

    `assumes` are the open questions this very disagreement rests on, beside the law's own.
    """

    def __init__(self, found: str, *exchanges: Exchange, assumes: tuple[str, ...] = ()) -> None:
        super().__init__(found)
        self.found = found
        self.exchanges = exchanges
        self.assumes = assumes


class NotJudged(Exception):
    """A law cannot be judged here; the message says why."""


class When(IntEnum):
    """When a law is judged: the last ones look at all that the others asked."""

    IN_TURN = 0
    AT_THE_END = 1


@dataclass(frozen=True)
class Law:
    """One statement about an API.

    `check` asks and returns if it holds; it raises Broken or NotJudged if not. `assumes` are the open
    questions (`x-assumption`) that the statement rests on.
    """

    id: str
    sentence: str
    check: Callable[["Api"], None]
    assumes: tuple[str, ...] = ()
    when: When = When.IN_TURN


_LAWS: Final[dict[str, Law]] = {}


def law(
    *, assumes: tuple[str, ...] = (), when: When = When.IN_TURN
) -> Callable[[Callable[["Api"], None]], Callable[["Api"], None]]:
    """Enter a function into the list of laws; its name is the id, its docstring the sentence."""

    def enter(check: Callable[["Api"], None]) -> Callable[["Api"], None]:
        sentence = " ".join((check.__doc__ or "").split())
        add(Law(check.__name__.replace("_", "-"), sentence, check, assumes, when))
        return check

    return enter


def add(new: Law) -> None:
    """Enter a law into the list. Raises ValueError if its id is taken."""
    if new.id in _LAWS:
        raise ValueError(f"there are two laws {new.id!r}")
    _LAWS[new.id] = new


def entered() -> list[Law]:
    """The laws entered so far, those judged at the end last; `contract_tests.checks` enters them all."""
    return sorted(_LAWS.values(), key=lambda each: each.when)
