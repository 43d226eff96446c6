import asyncio
import gzip
import json
from unittest.mock import AsyncMock

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver import settings
from mockserver.app import create_app
from mockserver.contract import Contract
from mockserver.dataset import DatasetParameters
from mockserver.http import caching
from mockserver.http.caching import LASTING, Conditional, Replay
from mockserver.scenarios.model import Scenario
from mockserver.scenarios.state import State
from tests.asgi import TOKEN, ask
from tests.conftest import PATH


@pytest.fixture(scope="module")
def app(contract: Contract) -> ASGIApp:
    return create_app(settings.load(), contract)


def tag_of(app: ASGIApp, query: str) -> bytes:
    return dict(ask(app, f"{PATH}?{query}").headers)[b"etag"]


def test_each_page_has_its_own_tag(app: ASGIApp) -> None:
    assert tag_of(app, "page=1") == tag_of(app, "page=1") != tag_of(app, "page=2")


@pytest.mark.parametrize("given", [{"seed": "1"}, {"rows": "5"}, {"numbers": "realistic"}])
def test_different_data_has_different_tags(app: ASGIApp, contract: Contract, given: dict[str, str]) -> None:
    other = create_app(settings.load(**given), contract)
    assert tag_of(other, "page=1") != tag_of(app, "page=1")


@pytest.mark.parametrize("scenario", ["seed=1", "rows=5", "numbers=realistic", "clock=stepped"])
def test_different_scenarios_have_different_tags(app: ASGIApp, scenario: str) -> None:
    answer = ask(app, f"/@{scenario}{PATH}?page=1")
    assert answer.status == 200
    assert dict(answer.headers)[b"etag"] != tag_of(app, "page=1")


@pytest.mark.parametrize("known", [b"*", b"%b", b'"other", %b', b" %b ", b"strong"])
def test_a_matching_tag_gets_304_without_a_body(app: ASGIApp, known: bytes) -> None:
    tag = tag_of(app, "page=1")
    header = (b"if-none-match", known.replace(b"%b", tag).replace(b"strong", tag.removeprefix(b"W/")))
    for _ in ("answered", "answered and kept", "kept"):
        answer = ask(app, f"{PATH}?page=1", headers=[TOKEN, header])
        assert (answer.status, answer.body) == (304, b"")
        assert dict(answer.headers)[b"etag"] == tag_of(app, "page=1")
        assert b"content-length" not in dict(answer.headers)


def test_the_tag_of_another_page_gets_200(app: ASGIApp) -> None:
    header = (b"if-none-match", tag_of(app, "page=2"))
    assert ask(app, f"{PATH}?page=1", headers=[TOKEN, header]).status == 200


@pytest.mark.parametrize(("query", "status"), [("page=0", 422), ("page=1", 401)])
def test_a_refusal_has_no_tag_and_is_never_304(app: ASGIApp, query: str, status: int) -> None:
    headers = [(b"if-none-match", b"*"), *([TOKEN] if status == 422 else [])]
    answer = ask(app, f"{PATH}?{query}", headers=headers)
    assert answer.status == status
    assert b"etag" not in dict(answer.headers)


def test_gzip_is_used_if_accepted(app: ASGIApp) -> None:
    plain = ask(app, f"{PATH}?page=1")
    packed = ask(app, f"{PATH}?page=1", headers=[TOKEN, (b"accept-encoding", b"gzip")])
    assert dict(packed.headers)[b"content-encoding"] == b"gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2


def counting(status: int = 200, body: bytes = b"x", header: tuple[bytes, bytes] = (b"a", b"b")) -> ASGIApp:
    """An application that appends the number of its requests to each response."""
    count = 0

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal count
        count += 1
        scope[LASTING] = True
        await asyncio.sleep(0)
        await send({"type": "http.response.start", "status": status, "headers": [header]})
        await send({"type": "http.response.body", "body": b"%b%d" % (body, count)})

    return app


def test_a_response_is_cached_from_the_second_request_on() -> None:
    app = Replay(counting())
    assert [ask(app, "/?page=1").body for _ in range(4)] == [b"x1", b"x2", b"x2", b"x2"]


@pytest.mark.parametrize(
    "name", [b"authorization", b"accept-encoding", b"if-none-match", b"origin", b"prefer"]
)
def test_requests_with_different_headers_are_cached_separately(name: bytes) -> None:
    app = Replay(counting())
    answers = [ask(app, "/", headers=[(name, value)]).body for value in (b"1", b"1", b"2", b"2", b"1")]
    assert answers == [b"x1", b"x2", b"x3", b"x4", b"x2"]


