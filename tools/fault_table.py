"""Writes docs/FAULTS.md: each drift, the checks that notice it, and what of plain Schemathesis does.

`make faults` runs it: half an hour, nothing but Python. With NAMES="…" it measures only these drifts,
and keeps the other rows. A check that a row names stays: it must still fail. A drift without a row gets the
first check that it fails. Schemathesis is measured alone: its engine runs against the drifting mock in this
process, with the contract as it is, all its checks and all its phases. It is spared its false alarms:
`start_at` after `end_at`, and dates such as February 31, which no schema can forbid.
"""

import logging
import re
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

import schemathesis
from schemathesis import Case, HookContext
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from starlette.types import ASGIApp

from contract_tests import expectations, query
from contract_tests.cases import in_order
from mockserver import contract
from mockserver.drift import DRIFTS, Drift
from mockserver.drift.access import TOKEN
from tests.drift.memory import MEMORY
from tests.drift.server import ROWS, Remembering, drifting, fails, failures, mock
from tools import fault_page

EXAMPLES: Final = 100
DATE: Final = re.compile(expectations.load().schema_of("start_at")["pattern"].strip("^$"))
NOTHING: Final = "–"

EVERY: Final[Mapping[str, Drift]] = {**DRIFTS, **{drift.name: drift for drift in MEMORY}}
"""Every drift by its name, those of the mock and those of the tests."""

HEAD: Final = """# Drifts, and the checks that notice them

{count} ways in which real back ends break a contract. The mock serves each of them under `/@drift=NAME`
([mockserver/drift](../mockserver/drift)), except {memory}, which needs memory across requests
([tests](../tests/drift/memory.py)). The third column names the checks of `contract_tests` that each one
must fail; `make test` demands it. The last one has the checks of Schemathesis {version} that it fails: the
engine alone, with this project's contract, all checks, all phases, {examples} examples, seed 0; an exception
that ended it is in parentheses. `make faults` measures this again.

Noticed by the checks: {count} of {count}. Noticed by plain Schemathesis: {plain} of {count}.

| drift | what it is | checks | plain Schemathesis |
|---|---|---|---|
"""


@dataclass(frozen=True)
class Row:
    """What is known of a drift: the checks that must notice it, and those of Schemathesis that do."""

    checks: tuple[str, ...]
    plain: str

    def text(self, drift: Drift) -> str:
        """The line of the table."""
        checks = ", ".join(f"`{check}`" for check in self.checks)
        return f"| `{drift.name}` | {drift.about} | {checks} | {self.plain} |"


def read() -> dict[str, Row]:
    """The rows of the page, by the name of the drift."""
    rows = fault_page.cells(fault_page.drifts())
    return {
        name.strip("`"): Row(tuple(checks.strip("`").split("`, `")), plain) for name, _, checks, plain in rows
    }


def page(rows: Mapping[str, Row]) -> str:
    """The part of the page about drifts, with these rows."""
    head = HEAD.format(
        count=len(rows),
        memory=" and ".join(f"`{drift.name}`" for drift in MEMORY),
        plain=sum(row.plain != NOTHING for row in rows.values()),
        version=version("schemathesis"),
        examples=EXAMPLES,
    )
    return head + "".join(f"{rows[name].text(drift)}\n" for name, drift in EVERY.items())


def schemathesis_alone(app: ASGIApp) -> str:
    """The checks of Schemathesis that an application fails."""
    config = SchemathesisConfig(seed=0)
    schema = schemathesis.openapi.from_dict(contract.load().document, config=config)
    schema.app = app
    schema.config.update(headers={"Authorization": f"Bearer {TOKEN}"})
    schema.config.generation.max_examples = EXAMPLES

    @schema.hook
    def filter_case(_: HookContext, case: Case[Any]) -> bool:
        return in_order(case) and _dates_exist(case)

    return ", ".join(sorted(set(_found(schema)))) or NOTHING


def _dates_exist(case: Case[Any]) -> bool:
    """Whether the dates that fit the pattern of the contract are in the calendar."""
    texts = [str(text) for name, text in (case.query or {}).items() if name in ("start_at", "end_at")]
    return all(query.date(text) for text in texts if DATE.fullmatch(text))


def _found(schema: Any) -> Iterator[str]:
    for event in from_schema(schema).execute():
        if isinstance(event, events.FatalError | events.NonFatalError):
            yield f"({type(event.value).__name__})" if hasattr(event, "value") else "(error)"
        if isinstance(event, events.ScenarioFinished):
            for checks in event.recorder.checks.values():
                yield from (each.name for each in checks if each.failure_info is not None)


def noticed(drift: Drift, app: ASGIApp, known: Sequence[str]) -> tuple[str, ...]:
    """The checks that notice a drift: those that are known, or the first. Exits if there is none."""
    if known:
        if fails(drifting(app, drift), *known):
            return tuple(known)
        sys.exit(
            f"{drift.name} passes one of {', '.join(known)}: the suite was loosened, or the drift changed"
        )
    failed = list(failures(drifting(app, drift)))
    if not failed:
        sys.exit(f"{drift.name} passes every check: the suite lacks one that notices it")
    print(f"{drift.name} fails {', '.join(failed)}")
    return (failed[0],)


def main(names: Sequence[str]) -> None:
    """Measure these drifts, or all, and those without a row; write the page."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    unknown = [name for name in names if name not in EVERY]
    if unknown:
        sys.exit(f"there is no drift {unknown[0]!r}; see mockserver scenarios --drift")
    right, quick = mock(), Remembering(mock(rows=ROWS))
    alarms = schemathesis_alone(right)
    if alarms != NOTHING:
        sys.exit(f"Schemathesis finds {alarms} in the mock itself: the table would be worth nothing")
    known = read()
    rows = {}
    for name, drift in EVERY.items():
        row = known.get(name)
        if row is None or not names or name in names:
            checks = noticed(drift, quick, row.checks if row else ())
            row = Row(checks, schemathesis_alone(drifting(right, drift)))
            print(row.text(drift), flush=True)
        rows[name] = row
    fault_page.write_drifts(page(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
