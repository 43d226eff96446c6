"""Under which names `/_mock/` is reached, and what other sites may load of the mock."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.types import ASGIApp
from swagger_ui_bundle import swagger_ui_path

from mockserver import settings
from mockserver.admin.hosts import is_loopback
from mockserver.admin.routes import DOCS, PAGES
from mockserver.app import create_app
from mockserver.contract import Contract
from tests.asgi import TOKEN, Answer, ask
from tests.conftest import PATH


@pytest.fixture(scope="module")
def app(contract: Contract) -> ASGIApp:
    chosen = settings.load(host="mock.test", allowed_host=["mock", "192.0.2.7", "Example.COM", "2001:DB8::7"])
    return create_app(chosen, contract)


def sent_to(app: ASGIApp, *hosts: str, page: str = "requests", method: str = "GET") -> Answer:
    headers = [(b"host", host.encode()) for host in hosts]
    return ask(app, f"/_mock/{page}", headers=headers, method=method)


OURS = [
    "127.0.0.1", "127.9.9.9", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "localhost", "LocalHost",
    "localhost.", "mock.test", "mock", "MOCK.", "192.0.2.7", "example.com", "[2001:db8:0::7]",
]  # fmt: skip


@pytest.mark.parametrize("port", ["", ":", ":4010", ":80"])
@pytest.mark.parametrize("host", OURS)
def test_own_loopback_and_allowed_names_are_answered(app: ASGIApp, host: str, port: str) -> None:
    assert sent_to(app, host + port).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "", ":4010", " ", "rebind.example", "rebind.example:4010", "192.0.2.8", "[::2]", "::1", "xmock",
        "localhost.example.com", "127.0.0.1.example.com", "mock.example.com", "localhost:1:1", "localhost:x",
        "a@localhost", "localhost@a", "localhost/x", "localhost,rebind.example", "localhost rebind.example",
        "[localhost]", "[::1", "[mock", "0x7f.1", "2130706433", "localhost..", "本机",
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", ["requests", "health", "docs/", "nowhere"])
def test_other_names_are_refused_with_the_way_to_allow_them(app: ASGIApp, host: str, page: str) -> None:
    answer = sent_to(app, host, page=page)
    assert answer.status == 403
    assert b"--allowed-host" in answer.body


@given(host=st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=30))
@example("rebind.example")
def test_no_other_text_is_taken_for_an_own_name(app: ASGIApp, host: str) -> None:
    status = ask(app, "/_mock/health", headers=[(b"host", host.encode("latin-1"))]).status
    name = host.lower().partition(":")[0].removesuffix(".")
    assert status == 403 or name in ("localhost", "mock", "mock.test", "example.com") or is_loopback(name)


def test_each_of_several_hosts_has_to_be_an_own_name(app: ASGIApp) -> None:
    assert sent_to(app, "localhost", "rebind.example").status == 403
    assert sent_to(app, "rebind.example", "localhost").status == 403


def test_the_address_on_which_a_request_arrived_is_an_own_name(contract: Contract) -> None:
    app = create_app(settings.load(host="0.0.0.0"), contract)  # noqa: S104  # Not bound to.
    for own, host in (
        ("192.0.2.1", "192.0.2.1:80"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%2", "[fe80::1]"),
    ):
        for address, status in ((own, 200), ("192.0.2.2", 403)):
            answer = ask(app, "/_mock/health", headers=[(b"host", host.encode())], server=(address, 4010))
            assert answer.status == status


def test_a_server_without_an_address_has_its_names(app: ASGIApp) -> None:
    assert ask(app, "/_mock/health", headers=[(b"host", b"mock")], server=None).status == 200
    assert ask(app, "/_mock/health", headers=[(b"host", b"other")], server=None).status == 403


def test_a_request_without_a_host_comes_from_no_browser(app: ASGIApp) -> None:
    assert sent_to(app).status == 200


def test_a_name_sent_by_a_proxy_counts_for_nothing(app: ASGIApp) -> None:
    forwarded = [(b"host", b"rebind.example"), (b"x-forwarded-host", b"localhost")]
    assert ask(app, "/_mock/health", headers=forwarded).status == 403


def test_the_data_are_served_under_any_name(app: ASGIApp) -> None:
    """They are made up, and a client may be configured with any name."""
    assert ask(app, f"{PATH}?page=1", headers=[TOKEN, (b"host", b"rebind.example")]).status == 200


# What other sites may load.


@pytest.mark.parametrize("page", [*PAGES, "", "docs/", "docs/swagger-ui-bundle.js", "nowhere"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
@pytest.mark.parametrize("host", ["localhost", "rebind.example"])
def test_nothing_under_mock_can_be_read_by_another_site_or_loads_from_one(
    app: ASGIApp, page: str, method: str, host: str
) -> None:
    asked = [
        (b"host", host.encode()),
        (b"origin", b"http://localhost:3000"),
        (b"access-control-request-method", b"GET"),
    ]
    headers = dict(ask(app, f"/_mock/{page}", headers=asked, method=method).headers)
    assert not [name for name in headers if name.startswith(b"access-control-")]
    assert headers[b"cross-origin-resource-policy"] == b"same-origin"
    assert headers[b"x-content-type-options"] == b"nosniff"
    policy = dict(
        rule.partition(" ")[::2] for rule in headers[b"content-security-policy"].decode().split("; ")
    )
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    sources = {source for rule in policy.values() for source in rule.split()}
    assert sources == {"'none'", "'self'", "'unsafe-inline'", "data:"}
    assert "'unsafe-inline'" not in policy["script-src"]


def test_the_files_of_the_bundle_that_load_from_another_host_are_not_served(app: ASGIApp) -> None:
    """Such as its index, which shows the contract of petstore.swagger.io."""
    names = {file.name for file in swagger_ui_path.iterdir()}
    assert "index.html" in names
    for name in names:
        assert sent_to(app, page=f"docs/{name}").status == (200 if name in DOCS else 404)


@pytest.mark.parametrize("origin", [b"https://example.org", b"null"])
def test_the_data_can_be_read_by_every_site_but_without_cookies(app: ASGIApp, origin: bytes) -> None:
    headers = dict(ask(app, f"{PATH}?page=1", headers=[TOKEN, (b"origin", origin)]).headers)
    assert headers[b"access-control-allow-origin"] == headers[b"access-control-expose-headers"] == b"*"
    assert b"access-control-allow-credentials" not in headers


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_site_may_send_any_header_and_reach_a_private_network(app: ASGIApp, method: str) -> None:
    wanted = {
        "origin": "https://example.org",
        "access-control-request-method": method,
        "access-control-request-headers": "authorization, prefer, x-any",
        "access-control-request-private-network": "true",
    }
    asked = [(name.encode(), value.encode()) for name, value in wanted.items()]
    answer = ask(app, PATH, method="OPTIONS", headers=asked)
    headers = dict(answer.headers)
    assert answer.status == 200
    assert headers[b"access-control-allow-headers"] == b"authorization, prefer, x-any"
    assert method.encode() in headers[b"access-control-allow-methods"].split(b", ")
    assert headers[b"access-control-allow-private-network"] == b"true"
    assert b"access-control-allow-credentials" not in headers
