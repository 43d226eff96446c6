"""Sends requests that Schemathesis generates, through the client of a run, and checks their answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import requests
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, Response
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks as builtin

from contract_tests.cases import cases, lenient, mutated
from contract_tests.check import Check, EvidenceCheck
from contract_tests.client import Client
from contract_tests.dialect import Dialect
from contract_tests.evidence import Evidence
from contract_tests.exchange import Exchange, Request
from contract_tests.report.text import describe
from contract_tests.results import Outcome, Result, Skipped
from contract_tests.runner import Runner

BASE: Final = "http://api"
"""Stands for the base URL until a case is sent."""

HEADERS: Final = {"Authorization": "Bearer token"}
"""What Schemathesis sees of the token; the real one is put in when a case is sent."""

_ADDED: Final = frozenset(
    ("authorization", "user-agent", "accept", "accept-encoding", "connection", "x-schemathesis-testcaseid")
)
"""Headers that are not part of a case."""


@dataclass(frozen=True)
class Finding:
    """What generated requests found: a failure, or why not all could be sent; both None: nothing."""

    failure: str | None = None
    skipped: str | None = None


def fuzz(runner: Runner, mode: str, examples: int) -> Finding:
    """Send some valid (`positive`) or invalid (`negative`) requests. Nothing in a finding is redacted yet."""
    client = runner.client
    send = _Once(client)
    failure: str | None = None
    skipped: str | None = None

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(client.expectations, mode, client.dialect, client.target))
    def each(case: Case[Any]) -> None:
        nonlocal skipped
        try:
            verify(case, send, runner)
        except Skipped as reason:  # To Hypothesis, the case passes: raised, it would be a failure.
            skipped = str(reason)

    try:
        each()
    except Exception as raised:
        failure = str(raised)
    return Finding(failure) if failure is not None else Finding(skipped=skipped)


class _Once:
    """Sends each request once, as Hypothesis repeats those that fail."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._sent: dict[Request, Exchange] = {}

    def __call__(self, request: Request) -> Exchange:
        """The answer. Raises Skipped."""
        if request not in self._sent:
            self._sent[request] = self._client.sender.send(request)
        return self._sent[request]


def verify(case: Case[Any], send: Callable[[Request], Exchange], runner: Runner) -> None:
    """Send one request. Raises AssertionError if its answer breaks the contract, Skipped if there is none."""
    client = runner.client
    case.headers.update(HEADERS)  # Generated tokens are not sent.
    prepared = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
    exchange = send(request_of(prepared))
    if exchange.failure is not None:
        raise AssertionError(f"no answer: {exchange.failure}\n  {exchange.curl()}")
    evidence = Evidence(client.expectations, client.dialect, [exchange])
    response = _response(exchange, prepared, evidence)
    try:
        case.validate_response(
            response, headers=dict(HEADERS), excluded_checks=_excluded(case, client.dialect)
        )
    except FailureGroup as group:
        messages = "\n".join(str(each) for each in group.exceptions)
        raise AssertionError(f"{messages}\n  {exchange.curl()}") from None
    for failure in failures(evidence, runner.checks):
        if not runner.is_open(failure):
            raise AssertionError(describe(failure))


def request_of(prepared: requests.PreparedRequest) -> Request:
    """The request of a case, without what Schemathesis says of itself."""
    assert prepared.url is not None
    headers = prepared.headers.items()
    own = tuple((name, str(value)) for name, value in headers if name.lower() not in _ADDED)
    return Request(prepared.url.removeprefix(BASE), expected=0, headers=own)


def failures(evidence: Evidence, checks: Sequence[Check]) -> list[Result]:
    """The failures of all checks that a single answer can fail."""
    results = [check.on(evidence) for check in checks if isinstance(check, EvidenceCheck)]
    return [each for each in results if each.outcome is Outcome.FAILED]


def _response(exchange: Exchange, prepared: requests.PreparedRequest, evidence: Evidence) -> Response:
    """An answer as Schemathesis reads it, with the status that the contract has for it."""
    status = evidence.status_of(exchange)
    if status == evidence.dialect.refusal_status:
        status = 422
    headers = {name: [value] for name, value in exchange.headers.items()}
    return Response(status, headers, exchange.body, prepared, elapsed=0.0, verify=True)


def _excluded(case: Case[Any], dialect: Dialect) -> list[Any]:
    """The checks of Schemathesis that do not apply.

    `no-access-with-a-bad-token` covers `ignored_auth`, without failing a mock that accepts any token. The
    checks of evidence cover those of the form of an answer, for which Schemathesis has no dialect.
    """
    excluded: list[Any] = [builtin.ignored_auth]
    if dialect != Dialect():
        excluded += [
            builtin.status_code_conformance,
            builtin.content_type_conformance,
            builtin.response_headers_conformance,
            builtin.response_schema_conformance,
        ]
    if mutated(case) & lenient(dialect):
        excluded.append(builtin.negative_data_rejection)
    return excluded
