"""Drifts of access, of headers and of ids in the path: each opens its own door, and no other."""

import json
from base64 import b64encode

import pytest
from starlette.types import ASGIApp

from mockserver import settings
from mockserver.app import create_app
from mockserver.contract import Contract
from mockserver.drift.access import TOKEN as VALID
from tests.asgi import TOKEN, Header, ask
from tests.conftest import PATH, TASK, USER
from tests.drift.conftest import Compare, page_of

OTHER = "00000000-0000-4000-8000-00000000000a"
SUB = "1181ffd3-e3ee-4d75-a45c-8b9be3deb330"

BEARER = b"authorization"


def bearer(token: str) -> Header:
    return BEARER, f"Bearer {token}".encode()


def basic(pair: str) -> Header:
    return BEARER, b"Basic " + b64encode(pair.encode())


DOORS: dict[str, tuple[str, Header, Header]] = {
    "token_in_header": (PATH, (b"x-api-key", b"mock"), (b"x-auth-token", b"mock")),
    "token_in_cookie": (PATH, (b"cookie", b"access_token=mock"), (b"cookie", b"token=mock")),
    "token_as_password": (PATH, basic(":mock"), basic("mock:")),
    "token_shorter": (PATH, bearer(VALID[:-1]), bearer(VALID[1:])),
    "token_longer": (PATH, bearer(f"{VALID}x"), bearer(f"x{VALID}")),
    "token_in_any_case": (PATH, bearer(VALID.upper()), bearer("else")),
    "token_null": (PATH, bearer("null"), bearer("nul")),
    "token_pattern": (PATH, bearer("%"), bearer("*")),
    "proxy_user_trusted": (PATH, (b"x-forwarded-user", b"1"), (b"x-user", b"1")),
    "proxy_address_trusted": (PATH, (b"x-forwarded-for", b"127.0.0.1"), (b"x-forwarded-for", b"10.0.0.1")),
    "path_capitals_open": (PATH.replace("agent-api", "AGENT-API"), bearer("no"), bearer("no")),
    "path_slash_open": (f"{PATH}/", bearer("no"), bearer("no")),
    "path_rewritten_open": ("/", (b"x-original-url", PATH.encode()), (b"x-rewrite-url", PATH.encode())),
}
"""The path, a header that opens the door, and one that does not open the usual path."""


@pytest.fixture(scope="module")
def closed(contract: Contract) -> ASGIApp:
    """A mock with the token that drifts of access use."""
    return create_app(settings.load(log_level="error", token=VALID), contract)


@pytest.mark.parametrize("drift", DOORS)
def test_a_drift_of_doors_opens_one(drift: str, closed: ASGIApp) -> None:
    path, key, other = DOORS[drift]
    target = f"/@drift={drift}{path}?page=1"
    right = ask(closed, f"{PATH}?page=1", headers=[bearer(VALID)]).body
    assert ask(closed, target, headers=[key]).body == right
    assert ask(closed, f"/@drift={drift}{PATH}?page=1", headers=[other]).status == 401


def test_a_token_in_the_query_opens_one_door(closed: ASGIApp) -> None:
    for name, status in (("api_token", 200), ("token", 401)):
        target = f"/@drift=token_in_query{PATH}?page=1&{name}={VALID}"
        assert ask(closed, target, headers=[]).status == status


def path_of(user: str, task: str) -> str:
    return PATH.replace(USER, user).replace(TASK, task)


FOREIGN: dict[str, tuple[str, Header]] = {
    "user_invalid_is_own": (path_of("me", TASK) + "?page=1", TOKEN),
    "task_in_capitals_is_any": (path_of(USER, OTHER.upper()) + "?page=1", TOKEN),
    "task_in_braces_is_any": (path_of(USER, f"%7B{OTHER}%7D") + "?page=1", TOKEN),
    "owner_by_spelling": (path_of(OTHER, TASK.upper()) + "?page=1", TOKEN),
    "user_by_beginning": (path_of(USER[:8], TASK) + "?page=1", TOKEN),
    "task_by_pattern": (path_of(USER, f"{TASK[:8]}%25") + "?page=1", TOKEN),
    "task_cached_for_all": (path_of(USER, OTHER) + "?page=1", TOKEN),
    "user_cached_for_all": (path_of(OTHER, TASK) + "?page=1", TOKEN),
    "query_replaces_user": (path_of(OTHER, TASK) + f"?page=1&user_id={USER}", TOKEN),
    "query_replaces_task": (path_of(USER, OTHER) + f"?page=1&task_id={TASK}", TOKEN),
    "cookie_replaces_user": (path_of(OTHER, TASK) + "?page=1", (b"cookie", f"user_id={USER}".encode())),
    "header_user": (path_of(OTHER, TASK) + "?page=1", (b"x-user-id", USER.encode())),
}


@pytest.mark.parametrize("drift", FOREIGN)
def test_a_drift_of_foreign_ids_lists_our_numbers(drift: str, app: ASGIApp) -> None:
    target, header = FOREIGN[drift]
    ours = ask(app, f"{PATH}?page=1").body
    assert ask(app, f"/@drift={drift}{target}", headers={TOKEN, header}).body == ours
    assert ask(app, target, headers={TOKEN, header}).body != ours
    other = f"/@drift={drift}{path_of(OTHER, OTHER)}?page=1&per_page=2"
    assert ask(app, other).body == ask(app, f"{path_of(OTHER, OTHER)}?page=1&per_page=2").body


