"""Writes docs/FAULTS.md: each fault, the law that notices it, and what of plain Schemathesis does.

`make faults` runs it: some minutes, nothing but Python. What Schemathesis finds is measured each time: its
engine judges the faulty application in this process, with the contract as it is, all its checks and all its
phases. It is spared its one false alarm (`start_at` after `end_at`, which no schema can forbid).
"""

import logging
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis import Case, HookContext
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from starlette.types import ASGIApp

from contract_tests.cases import in_order
from contract_tests.results import Outcome
from contract_tests.runner import open_runner
from mockserver import contract, settings
from mockserver.app import create_app
from tests.faults import FAULTS

PAGE = Path(__file__).parent.parent / "docs" / "FAULTS.md"
TOKEN = "judge"  # noqa: S105  # It is made up.
EXAMPLES = 100

HEAD = """# Faults, and who notices them

{count} faults that real back ends ship, each a small wrapper of the mock ([tests/faults](../tests/faults)).
The third column names the law of `contract_tests` that is there for it; `make test` holds it to that law.
The last one has the checks of Schemathesis {version} that notice it: its engine alone, with this project's
contract, all checks, all phases, {examples} examples, seed 0; an exception that ended it is in parentheses.
`make faults` measures that again.

Noticed by the laws: {laws} of {count}. Noticed by plain Schemathesis: {plain} of {count}.

| fault | what it is | law | plain Schemathesis |
|---|---|---|---|
"""


def checks_that_fail(app: ASGIApp) -> list[str]:
    """The checks of Schemathesis that an application fails."""
    config = SchemathesisConfig(seed=0)
    schema = schemathesis.openapi.from_dict(contract.load().document, config=config)
    schema.app = app
    schema.config.update(headers={"Authorization": f"Bearer {TOKEN}"})
    schema.config.generation.max_examples = EXAMPLES

    @schema.hook
    def filter_case(_: HookContext, case: Case[Any]) -> bool:
        return in_order(case)

    return sorted(set(_failures(schema)))


def _failures(schema: Any) -> Iterator[str]:
    for event in from_schema(schema).execute():
        if isinstance(event, events.FatalError | events.NonFatalError):
            yield f"({type(event.value).__name__})" if hasattr(event, "value") else "(error)"
        if isinstance(event, events.ScenarioFinished):
            for checks in event.recorder.checks.values():
                yield from (each.name for each in checks if each.failure_info is not None)


def notices(app: ASGIApp, law: str) -> bool:
    """Whether the law notices the fault of an application."""
    with open_runner(app, token=TOKEN) as runner:
        return runner[law].outcome is Outcome.FAILED


def main() -> None:
    """Measure, and write the table."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    app = create_app(settings.load(token=TOKEN), contract.load())
    alarms = checks_that_fail(app)
    if alarms:
        sys.exit(
            f"Schemathesis finds {', '.join(alarms)} in the mock itself: the table would be worth nothing"
        )
    rows = []
    laws = plain = 0
    for fault in FAULTS.values():
        found = checks_that_fail(fault.wrap(app))
        laws += notices(fault.wrap(app), fault.law)
        plain += bool(found)
        told = ", ".join(found) or "–"
        rows.append(f"| `{fault.name}` | {fault.sentence} | `{fault.law}` | {told} |")
        print(rows[-1], flush=True)
    head = HEAD.format(
        count=len(FAULTS),
        laws=laws,
        plain=plain,
        version=schemathesis.SCHEMATHESIS_VERSION,
        examples=EXAMPLES,
    )
    PAGE.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
