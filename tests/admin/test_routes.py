"""The routes under `/_mock/`."""

import asyncio
import json
import re
from hashlib import sha256
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import ASGIApp, Message

from mockserver import __version__, settings
from mockserver.admin import routes
from mockserver.admin.parameters import LARGEST
from mockserver.admin.routes import PAGES
from mockserver.app import create_app
from mockserver.contract import Contract
from mockserver.drift import DRIFTS
from mockserver.scenarios.state import State
from tests.asgi import Answer, Header, ask, scope_of
from tests.conftest import PATH, TASK, USER

STEPPED = "clock=stepped,rows=720"


@pytest.fixture(scope="module")
def state() -> State:
    return State()


@pytest.fixture(scope="module")
def shared(contract: Contract, state: State) -> ASGIApp:
    return create_app(settings.load(log_level="error"), contract, state=state)


@pytest.fixture
def app(shared: ASGIApp, state: State) -> ASGIApp:
    """An application without the state of other tests."""
    state.reset()
    return shared


def get(app: ASGIApp, page: str, *headers: Header) -> Any:
    """The JSON of a page."""
    answer = ask(app, f"/_mock/{page}", headers=headers)
    assert answer.status == 200, answer.body
    assert dict(answer.headers)[b"content-type"] == b"application/json"
    return json.loads(answer.body)


def post(app: ASGIApp, page: str, body: object = None, **request: Any) -> Answer:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return ask(app, f"/_mock/{page}", method="POST", body=sent, **{"headers": (), **request})


def error(answer: Answer, status: int) -> str:
    """The English message of an error, after a check of its envelope."""
    assert answer.status == status, answer.body
    body = json.loads(answer.body)
    message: str = body.pop("message")
    assert body == {"code": status, "status": "error", "data": []}
    chinese, _, english = message.partition(" / ")
    assert any("一" <= letter <= "鿿" for letter in chinese)
    return english


# The pages.


@pytest.mark.parametrize("target", ["/_mock", "/_mock/"])
def test_the_index_lists_the_pages(app: ASGIApp, target: str) -> None:
    answer = ask(app, target, headers=())
    assert answer.status == 200
    assert list(json.loads(answer.body)) == [f"/_mock/{page}" for page in PAGES]


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ("docs", "reset")])
def test_every_page_can_be_read_without_a_token(app: ASGIApp, page: str) -> None:
    assert ask(app, f"/_mock/{page}", headers=()).status == 200
    assert ask(app, f"/_mock/{page}", headers=(), method="HEAD").status == 200


def test_health_shows_version_and_workers(app: ASGIApp) -> None:
    assert get(app, "health") == {"status": "ok", "version": __version__, "workers": 1}


@pytest.mark.parametrize(
    "target", ["/_mock/nowhere", "/_mock/docs/nowhere.js", "/_mock/docs/../../x", "/_mock//"]
)
def test_an_unknown_page_is_404_and_refers_to_the_index(app: ASGIApp, target: str) -> None:
    assert error(ask(app, target), 404) == "unknown admin route or method; see GET /_mock/"


@pytest.mark.parametrize(
    ("target", "method", "allowed"),
    [
        ("/_mock/clock", "DELETE", b"GET, HEAD, POST"),
        ("/_mock/health", "POST", b"GET, HEAD"),
        ("/_mock/reset", "GET", b"POST"),
        ("/_mock/docs/swagger-ui.css", "POST", b"GET, HEAD"),
    ],
)
def test_405_lists_all_methods_in_order(app: ASGIApp, target: str, method: str, allowed: bytes) -> None:
    assert (b"allow", allowed) in ask(app, target, method=method).headers


def test_a_long_path_is_unknown(app: ASGIApp) -> None:
    assert error(ask(app, "/_mock/docs/" + "a/" * 600), 404).startswith("unknown admin route")


@pytest.mark.parametrize(("method", "page"), [("GET", "reset"), ("POST", "health"), ("DELETE", "clock")])
def test_another_method_is_405(app: ASGIApp, method: str, page: str) -> None:
    answer = ask(app, f"/_mock/{page}", method=method)
    assert error(answer, 405) == "unknown admin route or method; see GET /_mock/"
    assert b"allow" in dict(answer.headers)