def test_a_sub_account_of_any_user_is_the_same(app: ASGIApp) -> None:
    query = f"?page=1&sub_user_id={SUB}"
    found = ask(app, f"/@drift=sub_account_of_any_user{path_of(OTHER, TASK)}{query}").body
    assert found == ask(app, PATH + query).body != ask(app, f"{path_of(OTHER, TASK)}{query}").body


HEADERS: dict[str, tuple[str, Header, str]] = {
    "agent_mobile": ("page=1", (b"user-agent", b"Mobile"), "page=1&per_page=10"),
    "cookie_sub_account": ("page=1", (b"cookie", f"sub_user_id={SUB}".encode()), f"page=1&sub_user_id={SUB}"),
    "type_hides_query": ("page=2&status=3", (b"content-type", b"application/json"), "page=1"),
}


@pytest.mark.parametrize("drift", HEADERS)
def test_a_drift_of_headers_answers_another_request(drift: str, app: ASGIApp, compare: Compare) -> None:
    sent, header, heard = HEADERS[drift]
    plain, drifted = compare(drift, sent, TOKEN, header)
    assert drifted.body == ask(app, f"{PATH}?{heard}").body != plain.body
    plain, drifted = compare(drift, sent)
    assert drifted.body == plain.body


@pytest.mark.parametrize(
    ("drift", "header", "field"),
    [
        ("language_labels", (b"accept-language", b"en"), "status_str"),
        ("zone_of_client", (b"x-timezone", b"America/New_York"), "created_at"),
    ],
)
def test_a_drift_of_headers_changes_one_field(
    drift: str, header: Header, field: str, compare: Compare
) -> None:
    plain, drifted = map(page_of, compare(drift, "page=1", TOKEN, header))
    for row, other in zip(plain["data"], drifted["data"], strict=True):
        assert {name for name in row if row[name] != other[name]} == {field}
    plain_body, drifted_body = compare(drift, "page=1")
    assert plain_body.body == drifted_body.body


@pytest.mark.parametrize(
    ("drift", "header", "status"),
    [
        ("agent_refused", (b"user-agent", b"python-requests/2"), 403),
        ("type_needs_body", (b"content-type", b"application/json"), 400),
    ],
)
def test_a_drift_of_headers_refuses_them(drift: str, header: Header, status: int, compare: Compare) -> None:
    assert compare(drift, "page=1", TOKEN, header)[1].status == status
    assert compare(drift, "page=1")[1].status == 200


def test_a_foreign_origin_gets_no_rows(compare: Compare) -> None:
    _, drifted = compare("origin_foreign", "page=1", TOKEN, (b"origin", b"https://example.com"))
    assert page_of(drifted)["data"] == []
    assert page_of(compare("origin_foreign", "page=1")[1])["data"] != []


def test_the_tag_of_a_path_is_the_same_for_all_its_pages(app: ASGIApp) -> None:
    first, second = (ask(app, f"/@drift=tag_of_path{PATH}?page={page}") for page in (1, 2))
    tag = dict(first.headers)[b"etag"]
    assert tag == dict(second.headers)[b"etag"]
    known = [TOKEN, (b"if-none-match", tag)]
    assert ask(app, f"/@drift=tag_of_path{PATH}?page=2", headers=known).status == 304
    refused = ask(app, f"/@drift=tag_of_path{PATH}?page=0")
    assert refused.status == 422
    assert b"etag" not in dict(refused.headers)


def test_validators_that_are_not_compared_give_304(app: ASGIApp) -> None:
    since = (b"if-modified-since", b"Sat, 01 Jan 2000 00:00:00 GMT")
    target = f"/@drift=date_always_unchanged{PATH}?page=1"
    assert ask(app, target, headers=[TOKEN, since]).status == 304
    assert ask(app, target).status == 200
    target = f"/@drift=tag_before_token{PATH}?page=1"
    assert ask(app, target, headers=[(b"if-none-match", b'"x"')]).status == 304
    assert ask(app, target, headers=[]).status == 401


@pytest.mark.parametrize("drift", ["cache_public", "cache_shared"])
def test_pages_and_nothing_else_may_be_shared(drift: str, app: ASGIApp) -> None:
    page, refused = (ask(app, f"/@drift={drift}{PATH}?page={number}") for number in (1, 0))
    assert b"max-age" in dict(page.headers)[b"cache-control"]
    assert b"cache-control" not in dict(refused.headers)


@pytest.mark.parametrize(
    ("drift", "query"),
    [
        ("array_fails", "page[]=1"),
        ("nested_array_fails", "page=1&status[a][b]=1"),
        ("empty_bracket_fails", "page=1&status[]="),
        ("bytes_fail", "page=1&x=%ff"),
        ("length_fails", "page=1&x=" + "1" * 2001),
        ("name_missing_fails", "page=1&=1"),
    ],
)
def test_a_drift_of_shapes_fails_with_500(drift: str, query: str, compare: Compare) -> None:
    assert compare(drift, query)[1].status == 500


def test_a_drift_of_shapes_shows_code(compare: Compare) -> None:
    _, drifted = compare("array_shows_code", "page[]=1")
    assert drifted.status == 400
    assert json.loads(drifted.body)["trace"] == []


def test_false_as_python_writes_it_is_refused(compare: Compare) -> None:
    assert compare("false_of_python", "page=1&encryption=False")[1].status == 422
