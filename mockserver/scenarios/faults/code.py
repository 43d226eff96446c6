"""`code=500`, `code=429:5%`, `code=500:5%+401.expired:1%`: an error response."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp

from mockserver.contract import Contract, Problem
from mockserver.scenarios import values
from mockserver.scenarios.faults.fault import Fault, Turn, error_response
from mockserver.scenarios.key import Bilingual, Key

SUCCESS: Final = "200"
"""No error at all; some clients of other mocks send it in `Prefer`."""


@dataclass(frozen=True)
class Code(Fault):
    """Responds with errors of the contract, each with its probability."""

    errors: Sequence[tuple[Problem, float]]

    @classmethod
    def key(cls, contract: Contract) -> Key:
        """The key `code`; its errors are those of the contract, by HTTP status and name of the example."""
        named: dict[str, Problem] = {}
        for problem in contract.problems:
            named.setdefault(str(problem.status), problem)
            named[f"{problem.status}.{problem.name}"] = problem
        statuses = sorted({str(problem.status) for problem in contract.problems})
        return Key(
            "code",
            Bilingual("返回错误响应", "responds with an error"),
            Bilingual(
                f"200（不出错）或契约中的错误（{'、'.join(statuses)}），可加示例名称和概率，用 + 连接，"
                "如 500:5%+401.expired:1%",
                f"200 (no error) or errors of the contract ({', '.join(statuses)}), optionally with the name"
                " of an example and a probability, joined by +, such as 500:5%+401.expired:1%",
            ),
            lambda text: cls(() if text == SUCCESS else _errors(text, named)),
        )

    def wrap(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application, or one of the errors."""
        drawn = turn.draw("code")
        for problem, probability in self.errors:
            if drawn < probability:
                return error_response(problem)
            drawn -= probability
        return app


def _errors(text: str, named: Mapping[str, Problem]) -> Sequence[tuple[Problem, float]]:
    errors = []
    for part in text.split("+"):
        name, _, probability = part.partition(":")
        errors.append((named[values.name(name, named)], values.probability(probability or "1")))
    # Rounded, since the floats 0.33 + 0.56 + 0.11 add up to slightly more than 1.
    if round(sum(probability for _, probability in errors), 9) > 1:
        raise ValueError(text)
    return tuple(errors)