@pytest.mark.parametrize("target", ["/@empty/_mock/health", "/x/_mock/health", "/_moc"])
def test_other_paths_are_passed_on(app: ASGIApp, target: str) -> None:
    assert "no such endpoint" in error(ask(app, target), 404)


@pytest.mark.parametrize("target", ["/_mockhealth", "/_mock.json", "/_mockery/health"])
def test_a_path_that_begins_like_an_admin_route_is_404(app: ASGIApp, target: str) -> None:
    error(ask(app, target), 404)


def test_the_scenarios_page_lists_presets_keys_and_drifts(app: ASGIApp) -> None:
    listed = get(app, "scenarios")
    assert listed["scenarios"]["empty"]["text"] == "rows=0"
    assert listed["scenarios"]["empty"]["about"].endswith("a task without numbers")
    assert listed["tasks"] == {}
    assert listed["keys"]["rows"] == (
        "每个任务的号码数：0 到 10**12 的整数 / numbers in every task: an integer from 0 to 10**12"
    )
    assert listed["drifts"] == {name: drift.about for name, drift in DRIFTS.items()}


# The contract.


def test_the_contract_has_the_mock_itself_as_its_server(app: ASGIApp, contract: Contract) -> None:
    shown = get(app, "openapi.json")
    assert shown["servers"] == [{"url": "/"}]
    assert {**shown, "servers": contract.document["servers"]} == contract.document
    assert "ai.api.longlonglong.cn" not in json.dumps(shown)


def test_the_docs_need_no_network(app: ASGIApp) -> None:
    moved = ask(app, "/_mock/docs", headers=())
    assert (moved.status, dict(moved.headers)[b"location"]) == (307, b"/_mock/docs/")
    page, script = (ask(app, f"/_mock/docs/{name}", headers=()) for name in ("", "docs.js"))
    text = (page.body + script.body).decode()
    assert page.status == script.status == 200
    assert "//" not in text
    links = re.findall(r'(?:src=|href=|url: )"([^"]+)"', text)
    assert {"swagger-ui.css", "swagger-ui-bundle.js", "../openapi.json"} <= set(links)
    for link in links:
        target = "/_mock/openapi.json" if link.startswith("../") else f"/_mock/docs/{link}"
        asset = ask(app, target, headers=())
        assert (asset.status, bool(asset.body)) == (200, True)


# The journal.


def test_the_journal_shows_requests_with_parsed_parameters(app: ASGIApp) -> None:
    ask(app, f"/@rows=30{PATH}?page=2&status[]=1")
    ask(app, "/nowhere", headers=())
    shown = get(app, "requests")
    assert (shown["received"], shown["forgotten"]) == (2, 0)
    first, second = shown["requests"]
    assert first.pop("milliseconds") >= 0
    assert first.pop("time").startswith("20")
    assert first == {
        "method": "GET",
        "path": PATH,
        "scenario": "rows=30",
        "parameters": {"user_id": USER, "task_id": TASK, "page": 2, "status": [1]},
        "token": sha256(b"YOUR_TOKEN").hexdigest()[:12],
        "status": 200,
    }
    assert (second["path"], second["token"], second["status"]) == ("/nowhere", None, 404)


def test_admin_requests_are_not_journaled(app: ASGIApp) -> None:
    for page in ("requests", "health", "nowhere"):
        ask(app, f"/_mock/{page}")
    assert get(app, "requests")["received"] == 0


def test_an_integer_of_any_size_can_be_shown(app: ASGIApp) -> None:
    ask(app, f"{PATH}?page={10**30}")
    (shown,) = get(app, "requests")["requests"]
    assert shown["parameters"]["page"] == 10**30


