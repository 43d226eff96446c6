"""What is not believed at once, what is waited for, and when an API is unavailable."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import httpx
import pytest

from contract_tests import expectations, sender
from contract_tests.client import Client, Target
from contract_tests.exchange import Request
from contract_tests.request_policy import RequestPolicy
from contract_tests.results import Exhausted, Skipped, Unavailable
from contract_tests.runner import CannotRun, preflight
from contract_tests.throttle import ATTEMPTS, LONGEST_GAP, Clock

TOKEN: Final = "s3cret"
WRONG: Final = "Bearer wrong"
Answer = Callable[[httpx.Request], httpx.Response]


def page(_: object = None) -> httpx.Response:
    document = {"code": 200, "status": "success", "message": "m", "data": [], "meta": {"total": 0}}
    return httpx.Response(200, json=document)


def error(status: int, http: int | None = None, message: str = "m", **headers: str) -> Answer:
    """An error in the vendor's envelope."""
    document = {"code": status, "status": "error", "message": message, "data": []}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(http or status, json=document, headers=named)


def html(status: int, text: str = "<html>Hello</html>", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(status, text=text, headers={"content-type": "text/html"} | named)


def failing(raised: httpx.HTTPError) -> Answer:
    def fail(_: httpx.Request) -> httpx.Response:
        raise raised

    return fail


@dataclass
class Server:
    """Answers with pages, or as it is told: by `now`, one after the other, or by `rule`."""

    now: Iterator[Answer] = field(default_factory=lambda: iter(()))
    rule: Callable[[httpx.Request], Answer | None] = lambda _: None
    seen: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        return (self.rule(request) or next(self.now, page))(request)

    def then(self, *answers: Answer) -> None:
        self.now = iter(answers)

    def always(self, answer: Answer) -> None:
        self.rule = lambda _: answer


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def slept() -> list[float]:
    return []


Make = Callable[..., Client]


@pytest.fixture
def make(server: Server, slept: list[float]) -> Make:
    def make(**policy: object) -> Client:
        limits = RequestPolicy(live=True, **policy)  # type: ignore[arg-type]
        return Client(
            "https://api.example.com",
            httpx.MockTransport(server),
            TOKEN,
            Target("u", "t"),
            expectations.load(),
            policy=limits,
            clock=Clock(lambda: sum(slept), slept.append),
        )

    return make


@pytest.fixture
def client(make: Make) -> Client:
    """A client whose first request was answered."""
    client = make()
    preflight(client)
    return client


def many_pages(client: Client) -> None:
    for number in range(2, 100):
        client.page(page=number)


def many_statuses(client: Client) -> None:
    for status in range(10):
        client.send(client.request_for(f"page=1&status={status}"))


REFUSED_FOR_NOW = pytest.mark.parametrize("status", [429, 503])


@REFUSED_FOR_NOW
def test_a_request_refused_for_now_is_repeated_when_the_api_says(
    status: int, client: Client, server: Server, slept: list[float]
) -> None:
    server.then(error(status, retry_after="3"), error(status, retry_after="2"))
    assert client.send(Request("/x")).status == 200
    assert slept[:2] == [3.0, 2.0]
    assert [each.status for each in client.evidence.exchanges] == [200, 200]


@REFUSED_FOR_NOW
def test_tries_refused_for_now_are_not_charged_to_the_budget(status: int, make: Make, server: Server) -> None:
    client = make(budget=2)
    client.page()
    server.then(*[error(status, retry_after="1")] * 3)
    assert client.page(page=2).exchange.status == 200
    assert client.throttle.sent == 2


def test_the_rate_is_halved_once_for_each_request_refused_for_now(
    make: Make, server: Server, slept: list[float]
) -> None:
    client = make(rate=2)
    server.then(page, error(429, retry_after="1"), error(429, retry_after="1"))
    for number in range(1, 6):
        client.page(page=number)
    assert slept[-3:] == [1.0, 1.0, 1.0]
    for number in range(6, 16):
        server.then(error(429, retry_after="0"))
        client.page(page=number)
    assert max(slept) == LONGEST_GAP


@REFUSED_FOR_NOW
def test_an_api_that_refuses_for_good_is_unavailable(status: int, client: Client, server: Server) -> None:
    server.always(error(status, retry_after="1"))
    with pytest.raises(Unavailable, match=f"api.example.com answers {status} "):
        client.page(page=2)
    sent = len(server.seen)
    assert sent <= 1 + 2 * ATTEMPTS
    with pytest.raises(Unavailable):
        client.page(page=3)
    assert len(server.seen) == sent


@REFUSED_FOR_NOW
def test_a_long_retry_after_is_not_waited_for(
    status: int, client: Client, server: Server, slept: list[float]
) -> None:
    server.then(error(status, retry_after="86400"))
    with pytest.raises(Unavailable, match="to be repeated after more than 120 seconds"):
        client.page(page=2)
    assert (len(server.seen), slept) == (2, [])


def test_waiting_has_an_end(client: Client, server: Server, slept: list[float]) -> None:
    server.rule = lambda request: error(429, retry_after="100") if len(server.seen) % 3 == 0 else None
    with pytest.raises(Unavailable, match="a run waits no longer than 10 minutes in all"):
        many_pages(client)
    assert 400 < sum(slept) < 700


def test_a_request_that_alone_is_limited_is_skipped(client: Client, server: Server) -> None:
    server.rule = lambda request: error(429) if "status" in request.url.params else None
    with pytest.raises(Skipped, match=r"limits requests like this one \(429\)"):
        client.send(Request("/x?status=1"))
    assert client.outage is None
    assert client.page(page=2).exchange.status == 200


OUTAGES: Final = {
    "503": error(503),
    "502": html(502),
    "504": html(504),
    "cloudflare": html(522),
    "500": error(500),
    "503-in-body": error(503, 200),
    "maintenance": html(200, "<h1>系统维护中</h1>"),
    "maintenance-in-json": error(400, 200, "系统升级中，请稍后再试"),
    "moved-to-maintenance": html(302, "", location="/maintenance"),
    "web-page": html(200),
    "401": error(401),
    "401-in-body": error(401, 200),
    "403": html(403),
    "423": error(423),
    "reset": failing(httpx.ReadError("reset")),
    "refused": failing(httpx.ConnectError("[Errno 111] Connection refused")),
    "dns": failing(httpx.ConnectError("[Errno -2] Name or service not known")),
    "tls": failing(httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate has expired")),
    "late": failing(httpx.ReadTimeout("timed out")),
}


@pytest.mark.parametrize("name", OUTAGES)
def test_an_outage_in_the_middle_is_no_evidence_and_ends_the_run(
    name: str, client: Client, server: Server
) -> None:
    server.always(OUTAGES[name])
    with pytest.raises(Unavailable):
        client.page(page=2)
    sent = len(server.seen)
    for request in (client.request(page=3), Request("/", 401, authorization=None)):
        with pytest.raises(Unavailable):
            client.send(request)
    assert len(server.seen) == sent
    assert [each.status for each in client.evidence.exchanges] == [200]
    assert client.outage is not None
    assert client.outage.startswith("https://api.example.com ")
    assert TOKEN not in client.outage


@pytest.mark.parametrize("name", OUTAGES)
def test_what_ends_before_it_is_repeated_is_no_evidence(name: str, client: Client, server: Server) -> None:
    server.then(OUTAGES[name])
    assert client.page(page=2).exchange.status == 200
    assert [each.status for each in client.evidence.exchanges] == [200, 200]
    assert len(client.sender.blips) == 1


def test_an_outage_of_some_seconds_is_waited_for(client: Client, server: Server, slept: list[float]) -> None:
    server.rule = lambda _: error(502) if sum(slept) < 5 else None
    assert client.page(page=2).exchange.status == 200
    assert client.outage is None


@pytest.mark.parametrize("name", sorted(OUTAGES.keys() - {"late"}))
def test_what_comes_back_for_one_kind_of_request_only_is_believed(
    name: str, client: Client, server: Server
) -> None:
    server.rule = lambda request: OUTAGES[name] if "status" in request.url.params else None
    for status in range(4):
        exchange = client.send(client.request_for(f"page=1&status={status}"))
        assert exchange.status != 200 or not exchange.readable or exchange.document["status"] == "error"
    assert client.outage is None
    assert len(client.evidence.exchanges) == 5


def test_one_of_two_servers_behind_a_balancer_is_no_breach(client: Client, server: Server) -> None:
    server.rule = lambda _: error(502) if len(server.seen) % 2 == 0 else None
    assert client.page(page=2).exchange.status == 200


def test_an_api_that_fails_again_and_again_is_unavailable(client: Client, server: Server) -> None:
    server.rule = lambda _: error(500) if len(server.seen) % 4 == 2 else None
    with pytest.raises(Unavailable, match="is unsteady"):
        many_pages(client)
    assert {each.status for each in client.evidence.exchanges} == {200}


def test_a_lock_out_after_wrong_tokens_is_an_outage(client: Client, server: Server) -> None:
    def rule(request: httpx.Request) -> Answer | None:
        wrong = [each for each in server.seen if each.headers["authorization"] == WRONG]
        return error(403) if len(wrong) > 3 else error(401) if request in wrong else None

    server.rule = rule
    for number in range(3):
        assert client.send(Request(f"/?page={number}", 401, authorization=WRONG)).status == 401
    with pytest.raises(Unavailable, match=r"refuses requests like those it answered before \(403\)"):
        client.send(Request("/?page=4", 401, authorization=WRONG))
    assert [each.status for each in client.evidence.exchanges] == [200, 401, 401, 401]


def test_a_wrong_token_may_be_refused_in_another_way(client: Client, server: Server) -> None:
    server.rule = lambda request: error(403) if request.headers["authorization"] == WRONG else None
    assert client.send(Request("/", 401, authorization=WRONG)).status == 403
    assert client.outage is None


def test_wrong_tokens_may_be_limited(client: Client, server: Server) -> None:
    limit = error(429, retry_after="86400")
    server.rule = lambda request: limit if request.headers["authorization"] == WRONG else None
    for number in range(5):
        with pytest.raises(Skipped, match="limits requests like this one"):
            client.send(Request(f"/?page={number}", 401, authorization=WRONG))
    assert client.outage is None


@pytest.mark.parametrize("name", sorted(OUTAGES.keys() - {"401", "401-in-body", "403", "423", "web-page"}))
def test_an_api_that_never_answers_is_unavailable(name: str, make: Make, server: Server) -> None:
    server.always(OUTAGES[name])
    with pytest.raises(Unavailable):
        preflight(make())
    assert len(server.seen) <= 4


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (error(401), r"refuses the token \(401\): is NUMBERS_TOKEN correct"),
        (error(401, 200), r"refuses the token \(401\): is NUMBERS_TOKEN correct"),
        (error(403), r"refuses the first request \(403\): are --user-id and --task-id correct"),
        (html(200), "answers with a web page"),
        (html(301, "", location="https://elsewhere.example.com"), "answers with a web page"),
    ],
)
def test_an_api_that_refuses_from_the_start_cannot_be_tested(
    answer: Answer, problem: str, make: Make, server: Server
) -> None:
    server.always(answer)
    with pytest.raises(CannotRun, match=problem) as raised:
        preflight(make())
    assert TOKEN not in str(raised.value)
    assert len(server.seen) == 1