@pytest.mark.parametrize("method", ["POST", "OPTIONS"])
def test_writes_are_not_cached(method: str) -> None:
    app = Replay(counting())
    assert [ask(app, "/", method=method).body for _ in range(3)] == [b"x1", b"x2", b"x3"]


@pytest.mark.parametrize(("status", "name"), [(401, b"a"), (500, b"a"), (200, b"x-mock-warning")])
def test_errors_and_warnings_are_not_cached(status: int, name: bytes) -> None:
    app = Replay(counting(status, header=(name, b"")))
    assert [ask(app, "/").body for _ in range(3)] == [b"x1", b"x2", b"x3"]


def test_responses_that_may_change_are_not_cached() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await inner({**scope}, receive, send)

    inner = counting()
    replay = Replay(app)
    assert [ask(replay, "/").body for _ in range(3)] == [b"x1", b"x2", b"x3"]


def test_moving_a_clock_changes_the_next_response(contract: Contract) -> None:
    state = State()
    app = create_app(settings.load(), contract, state=state)
    target = f"/@clock=stepped{PATH}?page=1&status=0"
    before = [ask(app, target).body for _ in range(3)]
    state.clocks.advance(Scenario(), "clock=stepped", hours=12)
    assert before[0] == before[1] == before[2] != ask(app, target).body


def test_the_size_of_the_cache_is_bounded() -> None:
    app = Replay(counting(body=b"x" * 1000), size=10_000)
    for number in range(100):
        ask(app, f"/{number}")
        ask(app, f"/{number}")
    assert ask(app, "/99").body.endswith(b"x200")
    assert ask(app, "/0").body.endswith(b"x201")


@pytest.mark.parametrize("target", ["/", f"/?{'x' * 2000}", "/" * 2000])
def test_a_long_request_is_not_cached(target: str) -> None:
    app = Replay(counting())
    long = (b"authorization", b"x" * 2000)
    headers = [long] if target == "/" else []
    assert [ask(app, target, headers=headers).body for _ in range(3)] == [b"x1", b"x2", b"x3"]


def test_the_number_of_recent_requests_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "REMEMBERED", 3)
    app = Replay(counting())
    assert [ask(app, path).body for path in ("/0", "/1", "/2", "/3", "/0", "/0", "/0")][4:] == [
        b"x5",
        b"x6",
        b"x6",
    ]


def test_concurrent_requests_are_cached_once() -> None:
    app = Replay(counting(), size=10_000)

    async def together() -> None:
        scope: Scope = {
            "type": "http",
            "method": "GET",
            "path": "/",
            "query_string": b"",
            "headers": [],
            "dataset": DatasetParameters(),
        }
        for _ in range(20):
            await asyncio.gather(*(app(scope, AsyncMock(), AsyncMock()) for _ in range(5)))

    asyncio.run(together())
    assert ask(app, "/", headers=[]) == ask(app, "/", headers=[])


def test_a_response_larger_than_the_cache_is_not_cached() -> None:
    app = Replay(counting(body=b"x" * 1000), size=1500)
    assert [ask(app, "/").body[-1:] for _ in range(3)] == [b"1", b"2", b"3"]


@pytest.mark.parametrize("wrap", [Replay, Conditional])
def test_an_interrupted_response_raises_each_time(wrap: type[Replay]) -> None:
    async def breaks_off(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("gone")

    app = wrap(breaks_off)
    for _ in range(3):
        with pytest.raises(RuntimeError, match="gone"):
            ask(app, "/")


def test_a_response_in_chunks_is_cached_whole_or_is_304() -> None:
    async def in_pieces(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"a", b"b"), (b"etag", b'W/"x"')]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"one ", "more_body": True})
        await send({"type": "http.response.body", "body": b"two"})

    app = Replay(Conditional(in_pieces))
    answers = [ask(app, "/") for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0].body == b"one two"
    unchanged = ask(app, "/", headers=[(b"if-none-match", b"*")])
    assert (unchanged.status, unchanged.body) == (304, b"")


def test_lifespan_events_pass_through() -> None:
    seen: list[str] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    async def call() -> None:
        await Replay(inner)({"type": "lifespan"}, AsyncMock(), AsyncMock())

    asyncio.run(call())
    assert seen == ["lifespan"]


def test_a_cached_response_is_complete(app: ASGIApp) -> None:
    for _ in range(3):
        assert len(json.loads(ask(app, f"{PATH}?page=3").body)["data"]) == 15