def test_every_kind_of_response_is_journaled(app: ASGIApp) -> None:
    targets = (PATH, f"{PATH}?page=1", f"/@slwo{PATH}", f"/@down{PATH}", f"/@drift=error_200{PATH}")
    for target in targets:
        ask(app, target)
    ask(app, PATH, method="OPTIONS", headers=[(b"origin", b"http://x")])
    with pytest.raises(ConnectionResetError):
        ask(app, f"/@drop{PATH}")
    statuses = [each["status"] for each in get(app, "requests")["requests"]]
    assert statuses == [422, 200, 422, 500, 200, 204, None]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 4),
        (f"?user={USER}", 3),
        (f"?task={TASK}", 2),
        (f"?user={USER}&task={USER}", 1),
        (f"?token={sha256(b'other').hexdigest()[:12]}", 1),
        (f"?user={TASK}", 0),
        ("?token=", 0),
    ],
)
def test_the_journal_is_filtered_by_user_task_and_token(app: ASGIApp, query: str, found: int) -> None:
    ask(app, f"{PATH}?page=1")
    ask(app, f"{PATH}?page=1", headers=[(b"authorization", b"Bearer other")])
    ask(app, f"{PATH.replace(TASK, USER)}?page=1")
    ask(app, "/nowhere")
    shown = get(app, f"requests{query}")
    assert (len(shown["requests"]), shown["received"]) == (found, 4)


@pytest.mark.parametrize("query", ["usr=1", f"user={USER}&page=1"])
def test_an_unknown_filter_is_422_with_the_known_ones(app: ASGIApp, query: str) -> None:
    message = error(ask(app, f"/_mock/requests?{query}"), 422)
    assert message in [f"{name}: unknown (known: user, task, token)" for name in ("usr", "page")]


def test_the_journal_is_bounded_and_shows_how_many_requests_it_has_dropped(app: ASGIApp) -> None:
    for _ in range(1010):
        ask(app, f"{PATH}?page=1&per_page=1")
    shown = get(app, "requests")
    assert (shown["received"], shown["forgotten"], len(shown["requests"])) == (1010, 10, 1000)


def test_no_page_shows_a_token(contract: Contract, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    app = create_app(settings.load(token="sesame-one", admin_token="sesame-two"), contract)
    admin = [(b"authorization", b"Bearer sesame-two")]
    for token in (b"Bearer sesame-one", b"Bearer sesame-two", b"Basic sesame", b"Bearer invalid-sesame"):
        headers = [(b"authorization", token), (b"cookie", token)]
        ask(app, f"/@limit=1{PATH}?page=1&access_token=sesame", headers=headers)
        ask(app, "/_mock/reset", method="POST", headers=[(b"authorization", b"Bearer sesame-3")])
        post(app, "clock", b'{"scenario": "sesame"', headers=headers)
    for page in ("", *(page for page in PAGES if page not in ("docs", "reset"))):
        assert b"sesame" not in ask(app, f"/_mock/{page}", headers=admin).body
    assert "sesame" not in caplog.text
    assert len(get(app, "requests", *admin)["requests"]) == 4


# Metrics.


def test_the_metrics_are_prometheus_text(app: ASGIApp) -> None:
    ask(app, f"{PATH}?page=1")
    answer = ask(app, "/_mock/metrics", headers=())
    assert dict(answer.headers)[b"content-type"].startswith(b"text/plain; version=")
    families = {family.name for family in text_string_to_metric_families(answer.body.decode())}
    assert families == {"mockserver_answers", "mockserver_requests", "mockserver_answer_seconds"}
    assert b'mockserver_answers_total{method="GET",status="200"} 1.0' in answer.body


# The clock.


def test_a_frozen_clock_shows_its_kind_alone(app: ASGIApp) -> None:
    assert get(app, "clock") == {
        "scenario": "", "clock": "frozen", "now": None, "called": None, "waiting": None,
    }  # fmt: skip


def test_a_stepped_clock_can_be_read_and_moved(app: ASGIApp) -> None:
    start = {
        "scenario": STEPPED, "clock": "stepped", "now": "2025-12-04 09:09:59", "called": 0, "waiting": 720,
    }  # fmt: skip
    assert get(app, f"clock?scenario={STEPPED}") == start
    moved = json.loads(post(app, "clock", {"scenario": STEPPED, "hours": 1, "minutes": 1}).body)
    assert moved == {**start, "now": "2025-12-04 10:10:59", "called": 60, "waiting": 660}
    assert get(app, f"clock?scenario={STEPPED}") == moved


@pytest.mark.parametrize(
    ("step", "called"),
    [
        ({"seconds": 60.4}, 0),
        ({"seconds": 60.6}, 1),
        ({"minutes": 10}, 9),
        ({"minutes": 0.5, "seconds": 31}, 1),
        ({"hours": 2.5}, 149),
        ({"calls": 7}, 7),
        ({"minutes": 10, "calls": 5}, 14),
        ({"calls": 10**12}, 720),
        ({"hours": 10**12}, 720),
        ({}, 0),
    ],
)
def test_a_step_is_a_time_and_calls_after_it(app: ASGIApp, step: dict[str, float], called: int) -> None:
    answer = post(app, "clock", {"scenario": STEPPED, **step})
    assert answer.status == 200
    seen = json.loads(answer.body)
    assert (seen["called"], seen["waiting"]) == (called, 720 - called)
    page = json.loads(ask(app, f"/@{STEPPED}{PATH}?page=1&status=0").body)
    assert page["meta"]["total"] == 720 - called


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", 'the body should be JSON, such as {"minutes": 5}'),
        (b"{", "the body should be JSON"),
        (b"\xff", "the body should be JSON"),
        (b'{"seconds": NaN}', "the body should be JSON"),
        (b"[]", "the body: should be an object"),
        (b"5", "the body: should be an object"),
        (b"null", "the body: should be an object"),
        (b'{"days": 1}', "days: unknown"),
        (b'{"seconds": -1}', "seconds: must not be less than 0"),
        (b'{"minutes": "5"}', "minutes: should be a number"),
        (b'{"hours": 1e13}', "hours: must not be greater than 1e+12"),
        (b'{"calls": 1.5}', "calls: should be an integer"),
        (b'{"calls": true}', "calls: should be an integer"),
        (b'{"scenario": 5}', "scenario: should be a string"),
    ],
)
def test_a_step_that_breaks_a_rule_is_422_with_the_known_keys(
    app: ASGIApp, body: bytes, problem: str
) -> None:
    message = error(post(app, "clock", body), 422)
    assert message.startswith(problem)
    assert "JSON" in problem or message.endswith("(known: scenario, seconds, minutes, hours, calls)")


