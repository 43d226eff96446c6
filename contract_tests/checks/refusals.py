"""Wrong values, one law each: none is taken for something else, or ignored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from contract_tests import expectations as promises
from contract_tests import query
from contract_tests.check import Law, NotJudged, add
from contract_tests.checks.access import refused
from contract_tests.client import Api
from contract_tests.dialect import SPELLINGS
from contract_tests.exchange import Request
from mockserver.contract import Parameter

REFUSED: Final = ("invalid-values-refused", "error-http-status")

SAMPLE: Final = ("page-missing", "status-above-the-last", "start_at-2025-02-30")
"""What is asked of all this where requests are to be spared."""

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

Wrong = tuple[str, str]
"""What the case is called, and the value."""


def _named(values: tuple[str, ...]) -> Iterator[Wrong]:
    return (({"": "empty", " 1": "with-a-space"}.get(value, value), value) for value in values)


def wrong_values(parameter: Parameter) -> Iterator[Wrong]:
    """Values that a parameter may not have; limits are those of its schema."""
    schema: Mapping[str, Any] = parameter.schema
    if schema["type"] == "integer":
        yield "below-the-least", str(schema["minimum"] - 1)
        yield "above-the-most", str(schema["maximum"] + 1)
        yield "too-large-for-any-integer", "9" * 40
        yield from _named(NO_INTEGERS)
    elif schema["type"] == "boolean":
        yield from _named(NO_BOOLEANS)
    elif schema["type"] == "array":
        last = max(schema["items"]["enum"])
        yield "above-the-last", str(last + 1)
        yield from _named(NO_STATUSES)
    elif schema["format"] == "uuid":
        yield from _named(NO_UUIDS)
    else:
        yield from _named(NO_MOMENTS)


@dataclass(frozen=True)
class Case:
    """One request with something wrong in it: parameters by name, how `status` is spelled (None: as usual).

    `path` may have the names of ids in braces. `assumes` are open questions beside those of every refusal.
    """

    name: str
    path: str
    values: Mapping[str, Any]
    spelling: str | None = None
    assumes: tuple[str, ...] = ()


def _check(api: Api, *, case: Case) -> None:
    known = api.dialect.array_spelling
    if api.dialect.invalid_values == "ignored":
        raise NotJudged("by the dialect wrong values are ignored")
    if case.spelling not in (None, *known):
        raise NotJudged("by the dialect this spelling is not understood")
    if case.name not in SAMPLE:
        api.terms.spare()
    usual = "repeat" if "repeat" in known else known[0]
    path = case.path.replace("{user_id}", api.target.user_id).replace("{task_id}", api.target.task_id)
    request = Request(f"{path}?{query.write(case.spelling or usual, case.values)}", 422)
    refused(api, api.ask(request), api.dialect.refusal_status)


def _enter(case: Case, what: str) -> None:
    check = partial(_check, case=case)
    add(Law(f"refused-{case.name}", f"{what} is refused with 422.", check, (*REFUSED, *case.assumes)))


def _questions(parameter: Parameter, called: str) -> tuple[str, ...]:
    if parameter.schema.get("format") == "uuid":
        return ("ids-are-uuids",)
    if called in ("above-the-most", "too-large-for-any-integer"):
        return (f"{parameter.name.replace('_', '-')}-limit",)
    return ("empty-array-refused",) if called == "[]" else ()


def _enter_parameter(parameter: Parameter, path: str) -> None:
    name = parameter.name
    for called, value in wrong_values(parameter):
        here = path
        values: dict[str, Any] = {"page": "1"}
        if parameter.location == "query":
            values |= {name: [value] if parameter.schema["type"] == "array" else value}
        elif value:
            here = path.replace(f"{{{name}}}", quote(value, safe=""))
        else:  # Without a value it is another path.
            continue
        case = Case(f"{name}-{called}", here, values, assumes=_questions(parameter, called))
        _enter(case, f"A {name} of {value!r}")
    if parameter.required and parameter.location == "query":
        _enter(Case(f"{name}-missing", path, {"per_page": "15"}), f"A request without {name}")


def _enter_all(known: promises.Promises) -> None:
    path = known.path("{user_id}", "{task_id}")
    last = max(known.labels)
    for parameter in known.parameters:
        _enter_parameter(parameter, path)
    for spelling in SPELLINGS:
        case = Case(f"status-{spelling}", path, {"page": 1, "status": [last, last + 1]}, spelling)
        _enter(case, f"A status of {last + 1} beside {last} ({spelling})")
    bounds = {"start_at": "2025-12-03 00:00:01", "end_at": "2025-12-03 00:00:00"}
    _enter(Case("start_at-after-end_at", path, {"page": 1, **bounds}), "A start_at after end_at")


_enter_all(promises.load())
