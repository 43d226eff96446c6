"""Sends requests to the API under test, within a request policy."""

from collections.abc import Callable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import httpx

from contract_tests.exchange import TOKEN, Exchange, Request
from contract_tests.request_policy import RequestPolicy
from contract_tests.throttle import ATTEMPTS, Clock, Throttle, seconds_to_wait
from contract_tests.transport import GetOnly

TIMEOUT: Final = 30.0
"""Longest wait for an answer, in seconds."""

TIMEOUTS: Final = 3
"""No more requests are sent after this many timeouts."""


class Sender:
    """Sends requests to one API; `status_of` reads the status that an answer stands for."""

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
        self._token = token
        self._status_of = status_of
        # A cookie from an authorized request could authorize the ones without a token.
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        self._http = httpx.Client(
            transport=GetOnly(transport) if policy.live else transport,
            timeout=TIMEOUT,
            follow_redirects=False,
            cookies=no_cookies,
        )
        self._timeouts = 0
        self.throttle = Throttle(policy.rate, policy.budget, clock)

    def send(self, request: Request) -> Exchange:
        """The answer to a request; retries after 429. Raises Skipped."""
        for _ in range(ATTEMPTS):
            exchange = self._exchange(request)
            if self._status_of(exchange) != 429:
                break
            wait = seconds_to_wait(exchange.headers.get("retry-after"))
            if wait is None:
                self.throttle.stop("the API answered 429 with a Retry-After that is too long to wait for")
                break
            self.throttle.pause(wait)
        return exchange

    def _exchange(self, request: Request) -> Exchange:
        self.throttle.wait()
        headers = {"Accept": request.accept, "Accept-Encoding": request.encoding}
        if request.authorization is not None:
            headers["Authorization"] = request.authorization.replace(TOKEN, self._token)
        headers |= {name: value.replace(TOKEN, self._token) for name, value in request.headers}
        url = self._url + request.target
        try:
            response = self._http.request(request.method, url, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self._timeouts += isinstance(error, httpx.TimeoutException)
            if self._timeouts == TIMEOUTS:
                self.throttle.stop(f"{TIMEOUTS} requests were not answered within {TIMEOUT:g} seconds")
            return Exchange(request, url, failure=f"{type(error).__name__}: {error}")
        sent = str(response.request.url)
        names = {name.lower(): value for name, value in response.headers.items()}
        return Exchange(request, sent, response.status_code, names, response.content)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
