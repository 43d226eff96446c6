"""Sends requests to the API under test, within a request policy, and tells an outage from a breach.

An answer that may be due to an outage is not believed at once: a request that was answered before is sent
again, and if the API still answers that one, the failing request is repeated too. It is believed if it fails
each time. If the API answers nothing any more, the run is over for it: see `Unavailable`.
"""

from collections.abc import Callable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import RLock
from typing import Final, NoReturn
from urllib.parse import quote

import httpx

from contract_tests import body, trouble
from contract_tests.exchange import TOKEN, Exchange, Request, Token, with_token
from contract_tests.network import Until
from contract_tests.request_policy import RequestPolicy
from contract_tests.results import Exhausted, Skipped, Unavailable
from contract_tests.throttle import ATTEMPTS, LONGEST_WAIT, Clock, Throttle, seconds_to_wait
from contract_tests.transport import GetOnly, is_hostile

TIMEOUTS: Final = 6
"""An API is unavailable after this many timeouts."""

PAUSES: Final = (1.0, 5.0, 20.0)
"""Seconds between the requests that find out whether an outage lasts."""

LOCAL_PAUSES: Final = (0.1, 0.5, 2.0)
"""The same for a server of one's own."""

PROOFS: Final = 2
"""How often a failing request is repeated; twice, as one of two servers behind a balancer may be down."""

MOST_BLIPS: Final = 10
"""An API is unavailable after more requests than this failed once and were answered when repeated."""

MOST_WAITING: Final = 600.0
"""Longest time that a run spends on waiting for an API that limits requests, in seconds."""

MOST_KEPT: Final = 256 * 2**20
"""Bytes of memory that the answers of a run may take, as they are all kept."""

MOST_LIMITED: Final = 3
"""An API is unavailable after this many requests were still refused when they had been waited for."""