@pytest.mark.parametrize("scenario", ["", "clock=running", "rows=5"])
def test_only_a_stepped_clock_can_be_moved(app: ASGIApp, scenario: str) -> None:
    message = error(post(app, "clock", {"scenario": scenario, "minutes": 1}), 422)
    assert "only a stepped clock can be moved" in message


def test_an_unknown_parameter_of_the_clock_is_422(app: ASGIApp) -> None:
    assert "scenaro" in error(ask(app, "/_mock/clock?scenaro=campaign"), 422)


def test_the_clock_of_an_unknown_scenario_is_422(app: ASGIApp) -> None:
    assert "unknown scenario 'slwo': did you mean 'slow'?" in error(
        post(app, "clock", {"scenario": "slwo"}), 422
    )
    assert "unknown scenario 'slwo': did you mean 'slow'?" in error(
        ask(app, "/_mock/clock?scenario=slwo"), 422
    )


@pytest.mark.parametrize("size", [LARGEST, LARGEST + 1, 10**6])
def test_a_body_has_a_largest_size(app: ASGIApp, size: int) -> None:
    answer = post(app, "clock", json.dumps({"scenario": STEPPED}).encode().ljust(size))
    if size == LARGEST:
        assert answer.status == 200
    else:
        assert error(answer, 413) == "a body has at most 10000 bytes"


