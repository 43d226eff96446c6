"""The API under judgement: asks it, remembers what it said, and keeps the terms on which it may be asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final

import httpx

from contract_tests import query
from contract_tests.check import Broken, NotJudged
from contract_tests.dialect import Dialect
from contract_tests.exchange import TOKEN, Exchange, Request
from contract_tests.expectations import Breach, Promises
from contract_tests.page import Page, Row, distinct, read, status_of
from contract_tests.throttle import RETRIES, Clock, Pace, Spent, seconds_to_wait
from contract_tests.transport import OnlyGet, Refused

LIVE_BUDGET: Final = 60
"""Requests a live API is asked, all in all, unless told otherwise."""

LIVE_RATE: Final = 2.0
"""Requests a second it is asked."""

TIMEOUT: Final = 30.0
"""Seconds an answer may take."""

SILENCES: Final = 3
"""Requests may remain without an answer for so long until no more is asked."""

LIVE_PAGE: Final = 100
"""Numbers a page of it is asked for, unless the dialect knows its limit."""


ORDER: Final = ("page", "per_page", "encryption", "sub_user_id", "status", "start_at", "end_at")
"""The order in which parameters are written."""

THOROUGH: Final = 250
"""A budget of so many requests allows what is left out of a smaller one."""


@dataclass(frozen=True)
class Terms:
    """How an API may be asked, and how strictly it is judged; the default is for a server of one's own.

    A `live` API is asked with GET only, and what the contract merely assumes is reported. `until` is the
    moment up to which its numbers are looked at, so that those added meanwhile shake nothing.
    """

    live: bool = False
    rate: float | None = None
    budget: int | None = None
    until: str | None = None

    @property
    def frugal(self) -> bool:
        """Whether requests are to be spared."""
        return self.live and self.budget is not None and self.budget < THOROUGH

    def spare(self) -> None:
        """Raise NotJudged where requests are to be spared."""
        if self.frugal:
            raise NotJudged(f"left out to spare a live API (--max-requests {THOROUGH} judges it)")


@dataclass(frozen=True)
class Target:
    """What is asked for. `sub_user_id` None: no sub account is known."""

    user_id: str
    task_id: str
    sub_user_id: str | None = None


@dataclass
class Api:
    """Asks through `transport`, at `url`, as `target`, with `token`."""

    url: str
    transport: httpx.BaseTransport
    token: str = field(repr=False)
    target: Target
    promises: Promises
    dialect: Dialect = field(default_factory=Dialect)
    terms: Terms = field(default_factory=Terms)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        inner = OnlyGet(self.transport) if self.terms.live else self.transport
        # Whoever was let in with a token and keeps a cookie may be let in by that alone.
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        self._client = httpx.Client(
            transport=inner, timeout=TIMEOUT, follow_redirects=False, cookies=no_cookies
        )
        self._silences = 0
        self.pace = Pace(self.terms.rate, self.terms.budget, self.clock)
        self.exchanges: list[Exchange] = []
        self._answers: dict[Request, Exchange] = {}
        self._pages: dict[int, Page] = {}

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def ask(self, request: Request) -> Exchange:
        """The answer to a request, asked once only. Raises NotJudged if it may not be asked."""
        if request not in self._answers:
            self._answers[request] = self.ask_again(request)
        return self._answers[request]

    def ask_again(self, request: Request) -> Exchange:
        """The answer to a request, asked anew; 429 is waited out. Raises NotJudged if it may not be asked."""
        for _ in range(RETRIES):
            exchange = self._exchange(request)
            if self.status_of(exchange) != 429:
                break
            wait = seconds_to_wait(exchange.headers.get("retry-after"))
            if wait is None:
                self.pace.stop("it was asked too often, and wants to be left alone for long (429)")
                break
            self.pace.pause(wait)
        self.exchanges.append(exchange)
        return exchange

    def _exchange(self, request: Request) -> Exchange:
        try:
            self.pace.wait()
        except Spent as error:
            raise NotJudged(str(error)) from None
        headers = {"Accept": request.accept, "Accept-Encoding": request.encoding}
        if request.authorization is not None:
            headers["Authorization"] = request.authorization.replace(TOKEN, self.token)
        url = self.url.rstrip("/") + request.target
        try:
            response = self._client.request(request.method, url, headers=headers)
        except Refused as error:
            raise NotJudged(str(error)) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self._silences += isinstance(error, httpx.TimeoutException)
            if self._silences == SILENCES:
                self.pace.stop(f"{SILENCES} requests remained without an answer for {TIMEOUT:g} seconds")
            return Exchange(request, url, failure=f"{type(error).__name__}: {error}")
        sent = str(response.request.url)
        names = {name.lower(): value for name, value in response.headers.items()}
        return Exchange(request, sent, response.status_code, names, response.content)

    def status_of(self, exchange: Exchange) -> int:
        """The HTTP status of an answer, or the one it stands for by the dialect."""
        return status_of(exchange, self.dialect)

    @property
    def path(self) -> str:
        """The path of the task that is judged."""
        return self.promises.path(self.target.user_id, self.target.task_id)

    def request(self, assumes: tuple[str, ...] = (), **values: Any) -> Request:
        """A request for numbers; parameters by name, `page` 1 unless given, `status` a list of whole numbers.

        `assumes` are the open questions on which it rests that this request is answered at all.
        """
        asked: dict[str, Any] = {"page": 1, "end_at": self.terms.until, **values}
        # In one order, so that the same is asked but once.
        given = {name: asked[name] for name in sorted(asked, key=ORDER.index)}
        target = f"{self.path}?{query.write(self.dialect.array_spelling[0], given)}"
        return Request(target, assumes=assumes)

    def page(self, **values: Any) -> Page:
        """The page that answers a request. Raises NotJudged if the answer is none."""
        return self.page_at(self.request(**values))

    def page_with(self, query_string: str, assumes: tuple[str, ...] = ()) -> Page:
        """The page that answers a query written by hand. Raises NotJudged if the answer is none."""
        return self.page_at(Request(f"{self.path}?{query_string}", assumes=assumes))

    def page_at(self, request: Request) -> Page:
        """The page that answers a request. Raises NotJudged if the answer is none."""
        return self._page(self.ask(request))

    def page_anew(self, request: Request) -> Page:
        """The page that answers a request when it is asked once more."""
        return self._page(self.ask_again(request))

    def _page(self, exchange: Exchange) -> Page:
        if id(exchange) not in self._pages:
            self._pages[id(exchange)] = read(exchange, self.dialect, self.nullable)
        return self._pages[id(exchange)]

    @cached_property
    def nullable(self) -> frozenset[str]:
        """The fields that may be null."""
        return frozenset(name for name, schema in self.promises.fields.items() if "null" in schema["type"])

    @property
    def most(self) -> int:
        """The most numbers a page is asked for; of a live API less than the contract assumes it allows."""
        limit = self.dialect.per_page_maximum or self.promises.limits("per_page").most
        return limit if self.dialect.per_page_maximum or not self.terms.live else min(limit, LIVE_PAGE)

    def pages(self) -> Iterator[Page]:
        """Every page of numbers that was answered so far."""
        for exchange in self.exchanges:
            try:
                yield self._page(exchange)
            except (Broken, NotJudged):
                continue

    @property
    def breaches(self) -> list[tuple[Breach, Row, Exchange]]:
        """What is wrong with the fields of the records seen so far, and where that was first seen."""
        if self.records is not self._judged:
            self._judged = self.records
            self._breaches = [
                (breach, row, exchange)
                for row, exchange in self.records
                for breach in self.promises.record.breaches(row)
            ]
        return self._breaches

    @property
    def records(self) -> list[tuple[Row, Exchange]]:
        """Every record seen so far, once, and where it was first seen."""
        if len(self.exchanges) != self._counted:
            self._records = list(distinct(self.pages()))
            self._counted = len(self.exchanges)
        return self._records

    _counted: int = field(default=-1, init=False)
    _records: list[tuple[Row, Exchange]] = field(default_factory=list, init=False)
    _judged: list[tuple[Row, Exchange]] = field(default_factory=list, init=False)
    _breaches: list[tuple[Breach, Row, Exchange]] = field(default_factory=list, init=False)
