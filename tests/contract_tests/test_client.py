"""How an API is asked: once for the same, at the pace it is allowed, and with GET only where it is live."""

import json
from collections.abc import Callable

import httpx
import pytest

from contract_tests import expectations as promises
from contract_tests.check import NotJudged
from contract_tests.client import Api, Target, Terms
from contract_tests.exchange import Request
from contract_tests.runner import CannotJudge, admit
from contract_tests.throttle import Clock

TOKEN = "s3cret"
PAGE = {"code": 200, "status": "success", "message": "", "data": [], "meta": {"total": 0}}


class Server:
    """Answers with what it is given, one after the other; the last one again and again."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.seen: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def ok() -> httpx.Response:
    return httpx.Response(200, json=PAGE)


def slow_down(**headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(429, json={"code": 429, "status": "error"}, headers=named)


MakeApi = Callable[..., Api]


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def make(slept: list[float]) -> MakeApi:
    def make(server: Server, **terms: object) -> Api:
        target = Target("u", "t")
        clock = Clock(lambda: sum(slept), slept.append)
        url = "https://api.example.com"
        known = promises.load()
        return Api(url, httpx.MockTransport(server), TOKEN, target, known, terms=Terms(**terms), clock=clock)  # type: ignore[arg-type]

    return make


def test_the_same_request_is_asked_once(make: MakeApi) -> None:
    server = Server(ok())
    api = make(server)
    assert api.ask(api.request()) is api.ask(api.request(page=1))
    api.ask_again(api.request())
    assert len(server.seen) == 2


def test_the_token_is_sent_but_written_down_nowhere(make: MakeApi) -> None:
    server = Server(ok())
    api = make(server)
    exchange = api.ask(api.request())
    assert server.seen[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in repr(exchange) + repr(api) + exchange.curl()


def test_the_url_is_the_one_that_went_out(make: MakeApi) -> None:
    server = Server(ok())
    exchange = make(server).ask(Request("/a b?status[]=2&x=1 2"))
    assert exchange.url == str(server.seen[0].url)


@pytest.mark.parametrize("method", ["POST", "DELETE", "TRACE"])
def test_a_live_api_never_meets_another_method(method: str, make: MakeApi) -> None:
    server = Server(ok())
    with pytest.raises(NotJudged, match="must not be sent to a live API"):
        make(server, live=True).ask(Request("/", method=method))
    assert server.seen == []


def test_a_server_of_ones_own_meets_other_methods(make: MakeApi) -> None:
    server = Server(ok())
    make(server).ask(Request("/", method="POST"))
    assert [request.method for request in server.seen] == ["POST"]


def test_a_budget_is_not_exceeded(make: MakeApi) -> None:
    server = Server(ok())
    api = make(server, budget=2)
    api.page()
    api.page(page=2)
    api.page()
    with pytest.raises(NotJudged, match="the budget of 2 requests is spent"):
        api.page(page=3)
    assert len(server.seen) == 2


def test_requests_keep_the_rate(make: MakeApi, slept: list[float]) -> None:
    api = make(Server(ok()), rate=2)
    for number in range(1, 5):
        api.page(page=number)
    assert slept == [0.5, 0.5, 0.5]


def test_429_is_waited_out_as_long_as_it_says(make: MakeApi, slept: list[float]) -> None:
    server = Server(slow_down(retry_after="3"), slow_down(retry_after="2"), ok())
    exchange = make(server).ask(Request("/"))
    assert exchange.status == 200
    assert slept == [3.0, 2.0]
    assert len(server.seen) == 3


def test_429_without_end_is_given_up(make: MakeApi) -> None:
    server = Server(slow_down(retry_after="1"))
    assert make(server).ask(Request("/")).status == 429
    assert len(server.seen) == 5


def test_429_that_asks_for_too_much_is_not_waited_for(make: MakeApi, slept: list[float]) -> None:
    assert make(Server(slow_down(retry_after="86400"))).ask(Request("/")).status == 429
    assert slept == []


def test_who_wants_to_be_left_alone_for_long_is_asked_no_more(make: MakeApi) -> None:
    server = Server(slow_down(retry_after="86400"))
    api = make(server)
    api.ask(api.request())
    with pytest.raises(NotJudged, match="wants to be left alone"):
        api.page(page=2)
    assert len(server.seen) == 1


def test_who_remains_silent_is_asked_no_more(make: MakeApi) -> None:
    server = Server(httpx.ReadTimeout("late"))
    api = make(server)
    for number in range(1, 6):
        with pytest.raises(NotJudged):
            api.page(page=number)
    assert len(server.seen) == 3


def test_no_cookie_is_kept(make: MakeApi) -> None:
    server = Server(httpx.Response(200, json=PAGE, headers={"set-cookie": "session=1; path=/"}))
    api = make(server)
    api.page()
    api.page(page=2)
    assert "cookie" not in server.seen[1].headers


def test_waiting_out_429_costs_the_budget(make: MakeApi) -> None:
    server = Server(slow_down(retry_after="1"))
    with pytest.raises(NotJudged):
        make(server, budget=2).ask(Request("/"))
    assert len(server.seen) == 2


def test_redirects_are_not_followed(make: MakeApi) -> None:
    server = Server(httpx.Response(302, headers={"location": "https://elsewhere.example.com/"}))
    assert make(server).ask(Request("/")).status == 302
    assert len(server.seen) == 1


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ReadTimeout("late")])
def test_an_api_that_does_not_answer_cannot_be_judged(error: httpx.HTTPError, make: MakeApi) -> None:
    with pytest.raises(CannotJudge, match=f"does not answer: {type(error).__name__}"):
        admit(make(Server(error)))


def test_an_api_that_refuses_the_token_cannot_be_judged(make: MakeApi) -> None:
    answer = httpx.Response(401, content=json.dumps({"code": 401}))
    with pytest.raises(CannotJudge, match=r"refuses the token \(401\): is NUMBERS_TOKEN right") as raised:
        admit(make(Server(answer)))
    assert TOKEN not in str(raised.value)
