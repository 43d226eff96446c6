"""Runs the checks against one API."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

import httpx

from contract_tests import checks, expectations
from contract_tests.calibration import calibrate
from contract_tests.calibration.growth import exclude_new_numbers
from contract_tests.calibration.probe import Need
from contract_tests.check import MALFORMED, Check, EvidenceCheck, RequestCheck
from contract_tests.client import Client, Target
from contract_tests.dialect import Dialect
from contract_tests.exchange import Exchange, Request
from contract_tests.page import Row
from contract_tests.plan import Plan, days, turns
from contract_tests.request_policy import OWN, THOROUGH, RequestPolicy
from contract_tests.results import Failed, Habit, Outcome, Result, Skipped
from contract_tests.transport import InProcess
from contract_tests.trouble import is_web_page, stands_for


class CannotRun(Exception):
    """No check can run: the API refuses the token or the ids, or is none."""


def preflight(client: Client) -> None:
    """Request a page. Raises Unavailable if the API does not answer, CannotRun if it refuses.

    If it fails with this request only, the checks show that.
    """
    exchange = client.send(client.request(end_at=None))
    status = _status(client, exchange)
    if status >= 500 and _status(client, client.send(_another(client))) >= 500:
        client.sender.give_up(f"answers {status} to every request for numbers")
    if status == 401:
        raise CannotRun(f"{client.url} refuses the token (401): is NUMBERS_TOKEN correct?")
    if is_web_page(exchange) and status < 400:
        raise CannotRun(f"{client.url} answers with a web page ({status}): is it the base URL of the API?")
    if 400 <= status < 500 and client.policy.live:
        raise CannotRun(
            f"{client.url} refuses the first request ({status}): are --user-id and --task-id correct?"
        )


def _status(client: Client, exchange: Exchange) -> int:
    return stands_for(exchange, client.evidence.status_of(exchange))


def _another(client: Client) -> Request:
    """A request that an API may answer even if it fails with the usual one."""
    return client.request(per_page=client.largest_page)


class Runner:
    """The results for one API; each check runs when its result is first needed."""

    def __init__(self, client: Client, checks: Sequence[Check], today: date | None = None) -> None:
        self.client = client
        self.checks = checks
        self.today = today or datetime.now(UTC).date()
        self.gaps: dict[str, str] = {}
        """What was found not to be covered, and why."""
        self.generated: list[Result] = []
        """The results of requests that Schemathesis generated."""
        self.habits: tuple[Habit, ...] = ()
        """What calibration found."""
        self.calibrated = 0
        """The number of exchanges of calibration, the first of the evidence."""
        self._results: dict[str, Result] = {}
        self._moving = False

    def calibrate(self, *, thorough: bool = False) -> None:
        """Find out the habits of the API, which the checks then expect."""
        policy = self.client.policy
        usual = Need.ALWAYS if policy.small else Need.USUAL
        everything = thorough or not policy.sparing
        self.habits = calibrate(self.client, Need.THOROUGH if everything else usual)
        self.calibrated = len(self.client.evidence.exchanges)

    @cached_property
    def plan(self) -> Plan:
        """Which checks run today, with what calibration has left of a small budget."""
        left = self.client.throttle.requests_left
        if left is None or not self.client.policy.small:
            return Plan(self.today, {})
        period = days(self.checks, left - sum(each.cost for each in self._daily))
        return Plan(self.today, turns(self.checks, period), period)

    @property
    def _daily(self) -> list[RequestCheck]:
        return [each for each in self.checks if isinstance(each, RequestCheck) and each.daily]

    def result(self, check: Check) -> Result:
        """The result of one check; a check of evidence runs after all that send requests."""
        if check.id not in self._results:
            if isinstance(check, EvidenceCheck):
                for other in self.checks:
                    if isinstance(other, RequestCheck):
                        self.result(other)
            self._results[check.id] = self._run(check)
        return self._results[check.id]

    def results(self) -> list[Result]:
        """The results of all checks."""
        return [self.result(each) for each in self.checks]

    def __getitem__(self, id: str) -> Result:
        """The result of the check with this id. Raises KeyError if there is none."""
        return self.result({check.id: check for check in self.checks}[id])

    def finished_as(self, outcome: Outcome) -> list[Result]:
        """The results so far with this outcome, those of generated requests among them."""
        return [each for each in self.finished if each.outcome is outcome]

    @property
    def finished(self) -> list[Result]:
        """The results so far."""
        return [*self._results.values(), *self.generated]

    def _run(self, check: Check) -> Result:
        evidence = self.client.evidence
        due = self.plan.due(check)
        if due > self.today:
            found = f"left out to spare a live API; its turn is {due} (--max-requests {THOROUGH} runs all)"
            return Result(check.id, check.sentence, Outcome.SKIPPED, found)
        if self.plan.turns and not self._is_affordable(check):
            found = "the budget is too small for it today, beside what runs every day"
            return Result(check.id, check.sentence, Outcome.SKIPPED, found)
        result = check.on(self.client) if isinstance(check, RequestCheck) else check.on(evidence)
        if result.outcome is not Outcome.FAILED:
            return result
        if self.is_open(result):
            return replace(result, outcome=Outcome.REPORTED)
        if isinstance(check, RequestCheck) and self._has_grown(result.exchanges):
            return self._run(check)
        if len(result.exchanges) > 1 and self._moved(result.exchanges):
            found = f"the numbers changed during the run ({result.found})"
            return Result(check.id, check.sentence, Outcome.SKIPPED, found)
        return result

    def _is_affordable(self, check: Check) -> bool:
        """Whether the budget is enough for a check and for those that run every day, later ones too."""
        if not isinstance(check, RequestCheck) or check.daily:
            return True
        reserved = sum(each.cost for each in self._daily if each.id not in self._results)
        return self.client.throttle.allows(check.cost + reserved)

    def is_open(self, result: Result) -> bool:
        """Whether a failure rests on a question that this API may answer in its own way.

        A question that the dialect answers is no longer open: an API that contradicts its habit breaks it.
        """
        dialect = self.client.dialect
        if result.id in dialect.reported or set(result.assumes) & set(dialect.reported):
            return True
        return self.client.policy.calibrated and not all(map(dialect.settles, result.assumes))

    def _has_grown(self, exchanges: Sequence[Exchange]) -> bool:
        """Whether numbers were added since these answers; they are excluded from now on."""
        with suppress(Skipped, Failed, *MALFORMED):
            requests = dict.fromkeys(each.request for each in exchanges)
            return any(exclude_new_numbers(self.client, each) for each in requests)
        return False

    def _moved(self, exchanges: Iterable[Exchange]) -> bool:
        """Whether a running campaign changes the numbers: some waiting ones were called since these answers.

        Once this was seen no more requests are spent on it.
        """
        self._moving = self._moving or any(map(self._has_changed, exchanges))
        return self._moving

    def _has_changed(self, exchange: Exchange) -> bool:
        try:
            before, after = self.client.page_of(exchange.request), self.client.page_again(exchange.request)
        except (Skipped, Failed):
            return False
        return _was_called(before.rows, after.rows)


def _was_called(before: list[Row], after: list[Row]) -> bool:
    statuses = {row.get("id"): row.get("status") for row in after}
    return any(row.get("status") == 0 != statuses.get(row.get("id"), 0) for row in before)


@contextmanager
def open_runner(
    server: Any,
    *,
    token: str = "suite",  # noqa: S107  # Of a mock.
    dialect: Dialect | None = None,
    policy: RequestPolicy | None = None,
    url: str = "http://127.0.0.1",
    today: date | None = None,
) -> Iterator[Runner]:
    """A runner for an ASGI application, or for whatever an httpx transport reaches at `url`.

    Without a policy, everything may be sent to it. `today` decides whose turn it is if the budget is small.
    Raises Unavailable if it does not answer, CannotRun if it refuses the token.
    """
    transport = server if isinstance(server, httpx.BaseTransport) else InProcess(server)
    known = expectations.load()
    target = Target(*(known.example(name) for name in ("user_id", "task_id", "sub_user_id")))
    with Client(url, transport, token, target, known, dialect or Dialect(), policy or OWN) as client:
        preflight(client)
        runner = Runner(client, checks.load(known), today)
        if client.policy.calibrated:
            runner.calibrate()
        yield runner


def run_checks(server: Any, **options: Any) -> list[Result]:
    """The results of all checks; for the options see `open_runner`."""
    with open_runner(server, **options) as runner:
        return runner.results()