class Sender:
    """Sends requests to one API; `status_of` reads the HTTP status that an answer stands for."""

    def __init__(
        self,
        url: str,
        transport: httpx.BaseTransport,
        token: str,
        policy: RequestPolicy,
        clock: Clock,
        status_of: Callable[[Exchange], int],
    ) -> None:
        self._url = url.rstrip("/")
        self._token = Token(token)
        self._hostile_values = policy.hostile_values
        self._status_of = status_of
        self._pauses = PAUSES if policy.live else LOCAL_PAUSES
        # A cookie from an authorized request could authorize the ones without a token.
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        self._http = httpx.Client(
            transport=transport if policy.unsafe_methods else GetOnly(transport),
            follow_redirects=False,
            cookies=no_cookies,
        )
        self._lock = RLock()
        self._answered: Request | None = None
        self._timeout, self._deadline = policy.timeout, policy.deadline
        self._timeouts = self._limited = self._kept = 0
        self.throttle = Throttle(policy.rate, policy.budget, clock, policy.deadline)
        self.blips: list[Exchange] = []
        """Answers that failed once; the request was answered when it was repeated."""
        self.refused = 0
        """How often a request was refused for now."""
        self.outage: str | None = None
        """Why the API is unavailable, in one sentence; nothing more is sent then."""
        self.exhausted: str | None = None
        """Which limit the run has reached, in one sentence; nothing more is sent then."""

    def send(self, request: Request) -> Exchange:
        """The answer to a request. Raises Skipped, or Unavailable if the API no longer answers."""
        if is_hostile(request.target) and not self._hostile_values:
            raise Skipped("values that a firewall may ban a client for are not sent (see --hostile-values)")
        exchange = self._patiently(request)
        if self._sign(exchange) is not None:
            # Where requests are sent at the same time, one finds out for all.
            with self._lock:
                exchange = self._verified(exchange) if self._answered else self._first(exchange)
        if self._answered is None and self._is_page(exchange):
            self._answered = request
        return exchange

    def give_up(self, sign: str) -> NoReturn:
        """Send nothing more: the API is unavailable. Raises Unavailable."""
        if self.outage is None:
            self.outage = f"{self._url} {sign}"
        raise Unavailable(self.outage)

    def _first(self, exchange: Exchange) -> Exchange:
        """The answer to a request when it is repeated, where none was answered before."""
        again = exchange
        if not self._is_refused_for_now(exchange):
            self.throttle.pause(self._pauses[0])
            again = self._patiently(exchange.request)
        sign = self._sign(again)
        if sign is None:
            self.blips.append(exchange)
        elif trouble.is_down(again, self._status(again)):
            self.give_up(self._limiting(again) if self._is_refused_for_now(again) else sign)
        return again

    def _verified(self, exchange: Exchange) -> Exchange:
        """The answer to a request that failed, once it is known that the request is the reason.

        Raises Skipped if the API only limits requests like it, Unavailable if it answers none.
        """
        self._wait_for_the_api(limited=self._status(exchange) == 429)
        again = exchange
        for _ in range(PROOFS):
            if self._status(again) == 429:
                self._skip_limited(again)
            again = self._patiently(exchange.request)
            if self._sign(again) is None:
                self._note_blip(exchange)
                break
        return again

    def _wait_for_the_api(self, *, limited: bool) -> None:
        """Return once the API answers a request that it answered before. Raises Unavailable."""
        assert self._answered is not None
        for pause in (0.0,) if limited else (0.0, *self._pauses):
            self.throttle.pause(pause)
            sign = self._sign(self._exchange(self._answered))
            if sign is None:
                return
        assert sign is not None
        self.give_up(sign)

    def _note_blip(self, exchange: Exchange) -> None:
        self.blips.append(exchange)
        if len(self.blips) > MOST_BLIPS:
            self.give_up(f"is unsteady: {len(self.blips)} requests failed and were answered when repeated")

    def _skip_limited(self, exchange: Exchange) -> NoReturn:
        self._limited += trouble.has_token(exchange.request)
        if self._limited == MOST_LIMITED:
            self.give_up("answers 429 (Too Many Requests) however long it is waited for")
        raise Skipped(f"the API limits requests like this one (429): {exchange.request.target}")

    def _patiently(self, request: Request) -> Exchange:
        """The answer to a request; one that is refused for now is repeated as the API says."""
        for attempt in range(ATTEMPTS):
            exchange = self._exchange(request)
            if not self._is_refused_for_now(exchange):
                return exchange
            self.refused += 1
            self.throttle.refund()
            if attempt == 0:
                self.throttle.slow_down()
            seconds = seconds_to_wait(exchange.headers.get("retry-after"), 2.0**attempt)
            too_long = seconds is None or self.throttle.paused + seconds > MOST_WAITING
            if too_long and trouble.has_token(request):
                self.give_up(f"{self._limiting(exchange)}, {_patience(seconds)}")
            if seconds is None or too_long or attempt == ATTEMPTS - 1:
                break
            self.throttle.pause(seconds)
        return exchange

    def _limiting(self, exchange: Exchange) -> str:
        """How an API limits requests, to follow its name."""
        first = " to the first request" if self._answered is None else ""
        return f"{self._sign(exchange)}{first}"

    def _is_refused_for_now(self, exchange: Exchange) -> bool:
        status = self._status(exchange)
        return status == 429 or (status == 503 and "retry-after" in exchange.headers)

    def _exchange(self, request: Request) -> Exchange:
        self.throttle.wait()
        self._check_limits()
        url = self._url + request.target
        try:
            answer = self._request(request, url)
        except httpx.InvalidURL as error:
            raise Skipped(f"{url} cannot be requested: {error}") from None
        except httpx.HTTPError as error:
            self._check_limits()  # At the deadline of the run, an answer is cut off.
            answer = Exchange(request, url, failure=f"{type(error).__name__}: {error}")
            self._timeouts += isinstance(error, httpx.TimeoutException)
            if self._timeouts == TIMEOUTS:
                self.give_up(f"did not answer {TIMEOUTS} requests within {self._timeout:g} seconds")
        self._kept += answer.weight
        return answer

    def _request(self, request: Request, url: str) -> Exchange:
        """Send a request, and read its answer. Raises httpx.HTTPError or httpx.InvalidURL."""
        headers = {"Accept": request.accept, "Accept-Encoding": request.encoding}
        if request.authorization is not None:
            headers["Authorization"] = with_token(request.authorization, self._token)
        headers |= {name: with_token(value, self._token) for name, value in request.headers}
        whole = url.replace(TOKEN, quote(self._token, safe=""))
        limit = Until(min(self._timeout, self.throttle.seconds_left))
        with self._http.stream(request.method, whole, headers=headers, timeout=limit) as response:
            sent = url if TOKEN in url else str(response.request.url)
            names = {name.lower(): value for name, value in response.headers.items()}
            return Exchange(request, sent, response.status_code, names, body.read(response))

    def _check_limits(self) -> None:
        """Raises Unavailable or Exhausted if nothing more may be sent."""
        if self.outage is not None:
            raise Unavailable(self.outage)
        if self.exhausted is None and self.throttle.seconds_left <= 0:
            self.exhausted = f"the run was not complete within {self._deadline:g} seconds (see --deadline)"
        if self.exhausted is None and self._kept > MOST_KEPT:
            self.exhausted = f"the answers of the run take more than {MOST_KEPT // 2**20} MiB of memory"
        if self.exhausted is not None:
            raise Exhausted(self.exhausted)

    def _status(self, exchange: Exchange) -> int:
        return trouble.stands_for(exchange, self._status_of(exchange))

    def _sign(self, exchange: Exchange) -> str | None:
        return trouble.sign(exchange, self._status(exchange), accepted=self._answered is not None)

    def _is_page(self, exchange: Exchange) -> bool:
        """Whether an answer shows that the API works, and accepts the token."""
        request = exchange.request
        fine = self._status(exchange) == 200 and not trouble.is_error(exchange)
        return fine and request.expected == 200 and trouble.has_token(request)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


def _patience(seconds: float | None) -> str:
    """Why an API is not waited for."""
    if seconds is None:
        return f"to be repeated after more than {LONGEST_WAIT:g} seconds"
    return f"and a run waits no longer than {MOST_WAITING / 60:g} minutes in all"
