"""How a check ends: passed, failed, skipped or reported; and how a run ends."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from contract_tests.exchange import Exchange


class Outcome(StrEnum):
    """`REPORTED`: the check failed, but rests on an open question that this API may answer its own way."""

    PASSED = "passed"
    FAILED = "failed"
    REPORTED = "reported"
    SKIPPED = "skipped"


LONGEST: Final = 5000
"""Characters of a text about a result."""


class End(IntEnum):
    """How a run ends; the value is its exit code. A breach counts before an outage that follows it."""

    KEPT = 0
    BROKEN = 1
    NOT_JUDGED = 2
    UNAVAILABLE = 3

    @property
    def title(self) -> str:
        """The name, as it is printed."""
        return self.name.replace("_", " ").capitalize()

    @property
    def sentence(self) -> str:
        """What it says about an API, to follow its name."""
        return {
            End.KEPT: "keeps the contract",
            End.BROKEN: "breaks the contract",
            End.NOT_JUDGED: "could not be judged",
            End.UNAVAILABLE: "was unavailable",
        }[self]


class Failed(Exception):
    """Raised by a check: the values that disagree, and the exchanges that show it.

    `assumes` names open questions that this failure rests on, in addition to the check's own. `certain`: it
    rests on none, not even on those of the check.
    """

    def __init__(
        self, found: str, *exchanges: Exchange, assumes: tuple[str, ...] = (), certain: bool = False
    ) -> None:
        super().__init__(found)
        self.found = found
        self.exchanges = exchanges
        self.assumes = assumes
        self.certain = certain


class Skipped(Exception):
    """Raised where a check cannot run; the message says why."""


class Unavailable(Skipped):
    """Raised where no check can run any more, as the API no longer answers; the message says how."""


class Exhausted(Skipped):
    """Raised where no check can run any more, as the run has reached a limit; the message says which."""


@dataclass(frozen=True)
class Result:
    """The result of one check: what disagrees or why it was skipped, and the exchanges that show it.

    `found` is cut if it is long, as it may quote anything from an answer. `malformed`: skipped because the
    answers have another shape than the check needs.
    """

    id: str
    sentence: str
    outcome: Outcome
    found: str = ""
    exchanges: tuple[Exchange, ...] = ()
    assumes: tuple[str, ...] = ()
    malformed: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "found", shortened(self.found))


@dataclass(frozen=True)
class Habit:
    """How an API answers an open question: a key of the dialect, what the contract assumes, the evidence."""

    key: str
    value: object
    assumed: object
    exchanges: tuple[Exchange, ...]

    @property
    def differs(self) -> bool:
        """Whether the contract assumes something else."""
        return self.value != self.assumed


def shortened(text: str) -> str:
    """A text that is cut if it is long: after a word, as half of a number would no longer be masked."""
    if len(text) <= LONGEST:
        return text
    head = text[:LONGEST].rpartition(" ")[0]
    while head and not head[-1].isalpha():
        head = head[:-1]
    return f"{head} … ({len(text)} characters)"