def test_an_api_that_fails_with_the_first_request_only_is_tested(make: Make, server: Server) -> None:
    server.rule = lambda request: None if "per_page" in request.url.params else error(500)
    client = make()
    preflight(client)
    assert client.outage is None
    assert [each.status for each in client.evidence.exchanges] == [500, 200]


def test_an_api_that_starts_late_is_tested(make: Make, server: Server) -> None:
    server.then(OUTAGES["refused"])
    preflight(make())
    assert len(server.seen) == 2


def test_many_timeouts_are_an_outage_even_if_some_requests_are_answered(
    client: Client, server: Server
) -> None:
    server.rule = lambda request: OUTAGES["late"] if "status" in request.url.params else None
    with pytest.raises(Unavailable, match="did not answer 6 requests within 30 seconds"):
        many_statuses(client)
    assert sum("status" in request.url.params for request in server.seen) == sender.TIMEOUTS


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (error(429, retry_after="3"), r"answers 429 \(Too Many Requests\) to the first request$"),
        (error(429, retry_after="86400"), "answers 429 .* to the first request, to be repeated after more"),
        (error(429), r"answers 429 \(Too Many Requests\) to the first request$"),
    ],
)
def test_an_api_that_limits_requests_from_the_first_one_on_is_said_to(
    answer: Answer, problem: str, make: Make, server: Server
) -> None:
    server.always(answer)
    with pytest.raises(Unavailable, match=problem):
        preflight(make())


