"""Sends requests to the API under test, within a request policy, and keeps every exchange as evidence."""

from dataclasses import dataclass, field, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final, Self
from urllib.parse import quote

import httpx

from contract_tests import query
from contract_tests.dialect import Dialect
from contract_tests.evidence import Evidence
from contract_tests.exchange import TOKEN, Exchange, Request, with_token
from contract_tests.expectations import Expectations
from contract_tests.page import Page
from contract_tests.query import Spelling
from contract_tests.request_policy import LIVE_PAGE, RequestPolicy
from contract_tests.throttle import ATTEMPTS, Clock, Throttle, seconds_to_wait
from contract_tests.transport import GetOnly

TIMEOUT: Final = 30.0
"""Longest wait for an answer, in seconds."""

EARLIEST: Final = "2000-01-01 00:00:00"
LATEST: Final = "2099-12-31 00:00:00"
"""Bounds that exclude no number."""

TIMEOUTS: Final = 3
"""No more requests are sent after this many timeouts."""


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
        transport = GetOnly(self.transport) if self.policy.live else self.transport
        # A cookie from an authorized request could authorize the ones without a token.
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        self._http = httpx.Client(
            transport=transport, timeout=TIMEOUT, follow_redirects=False, cookies=no_cookies
        )
        self._timeouts = 0
        self._sent: dict[Request, Exchange] = {}
        self.throttle = Throttle(self.policy.rate, self.policy.budget, self.clock)
        self.evidence = Evidence(self.expectations, self.dialect)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

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
        """The answer to a request, sent even if it was before; retries after 429. Raises Skipped."""
        for _ in range(ATTEMPTS):
            exchange = self._exchange(request)
            if self.evidence.status_of(exchange) != 429:
                break
            wait = seconds_to_wait(exchange.headers.get("retry-after"))
            if wait is None:
                self.throttle.stop("the API answered 429 with a Retry-After that is too long to wait for")
                break
            self.throttle.pause(wait)
        if not request.odd:
            self.evidence.exchanges.append(exchange)
        return exchange

    def _exchange(self, request: Request) -> Exchange:
        self.throttle.wait()
        headers = {"Accept": request.accept, "Accept-Encoding": request.encoding}
        if request.authorization is not None:
            headers["Authorization"] = with_token(request.authorization, self.token)
        headers |= {name: with_token(value, self.token) for name, value in request.headers}
        url = self.url.rstrip("/") + request.target
        try:
            whole = url.replace(TOKEN, quote(self.token, safe=""))
            response = self._http.request(request.method, whole, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self._timeouts += isinstance(error, httpx.TimeoutException)
            if self._timeouts == TIMEOUTS:
                self.throttle.stop(f"{TIMEOUTS} requests were not answered within {TIMEOUT:g} seconds")
            return Exchange(request, url, failure=f"{type(error).__name__}: {error}")
        sent = url if TOKEN in url else str(response.request.url)
        names = {name.lower(): value for name, value in response.headers.items()}
        return Exchange(request, sent, response.status_code, names, response.content)

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
