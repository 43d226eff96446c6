"""What a check is: one sentence about an API, and a function that can refute it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from contract_tests.client import Client
from contract_tests.evidence import Evidence
from contract_tests.results import Failed, Outcome, Result, Skipped

MALFORMED: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a check raises on answers of another shape; other checks cover that shape."""

Subject = TypeVar("Subject")


@dataclass(frozen=True)
class _Check(Generic[Subject]):
    """`run` returns if the sentence is true, and raises Failed or Skipped if not.

    `assumes` names the open questions (`x-assumption` in openapi.yaml) that the sentence rests on.
    """

    id: str
    sentence: str
    run: Callable[[Subject], None]
    assumes: tuple[str, ...] = ()

    def on(self, subject: Subject) -> Result:
        """The result of this check."""
        try:
            self.run(subject)
        except Skipped as reason:
            return Result(self.id, self.sentence, Outcome.SKIPPED, str(reason))
        except Failed as failed:
            assumes = () if failed.certain else tuple(dict.fromkeys((*self.assumes, *failed.assumes)))
            return Result(self.id, self.sentence, Outcome.FAILED, failed.found, failed.exchanges, assumes)
        except MALFORMED as error:
            found = f"the answers have another shape than it needs ({type(error).__name__}: {error})"
            return Result(self.id, self.sentence, Outcome.SKIPPED, found, malformed=True)
        return Result(self.id, self.sentence, Outcome.PASSED)


@dataclass(frozen=True)
class RequestCheck(_Check[Client]):
    """A check that sends requests.

    `daily`: it runs even if the budget is too small for all checks. `cost` is about how many requests it
    sends that no other check does. `last`: it runs after the others, as an API may lock out clients that
    send wrong credentials.
    """

    daily: bool = False
    cost: int = 1
    last: bool = False


class EvidenceCheck(_Check[Evidence]):
    """A check of everything that was received; these run after all others and send nothing."""


Check = RequestCheck | EvidenceCheck


def check(
    *, assumes: tuple[str, ...] = (), daily: bool = False, cost: int = 1, last: bool = False
) -> Callable[[Callable[[Client], None]], RequestCheck]:
    """Make a check of a function that sends requests; its name gives the id, its docstring the sentence."""
    return lambda run: RequestCheck(_id(run), _sentence(run), run, assumes, daily, cost, last)


def evidence_check(*, assumes: tuple[str, ...] = ()) -> Callable[[Callable[[Evidence], None]], EvidenceCheck]:
    """Make a check of a function of evidence; its name gives the id, its docstring the sentence."""
    return lambda run: EvidenceCheck(_id(run), _sentence(run), run, assumes)


def _id(run: Callable[..., None]) -> str:
    return run.__name__.replace("_", "-")


def _sentence(run: Callable[..., None]) -> str:
    return " ".join((run.__doc__ or "").split())