def test_waits_are_bounded_over_the_whole_run_even_without_retry_after(
    client: Client, server: Server, slept: list[float]
) -> None:
    """Each request is refused three times, then answered."""
    server.rule = lambda request: error(429, retry_after="0") if len(server.seen) % 4 else None
    with pytest.raises(Unavailable, match="a run waits no longer than 10 minutes"):
        many_pages(client)
    assert sum(slept) < sender.MOST_WAITING + 100 * LONGEST_GAP


def test_a_wrong_token_is_not_waited_for_longer_than_the_run_allows(client: Client, server: Server) -> None:
    limit = error(429, retry_after="110")
    server.rule = lambda request: limit if request.headers["authorization"] == WRONG else None
    for number in range(5):
        with pytest.raises(Skipped, match="limits requests like this one"):
            client.send(Request(f"/?page={number}", 401, authorization=WRONG))
    assert client.outage is None
    assert client.throttle.paused <= sender.MOST_WAITING + 60


def test_a_run_ends_at_its_deadline(make: Make, server: Server, slept: list[float]) -> None:
    client = make(rate=1, deadline=10)
    with pytest.raises(Exhausted, match=r"the run was not complete within 10 seconds \(see --deadline\)"):
        many_pages(client)
    assert (sum(slept), len(server.seen)) == (10, 10)
    with pytest.raises(Exhausted):
        client.page(page=1000)
    assert len(server.seen) == 10
    assert client.outage is None
    assert client.ended == client.exhausted


