"""Finds out how an API does what the documentation leaves open, before the checks run.

Each probe sends a few requests and states keys of the dialect; what it cannot find out stays open.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from contract_tests.calibration import access, pages, queries, refusals, rows
from contract_tests.calibration.probe import Finding, Need, Probe
from contract_tests.check import MALFORMED
from contract_tests.client import Client
from contract_tests.results import Failed, Habit, Skipped

PROBES: Final[tuple[Probe, ...]] = (
    *access.FIRST,
    *pages.SIZES,
    *rows.PROBES,
    *queries.PROBES,
    *pages.PROBES,
    *refusals.PROBES,
    *access.LAST,
    *rows.LAST,
)
"""All probes; each one uses what those before it have found."""


def calibrate(client: Client, need: Need = Need.THOROUGH) -> tuple[Habit, ...]:
    """Let a client use the dialect of its API, apart from keys that it has already; returns what was found.

    `need` says which probes run: those that are needed always take about 20 requests, all of them about 65.
    """
    thorough = need is Need.THOROUGH
    stated = frozenset(client.dialect.model_fields_set)
    habits: dict[str, Habit] = {}
    for probe in PROBES:
        if probe.keys <= stated or probe.need > need:
            continue
        for finding in _run(probe, client, thorough=thorough):
            if finding.key not in stated:
                _adopt(client, finding)
                if finding.certain:
                    habits[finding.key] = _habit(client, finding)
    return tuple(habits.values())


def _run(probe: Probe, client: Client, *, thorough: bool) -> Iterator[Finding]:
    """What a probe finds, one by one, since what it asks next may depend on what it has found.

    Answers of another shape say nothing here, as checks report that shape.
    """
    with suppress(Skipped, Failed, *MALFORMED):
        yield from probe.run(client, thorough)


def _adopt(client: Client, finding: Finding) -> None:
    values = {finding.key: finding.value}
    dialect = client.dialect
    client.adopt(dialect.model_copy(update=values) if finding.certain else dialect.preferring(values))


def _habit(client: Client, finding: Finding) -> Habit:
    assumed = type(client.dialect).model_fields[finding.key].default
    if isinstance(finding.value, dict) and finding.key == "invalid_values":
        assumed = dict.fromkeys(finding.value, "refused")
    if assumed is None:
        keyword = {"per_page_maximum": "maximum", "per_page_default": "default"}[finding.key]
        assumed = client.expectations.schema_of("per_page")[keyword]
    return Habit(finding.key, finding.value, assumed, finding.exchanges)
