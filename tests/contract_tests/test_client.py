"""The client: what it sends, how often, and what it keeps to itself."""

import os
import subprocess
from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest

from contract_tests import expectations
from contract_tests.checks.refusals import invalid_values
from contract_tests.client import Client, Target
from contract_tests.exchange import TOKEN as PLACEHOLDER
from contract_tests.exchange import Request
from contract_tests.request_policy import RequestPolicy
from contract_tests.results import Skipped
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


MakeClient = Callable[..., Client]


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def make(slept: list[float]) -> MakeClient:
    def make(server: Server, **policy: object) -> Client:
        target = Target("u", "t")
        clock = Clock(lambda: sum(slept), slept.append)
        url = "https://api.example.com"
        known = expectations.load()
        limits = RequestPolicy(**policy)  # type: ignore[arg-type]
        return Client(url, httpx.MockTransport(server), TOKEN, target, known, policy=limits, clock=clock)

    return make


def test_the_same_request_is_sent_once(make: MakeClient) -> None:
    server = Server(ok())
    client = make(server)
    assert client.send(client.request()) is client.send(client.request(page=1))
    client.send_again(client.request())
    assert len(server.seen) == 2


def test_the_token_is_sent_but_not_recorded(make: MakeClient) -> None:
    server = Server(ok())
    client = make(server)
    exchange = client.send(client.request())
    assert server.seen[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in repr(exchange) + repr(client) + exchange.curl()


def test_a_token_in_a_url_is_sent_but_not_recorded(make: MakeClient) -> None:
    server = Server(ok())
    exchange = make(server).send(Request(f"/numbers?token={PLACEHOLDER}&x=1 2"))
    assert dict(server.seen[0].url.params) == {"token": TOKEN, "x": "1 2"}
    assert TOKEN not in exchange.url + exchange.curl()
    assert f'"https://api.example.com/numbers?token={PLACEHOLDER}&x=1 2"' in exchange.curl()


@pytest.mark.parametrize(
    ("form", "sent"),
    [
        ("${NUMBERS_TOKEN%?}", "s3cre"),
        ("${NUMBERS_TOKEN#?}", "3cret"),
        ("${NUMBERS_TOKEN~~}", "S3CRET"),
        ("${NUMBERS_TOKEN}x", "s3cretx"),
        ('$(printf %s ":$NUMBERS_TOKEN" | base64 -w 0)', "OnMzY3JldA=="),
        ('$(printf %s "$NUMBERS_TOKEN:" | base64 -w 0)', "czNjcmV0Og=="),
    ],
)
def test_a_token_in_another_form_is_what_a_shell_makes_of_it(make: MakeClient, form: str, sent: str) -> None:
    server = Server(ok())
    exchange = make(server).send(Request("/numbers", authorization=form, headers=(("X-Key", form),)))
    assert server.seen[0].headers["authorization"] == server.seen[0].headers["x-key"] == sent
    assert sent not in exchange.curl()
    shell = subprocess.run(
        ["/bin/bash", "-c", f'printf %s "{form}"'],
        env={**os.environ, "NUMBERS_TOKEN": TOKEN},
        capture_output=True,
        check=True,
    )
    assert shell.stdout.decode() == sent


def test_the_answer_to_an_odd_request_is_no_evidence(make: MakeClient) -> None:
    client = make(Server(ok()))
    client.send(Request("/numbers", odd=True))
    assert client.evidence.exchanges == []
    client.send(Request("/numbers"))
    assert len(client.evidence.exchanges) == 1


def test_the_recorded_url_is_the_one_that_was_sent(make: MakeClient) -> None:
    server = Server(ok())
    exchange = make(server).send(Request("/a b?status[]=2&x=1 2"))
    assert exchange.url == str(server.seen[0].url)


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("method", ["POST", "DELETE", "TRACE"])
def test_only_get_is_sent_unless_other_methods_are_asked_for(
    method: str, live: bool, make: MakeClient
) -> None:
    server = Server(ok())
    with pytest.raises(Skipped, match=f"only GET is sent, not {method}"):
        make(server, live=live).send(Request("/", method=method))
    assert server.seen == []
    make(server, live=live, unsafe_methods=True).send(Request("/", method=method))
    assert [request.method for request in server.seen] == [method]


HOSTILE = ("' OR '1'='1", "1 UNION SELECT 1", "<script>", "../../etc/passwd", "a\0b", "1; DROP TABLE a")


@pytest.mark.parametrize("value", HOSTILE)
def test_what_looks_like_an_attack_is_sent_only_if_asked_for(value: str, make: MakeClient) -> None:
    server = Server(ok())
    for target in (f"/number?page={quote(value)}", f"/user/{quote(value, safe='')}/number?page=1"):
        with pytest.raises(Skipped, match="see --hostile-values"):
            make(server, live=True).send(Request(target))
        assert server.seen == []
    make(server, live=True, hostile_values=True).send(Request(f"/number?page={quote(value)}"))
    assert len(server.seen) == 1


def test_of_the_invalid_values_of_the_contract_few_look_like_an_attack(make: MakeClient) -> None:
    client = make(Server(ok()), live=True)
    skipped = set()
    for parameter in client.expectations.parameters:
        for _, value in invalid_values(parameter):
            try:
                client.send(Request(f"/number?{parameter.name}={quote(value)}"))
            except Skipped:
                skipped.add(value)
    assert skipped == {"' OR '1'='1"}


def test_a_budget_is_not_exceeded(make: MakeClient) -> None:
    server = Server(ok())
    client = make(server, budget=2)
    client.page()
    client.page(page=2)
    client.page()
    with pytest.raises(Skipped, match="the budget of 2 requests is spent"):
        client.page(page=3)
    assert len(server.seen) == 2


def test_requests_keep_the_rate(make: MakeClient, slept: list[float]) -> None:
    client = make(Server(ok()), rate=2)
    for number in range(1, 5):
        client.page(page=number)
    assert slept == [0.5, 0.5, 0.5]


def test_no_cookie_is_kept(make: MakeClient) -> None:
    server = Server(httpx.Response(200, json=PAGE, headers={"set-cookie": "session=1; path=/"}))
    client = make(server)
    client.page()
    client.page(page=2)
    assert "cookie" not in server.seen[1].headers


def test_redirects_are_not_followed(make: MakeClient) -> None:
    server = Server(httpx.Response(302, headers={"location": "https://elsewhere.example.com/"}))
    assert make(server).send(Request("/")).status == 302
    assert len(server.seen) == 1


def test_a_client_closes_its_connections() -> None:
    transport = httpx.MockTransport(Server(ok()))
    closed: list[bool] = []
    transport.close = lambda: closed.append(True)  # type: ignore[method-assign]
    with Client("https://api.example.com", transport, TOKEN, Target("u", "t"), expectations.load()):
        assert closed == []
    assert closed == [True]
