"""What a dialect could say about a failure: the keys that answer the open questions it rests on."""

from collections.abc import Iterator, Sequence

from contract_tests.dialect import QUESTIONS, Dialect
from contract_tests.results import Result


def keys(questions: Sequence[str], dialect: Dialect) -> tuple[str, ...]:
    """The keys that answer some of these open questions, without those that the dialect sets already."""
    found = [key for each in questions for key, question in QUESTIONS.items() if question == each]
    return tuple(key for key in dict.fromkeys(found) if key not in dialect.model_fields_set)


def advice(result: Result, dialect: Dialect) -> Iterator[str]:
    """What to write into a dialect if a failure is a habit of this API; nothing if it cannot be one."""
    found = keys(result.assumes, dialect)
    if found:
        yield f"{_either(found)} in a dialect (--dialect FILE) would explain it"
    answered = set(QUESTIONS.values())
    others = [each for each in result.assumes if each not in answered and each not in dialect.reported]
    if others and not found:
        yield f'reported = ["{others[0]}"] in a dialect (--dialect FILE) would report it instead'


def _either(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
