"""What a fault is: a key of a scenario's text, and a wrapper around the application for one request."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, MutableMapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, ClassVar, Final

from starlette.types import ASGIApp

from mockserver.contract import Contract, Problem
from mockserver.http import responses
from mockserver.scenarios import values
from mockserver.scenarios.key import Bilingual, Key

PROBABILITY: Final = Bilingual(
    "概率，如 5% 或 0.05（不写则为 1）", "a probability such as 5% or 0.05 (1 if omitted)"
)


@dataclass(frozen=True)
class Turn:
    """One request of a scenario, the `count`-th since the start or the last reset, as faults see it.

    `client` stands for a scenario and a token. `memory` is what faults remember between requests: bounded,
    cleared by a reset; the name of the fault is part of its keys.
    """

    seed: int
    count: int
    client: Hashable
    memory: MutableMapping[Hashable, Any]

    def draw(self, purpose: str) -> float:
        """A number from 0 to 1, the same for each purpose when a run is repeated."""
        drawn = blake2b(f"{self.seed} {self.count} {purpose}".encode(), digest_size=6).digest()
        return int.from_bytes(drawn, "little") / 2**48


class Fault(ABC):
    """Something that goes wrong; a value of its own settings, read from the text of its key."""

    @classmethod
    @abstractmethod
    def key(cls, contract: Contract) -> Key:
        """The key, whose `read` returns a fault of this class.

        Raises ContractError if the contract lacks what the fault responds with.
        """

    @abstractmethod
    def wrap(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application for one request; `app` itself if nothing goes wrong."""


@dataclass(frozen=True)
class ChanceFault(Fault):
    """A fault that occurs with a probability: always (`drop`), or at times (`drop=5%`)."""

    probability: float
    name: ClassVar[str]
    does: ClassVar[Bilingual]

    @classmethod
    def key(cls, contract: Contract) -> Key:  # noqa: ARG003
        """The key: without a value the fault always occurs."""
        return Key(cls.name, cls.does, PROBABILITY, lambda text: cls(values.probability(text)), bare="1")

    def wrap(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application, or what `fail` makes of it."""
        return self.fail(app, turn) if turn.draw(self.name) < self.probability else app

    @abstractmethod
    def fail(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application with the fault."""


def error_response(problem: Problem, **headers: str) -> ASGIApp:
    """An application that responds with an error of the contract; `headers` replace those of its example."""
    response = responses.error(problem.status, problem.message, {**problem.headers, **headers})
    return responses.as_asgi(response)
