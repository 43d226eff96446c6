"""Invalid values, one check each: none is ignored or read as another value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from contract_tests import query
from contract_tests.check import RequestCheck
from contract_tests.checks.access import refused
from contract_tests.client import Client
from contract_tests.dialect import SPELLINGS, Dialect
from contract_tests.exchange import Exchange, Request
from contract_tests.expectations import Expectations
from contract_tests.request_policy import EXHAUSTIVE
from contract_tests.results import Failed, Skipped
from contract_tests.transport import is_hostile
from mockserver.contract import Parameter

REFUSED: Final = ("invalid-values-refused", "error-http-status")

START_AFTER_END: Final = "start_at-after-end_at"

TOO_LARGE: Final = tuple(
    f"{name}-{how}"
    for name in ("page", "per_page")
    for how in ("above-the-most", "too-large-for-any-integer")
)

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
LENIENT: Final = frozenset(
    {
        *("0", "-1", " 1", "+1", "01", "1.5", "1e1", "0x10", "1,2", "１"),
        *(
            "tomorrow",
            "2025-12-03 24:00",
            "2025-12-03 12:00:60",
            "2025-12-03T00:00:00",
            "2025-12-03T00:00:00Z",
        ),
        *("2025-12-03 00:00:00+08:00", "2025/12-03", "2025.12.03", "03/12/2025", "25-12-03", "20251203"),
        *("1764720000", "2025-12-03 00:00:00 x", "2", "yes", "on"),
    }
)
"""Values that some framework reads as a valid one, or brings within its limits."""

LENIENT_PARAMETERS: Final = ("page", "per_page", "encryption", "start_at", "end_at")
"""The parameters of which such values are read; an id or a status is written in one way only."""

NOT_1: Final = ("1.5", "1e0", "true")
"""Values that are no status, and that a comparison with too few types takes for 1."""

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

    `parameter` is the one that is invalid, and `value` the invalid value. `path` may contain the names of
    ids in braces. `twin` is another parameter of the same kind, for which a live API is sent this value
    instead. `assumes` names open questions beside `REFUSED`.
    """

    name: str
    what: str
    path: str
    values: Mapping[str, Any]
    parameter: str
    value: str | None = None
    spelling: str | None = None
    twin: str | None = None
    assumes: tuple[str, ...] = ()

    @property
    def lenient(self) -> bool:
        """Whether some frameworks read the value as a valid one."""
        return self.value in LENIENT and self.parameter in LENIENT_PARAMETERS

    def habit(self, dialect: Dialect) -> str | None:
        """What the dialect says that the API does instead of refusing it, if anything."""
        if self.value is None:
            return None if dialect.page_missing == "refused" else "the first page is sent without `page`"
        if self.name == START_AFTER_END and dialect.start_after_end == "empty":
            return "a start_at after end_at leaves no numbers"
        if self.value == "" and dialect.empty_values == "ignored":
            return "empty values are ignored"
        if self.name in TOO_LARGE and self._excess(dialect) != "refused":
            return f"a {self.parameter} that is too large is {self._excess(dialect)}"
        if self.parameter in dialect.lenient_spelling and self.lenient:
            return f"a {self.parameter} is understood in other spellings"
        answers = {str(name): answer for name, answer in dialect.invalid_values.items()}
        answer = answers.get(self.parameter, "refused")
        return None if answer == "refused" else f"an invalid {self.parameter} is {answer}"

    def _excess(self, dialect: Dialect) -> str:
        return dialect.page_excess if self.parameter == "page" else dialect.per_page_excess


def checks(expectations: Expectations) -> tuple[RequestCheck, ...]:
    """One check for each invalid request. Raises UnsupportedParameter."""
    return tuple(
        RequestCheck(
            f"refused-{case.name}",
            f"{case.what} is refused with 422.",
            partial(_check_case, case=case),
            (*REFUSED, *case.assumes),
            cost=0 if case.twin or case.lenient or is_hostile(str(case.value)) else 1,
        )
        for case in _cases(expectations)
    )