def test_an_incomplete_body_is_400(app: ASGIApp) -> None:
    sent: list[Message] = []
    received: list[Message] = [
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return received.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    async def call() -> None:
        await app(scope_of("/_mock/clock", method="POST", headers=()), receive, send)

    asyncio.run(call())
    assert sent[0]["status"] == 400


def test_a_reset_clears_requests_counts_and_clocks(app: ASGIApp) -> None:
    ask(app, f"{PATH}?page=1")
    post(app, "clock", {"scenario": STEPPED, "hours": 1})
    answer = post(app, "reset")
    assert (answer.status, json.loads(answer.body)) == (200, {"status": "ok"})
    assert get(app, "requests")["received"] == 0
    assert get(app, f"clock?scenario={STEPPED}")["called"] == 0


# Authorization.

CHANGES = [("reset", None), ("clock", {"scenario": STEPPED, "minutes": 1})]


@pytest.mark.parametrize(("page", "body"), CHANGES)
@pytest.mark.parametrize("client", [("127.0.0.1", 5), ("127.9.9.9", 5), ("::1", 5)])
def test_programs_on_this_machine_are_authorized(
    app: ASGIApp, page: str, body: object, client: tuple[str, int]
) -> None:
    assert post(app, page, body, client=client).status == 200


@pytest.mark.parametrize(("page", "body"), CHANGES)
@pytest.mark.parametrize("client", [("192.0.2.7", 5), ("::", 5), ("0.0.0.0", 5), ("testclient", 5), None])  # noqa: S104
def test_programs_on_other_machines_are_not_authorized(
    app: ASGIApp, page: str, body: object, client: tuple[str, int] | None
) -> None:
    ask(app, f"{PATH}?page=1")
    assert "see --admin-token" in error(post(app, page, body, client=client), 403)
    assert get(app, "requests")["received"] == 1
    assert get(app, f"clock?scenario={STEPPED}")["called"] == 0


@pytest.mark.parametrize(
    "origin", [b"https://example.org", b"http://127.0.0.1.example.org", b"null", b"file://", b"http://[", b""]
)
def test_a_web_page_from_elsewhere_is_not_authorized(app: ASGIApp, origin: bytes) -> None:
    """Not even if its host name resolves to this machine, so that host and origin are the same."""
    for host in (b"127.0.0.1:4010", origin.partition(b"//")[2]):
        error(post(app, "reset", headers=[(b"host", host), (b"origin", origin)]), 403)


@pytest.mark.parametrize("origin", [b"http://127.0.0.1:4010", b"http://localhost:3000", b"http://[::1]:5"])
def test_a_web_page_from_this_machine_is_authorized(app: ASGIApp, origin: bytes) -> None:
    assert post(app, "reset", headers=[(b"origin", origin)]).status == 200


@pytest.fixture(scope="module")
def guarded(contract: Contract) -> ASGIApp:
    return create_app(settings.load(admin_token="sesame-令牌"), contract)


@pytest.mark.parametrize("token", ["Bearer wrong", "Bearer ", "Bearer sesame", "Basic sesame-令牌", None])
@pytest.mark.parametrize("page", sorted({*PAGES, "", "docs/", "docs/docs.js", "nowhere"} - {"health"}))
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_with_an_admin_token_this_machine_has_to_send_it_too(
    guarded: ASGIApp, token: str | None, page: str, method: str
) -> None:
    headers = [] if token is None else [(b"authorization", token.encode())]
    answer = ask(guarded, f"/_mock/{page}", method=method, headers=headers)
    assert error(answer, 401) == "admin token required"
    assert dict(answer.headers)[b"www-authenticate"] == b"Bearer"


ADMIN: Header = (b"authorization", "Bearer sesame-令牌".encode())


def test_any_machine_with_the_admin_token_is_authorized(guarded: ASGIApp) -> None:
    remote: dict[str, Any] = {
        "headers": [ADMIN, (b"origin", b"https://example.org")],
        "client": ("192.0.2.7", 5),
    }
    assert post(guarded, "reset", **remote).status == 200
    assert ask(guarded, "/_mock/requests", **remote).status == 200


def test_health_needs_no_token_since_probes_have_none(guarded: ASGIApp) -> None:
    assert ask(guarded, "/_mock/health", headers=(), client=("192.0.2.7", 5)).status == 200


def test_without_an_admin_token_every_machine_may_read(app: ASGIApp) -> None:
    assert ask(app, "/_mock/requests", headers=(), client=("192.0.2.7", 5)).status == 200


@pytest.mark.parametrize(("page", "body"), CHANGES)
def test_a_server_with_several_workers_cannot_be_changed(contract: Contract, page: str, body: object) -> None:
    app = create_app(settings.load(workers="2"), contract)
    assert "--workers 1" in error(post(app, page, body), 409)
    assert get(app, "health")["workers"] == 2


def test_every_page_of_the_index_exists(app: ASGIApp) -> None:
    assert {page: ask(app, f"{routes.ROOT}/{page}").status for page in PAGES} == {
        **dict.fromkeys(PAGES, 200),
        "docs": 307,
        "reset": 405,
    }