def test_an_answer_that_the_deadline_cuts_off_is_no_evidence(
    make: Make, server: Server, slept: list[float]
) -> None:
    def late(_: httpx.Request) -> httpx.Response:
        slept.append(20)
        raise httpx.ReadTimeout("late")

    client = make(deadline=10)
    client.page()
    server.always(late)
    with pytest.raises(Exhausted):
        client.page(page=2)
    assert len(client.evidence.exchanges) == 1


def test_answers_of_a_run_are_kept_up_to_a_limit(
    client: Client, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "MOST_KEPT", 2**20)
    document = {"status": "success", "data": [], "meta": {"total": "x" * 100_000}}
    server.always(lambda _: httpx.Response(200, json=document))
    with pytest.raises(Exhausted, match="the answers of the run take more than 1 MiB of memory"):
        many_pages(client)
    assert len(server.seen) < 15


def test_a_body_that_is_too_large_is_kept_as_a_failure(client: Client, server: Server) -> None:
    large = httpx.Response(200, content=bytes(9 * 2**20))
    server.rule = lambda request: (lambda _: large) if "status" in request.url.params else None
    exchange = client.send(client.request_for("page=1&status=2"))
    assert exchange.failure == "TooLarge: the body is larger than 8 MiB"
    assert exchange.body == b""
