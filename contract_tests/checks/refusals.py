"""Invalid values, one check each: none is ignored or read as another value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from contract_tests import query
from contract_tests.check import RequestCheck
from contract_tests.checks.access import refused
from contract_tests.client import Client
from contract_tests.dialect import SPELLINGS
from contract_tests.exchange import Request
from contract_tests.expectations import Expectations
from contract_tests.results import Skipped
from mockserver.contract import Parameter

REFUSED: Final = ("invalid-values-refused", "error-http-status")

SAMPLE: Final = ("page-missing", "status-above-the-last", "start_at-2025-02-30")
"""The cases that are sent even with a small budget."""

NO_MOMENTS: Final = (
    "",
    "tomorrow",
    "2025-13-01",
    "2025-00-10",
    "2025-12-00",
    "2025-02-30",
    "2025-12-32",
    "2025-12-03 24:00",
    "2025-12-03 25:00:00",
    "2025-12-03 12:60",
    "2025-12-03 12:00:60",
    "2025-12-03T00:00:00",
    "2025-12-03T00:00:00Z",
    "2025-12-03 00:00:00+08:00",
    "2025/12-03",
    "2025.12.03",
    "03/12/2025",
    "25-12-03",
    "20251203",
    "1764720000",
    "0000-00-00 00:00:00",
    "2025-12-03 00:00:00 x",
)
NO_INTEGERS: Final = ("", " 1", "+1", "01", "abc", "1.5", "-1", "1e1", "0x10", "1,2", "null", "NaN", "１")
NO_BOOLEANS: Final = ("", "maybe", "2", "-1", "yes", "on", "null", "01")
NO_UUIDS: Final = (
    "",
    "abc",
    "1",
    "5832d184-dd53-42a0-8ace-0bf8d660f4c",
    "5832d184-dd53-42a0-8ace-0bf8d660f4ccc",
    "5832d184-dd53-42a0-8ace-0bf8d660f4cg",
    "5832d184_dd53_42a0_8ace_0bf8d660f4cc",
    "' OR '1'='1",
)
NO_STATUSES: Final = (
    "",
    "abc",
    "1.5",
    "-1",
    "1e0",
    "null",
    "[]",
    "2;5",
    "2,abc",
    "true",
    "99999999999999999999",
)
NO_STRINGS: Final[Mapping[str, tuple[str, ...]]] = {"uuid": NO_UUIDS, "local-date-time": NO_MOMENTS}
"""The invalid values of each format of a string."""


class UnsupportedParameter(Exception):
    """A parameter of the contract that no invalid values are known for; the message names it."""


def invalid_values(parameter: Parameter) -> Iterator[tuple[str, str]]:
    """The invalid values of a parameter, each with the name of its case; limits are those of the schema.

    Raises UnsupportedParameter if its type and format have none.
    """
    schema: Mapping[str, Any] = parameter.schema
    values: tuple[str, ...] = ()
    if schema["type"] == "integer":
        yield "below-the-least", str(schema["minimum"] - 1)
        yield "above-the-most", str(schema["maximum"] + 1)
        yield "too-large-for-any-integer", "9" * 40
        values = NO_INTEGERS
    elif schema["type"] == "boolean":
        values = NO_BOOLEANS
    elif schema["type"] == "array":
        yield "above-the-last", str(max(schema["items"]["enum"]) + 1)
        values = NO_STATUSES
    elif schema.get("format") in NO_STRINGS:
        values = NO_STRINGS[schema["format"]]
    else:
        raise UnsupportedParameter(
            f"openapi.yaml: parameter {parameter.name!r} is a {schema['type']} with "
            f"{'format ' + repr(schema['format']) if 'format' in schema else 'no format'}: give it one of "
            f"{', '.join(NO_STRINGS)}, or add a format to NO_STRINGS in contract_tests/checks/refusals.py"
        )
    for value in values:
        yield {"": "empty", " 1": "with-a-space"}.get(value, value), value


@dataclass(frozen=True)
class Case:
    """An invalid request: parameters by name, and the spelling of `status` (None: the usual one).

    `path` may contain the names of ids in braces. `assumes` names open questions beside `REFUSED`.
    """

    name: str
    what: str
    path: str
    values: Mapping[str, Any]
    spelling: str | None = None
    assumes: tuple[str, ...] = ()


def checks(expectations: Expectations) -> tuple[RequestCheck, ...]:
    """One check for each invalid request. Raises UnsupportedParameter."""
    return tuple(
        RequestCheck(
            f"refused-{case.name}",
            f"{case.what} is refused with 422.",
            partial(_check_case, case=case),
            (*REFUSED, *case.assumes),
        )
        for case in _cases(expectations)
    )


def _check_case(client: Client, *, case: Case) -> None:
    known = client.dialect.array_spelling
    if client.dialect.invalid_values == "ignored":
        raise Skipped("in this dialect invalid values are ignored")
    if case.spelling not in (None, *known):
        raise Skipped("in this dialect the spelling is not understood")
    if case.name not in SAMPLE:
        client.policy.skip_if_frugal()
    usual = "repeat" if "repeat" in known else known[0]
    path = case.path.replace("{user_id}", client.target.user_id).replace("{task_id}", client.target.task_id)
    request = Request(f"{path}?{query.write(case.spelling or usual, case.values)}", 422)
    refused(client, client.send(request), client.dialect.refusal_status)


def _cases(expectations: Expectations) -> Iterator[Case]:
    path = expectations.path("{user_id}", "{task_id}")
    last = max(expectations.labels)
    for parameter in expectations.parameters:
        yield from _cases_of(parameter, path)
    for spelling in SPELLINGS:
        values = {"page": 1, "status": [last, last + 1]}
        what = f"A status of {last + 1} beside {last} ({spelling})"
        yield Case(f"status-{spelling}", what, path, values, spelling)
    bounds = {"start_at": "2025-12-03 00:00:01", "end_at": "2025-12-03 00:00:00"}
    yield Case("start_at-after-end_at", "A start_at after end_at", path, {"page": 1, **bounds})


def _cases_of(parameter: Parameter, path: str) -> Iterator[Case]:
    name = parameter.name
    for called, value in invalid_values(parameter):
        here = path
        values: dict[str, Any] = {"page": "1"}
        if parameter.location == "query":
            values |= {name: [value] if parameter.schema["type"] == "array" else value}
        elif value:
            here = path.replace(f"{{{name}}}", quote(value, safe=""))
        else:  # Without a value it is another path.
            continue
        assumes = _questions(parameter, called)
        yield Case(f"{name}-{called}", f"A {name} of {value!r}", here, values, assumes=assumes)
    if parameter.required and parameter.location == "query":
        yield Case(f"{name}-missing", f"A request without {name}", path, {"per_page": "15"})


def _questions(parameter: Parameter, called: str) -> tuple[str, ...]:
    if parameter.schema.get("format") == "uuid":
        return ("ids-are-uuids",)
    if called in ("above-the-most", "too-large-for-any-integer"):
        return (f"{parameter.name.replace('_', '-')}-limit",)
    return ("empty-array-refused",) if called == "[]" else ()