def _check_case(client: Client, *, case: Case) -> None:
    if case.spelling not in (None, *client.dialect.array_spelling):
        raise Skipped("in this dialect the spelling is not understood")
    if client.policy.sparing:
        _skip_similar(case)
    ids = {"user_id": client.target.user_id, "task_id": client.target.task_id}
    path = case.path.format(**ids) if case.parameter in ids else client.path
    spelling = client.dialect.spelling
    text = query.write(case.values, replace(spelling, arrays=case.spelling or spelling.arrays))
    exchange = client.send(Request(f"{path}?{text}", 422, off_route=case.parameter in ids))
    habit = case.habit(client.dialect)
    status = client.evidence.status_of(exchange)
    if case.value in NOT_1 and case.parameter == "status" and status == 200:
        _is_not_status_1(client, exchange, case)
    if habit is not None and exchange.failure is None and status < 500:
        raise Skipped(f"in this dialect {habit}")
    refused(client, exchange, client.dialect.refusal_status)


def _skip_similar(case: Case) -> None:
    """Raise Skipped for a case that says little more than another one, or that rests on leniency."""
    more = f"(--max-requests {EXHAUSTIVE} sends all)"
    if case.twin is not None:
        raise Skipped(f"a live API is sent such a value as {case.twin} {more}")
    if case.lenient:
        raise Skipped(f"a live API may understand other spellings; they are not sent {more}")


def _is_not_status_1(client: Client, exchange: Exchange, case: Case) -> None:
    """Raise Failed if a filter by a value that is no status leaves the rows of status 1."""
    page = client.evidence.page(exchange)
    if page.rows and all(row["status"] == 1 for row in page.rows):
        raise Failed(f"status={case.value} is answered as if it were status=1", exchange, certain=True)


def _cases(expectations: Expectations) -> Iterator[Case]:
    path = expectations.path("{user_id}", "{task_id}")
    last = max(expectations.labels)
    for parameter in expectations.parameters:
        twins = [each.name for each in expectations.parameters if _kind(each) == _kind(parameter)]
        for place, case in enumerate(_cases_of(parameter, path)):
            instead = twins[place % len(twins)]
            shared = case.value is not None and instead != parameter.name
            yield replace(case, twin=instead) if shared else case
    for spelling in SPELLINGS:
        values = {"page": 1, "status": [last, last + 1]}
        what = f"A status of {last + 1} beside {last} ({spelling})"
        twin = None if spelling == SPELLINGS[0] else "status in another spelling"
        yield Case(f"status-{spelling}", what, path, values, "status", str(last + 1), spelling, twin)
    start, end = "2025-12-03 00:01:00", "2025-12-03 00:00:00"
    bounds = {"page": 1, "start_at": start, "end_at": end}
    yield Case(START_AFTER_END, "A start_at after end_at", path, bounds, "start_at", start)


def _kind(parameter: Parameter) -> tuple[str, str | None]:
    return parameter.schema["type"], parameter.schema.get("format")


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
        what, assumes = f"A {name} of {value!r}", _questions(parameter, called, value)
        yield Case(f"{name}-{called}", what, here, values, name, value, assumes=assumes)
    if parameter.required and parameter.location == "query":
        what, assumes = f"A request without {name}", (f"{name}-missing",)
        yield Case(f"{name}-missing", what, path, {"per_page": "15"}, name, assumes=assumes)


def _questions(parameter: Parameter, called: str, value: str) -> tuple[str, ...]:
    questions: tuple[str, ...] = ("lenient-spelling",) if value in LENIENT else ()
    if value == "":
        questions += ("empty-values",)
    if parameter.schema.get("format") == "uuid":
        questions += ("ids-are-uuids",)
    if called in ("above-the-most", "too-large-for-any-integer"):
        questions += (f"{parameter.name.replace('_', '-')}-limit",)
    return questions
