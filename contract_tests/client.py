"""Requests numbers of the API under test, and keeps every exchange as evidence."""

from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

import httpx

from contract_tests import query
from contract_tests.dialect import Dialect
from contract_tests.evidence import Evidence
from contract_tests.exchange import Exchange, Request, Token
from contract_tests.expectations import Expectations
from contract_tests.page import Page
from contract_tests.query import Spelling
from contract_tests.request_policy import LIVE_PAGE, RequestPolicy
from contract_tests.sender import Sender
from contract_tests.throttle import Clock, Throttle

EARLIEST: Final = "2000-01-01 00:00:00"
LATEST: Final = "2099-12-31 00:00:00"
"""Bounds that exclude no number."""


@dataclass(frozen=True)
class Target:
    """The task whose numbers are requested. `sub_user_id` None: no sub account is known."""

    user_id: str
    task_id: str
    sub_user_id: str | None = None


@dataclass
class Client:
    """Requests numbers of `target` at `url`; `evidence` holds all that was received."""

    url: str
    transport: httpx.BaseTransport
    token: str = field(repr=False)
    target: Target
    expectations: Expectations
    dialect: Dialect = field(default_factory=Dialect)
    policy: RequestPolicy = field(default_factory=RequestPolicy)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.token = Token(self.token)
        self.evidence = Evidence(self.expectations, self.dialect)
        self.sender = Sender(
            self.url,
            self.transport,
            self.token,
            self.policy,
            self.clock,
            lambda exchange: self.evidence.status_of(exchange),
        )
        self._sent: dict[Request, Exchange] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sender.close()

    def adopt(self, dialect: Dialect) -> None:
        """Send and read everything in this dialect from now on."""
        self.dialect = dialect
        self.evidence.read_in(dialect)

    def send(self, request: Request) -> Exchange:
        """The answer to a request; one that was sent before is not sent again. Raises Skipped."""
        if request not in self._sent:
            self._sent[request] = self.send_again(request)
        elif self._sent[request].request.assumes != request.assumes:  # It proves more, or less, than before.
            self._sent[request] = replace(self._sent[request], request=request)
            self.evidence.exchanges.append(self._sent[request])
        return self._sent[request]

    def send_again(self, request: Request) -> Exchange:
        """The answer to a request, sent even if it was before. Raises Skipped."""
        exchange = self.sender.send(request)
        if not request.odd:
            self.evidence.exchanges.append(exchange)
        return exchange

    @property
    def outage(self) -> str | None:
        """Why the API is unavailable, in one sentence; nothing more is sent then."""
        return self.sender.outage

    @property
    def exhausted(self) -> str | None:
        """Which limit the run has reached, in one sentence; nothing more is sent then."""
        return self.sender.exhausted

    @property
    def ended(self) -> str | None:
        """Why nothing more is sent, if so, in one sentence: an outage, or a limit of the run."""
        return self.outage or self.exhausted

    @property
    def throttle(self) -> Throttle:
        """Counts the requests."""
        return self.sender.throttle

    @property
    def path(self) -> str:
        """The path of the task."""
        return self.expectations.path(self.target.user_id, self.target.task_id)

    def request(
        self, assumes: tuple[str, ...] = (), spelling: Spelling | None = None, **values: Any
    ) -> Request:
        """A request for numbers; parameters by name, `page` 1 by default, `status` a list of integers.

        `assumes` names the open questions that an answer of 200 rests on; `spelling` is by default that of
        the dialect. Where the API takes no bound alone, the other one is added, far away.
        """
        given: dict[str, Any] = {"page": 1, "end_at": self.policy.until, **values}
        bounds = given.get("start_at"), given.get("end_at")
        if self.dialect.bounds_alone == "refused" and any(bounds) and None in bounds:
            given["start_at"], given["end_at"] = bounds[0] or EARLIEST, bounds[1] or LATEST
        # In the contract's order, since a request that was sent before is not sent again.
        ordered = {each.name: given[each.name] for each in self.expectations.parameters if each.name in given}
        return self.request_for(query.write(ordered, spelling or self.dialect.spelling), assumes)

    def request_for(self, query_string: str, assumes: tuple[str, ...] = ()) -> Request:
        """A request for numbers with this query string."""
        return Request(f"{self.path}?{query_string}", assumes=assumes)

    def page(self, **values: Any) -> Page:
        """The page that answers a request for numbers. Raises Skipped if the answer is none."""
        return self.page_of(self.request(**values))

    def page_of(self, request: Request) -> Page:
        """The page that answers a request. Raises Skipped if the answer is none."""
        return self.evidence.page(self.send(request))

    def page_again(self, request: Request) -> Page:
        """The page that answers a request when it is sent again."""
        return self.evidence.page(self.send_again(request))

    @property
    def largest_page(self) -> int:
        """The largest `per_page` to request; of a live API, less than the contract assumes it allows."""
        if self.dialect.per_page_maximum:
            return self.dialect.per_page_maximum
        maximum: int = self.expectations.schema_of("per_page")["maximum"]
        return min(maximum, LIVE_PAGE) if self.policy.live else maximum
