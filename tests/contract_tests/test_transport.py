import httpcore
import httpx
import pytest

from contract_tests.results import Skipped
from contract_tests.transport import GetOnly, InProcess, is_loopback, over_http


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:4010", True),
        ("http://127.9.9.9", True),
        ("http://localhost:4010/@slow", True),
        ("http://LOCALHOST.", True),
        ("http://mock.localhost", True),
        ("http://[::1]:4010", True),
        ("https://ai.api.longlonglong.cn", False),
        ("http://127.0.0.1.example.com", False),
        ("http://10.0.0.1", False),
        ("http://0.0.0.0", False),
        ("http://user:127.0.0.1@example.com", False),
        ("http://localhost.example.com", False),
    ],
)
def test_loopback_is_decided_by_the_host_name(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "HEAD", "get"])
def test_only_get_is_sent(method: str) -> None:
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.method)
        return httpx.Response(200)

    with httpx.Client(transport=GetOnly(httpx.MockTransport(answer))) as client:
        client.get("https://example.com")
        if method == "get":  # httpx sends methods in capitals.
            client.request(method, "https://example.com")
        else:
            with pytest.raises(Skipped, match=f"only GET is sent, not {method}"):
                client.request(method, "https://example.com")
    assert set(sent) == {"GET"}


def test_certificates_are_verified() -> None:
    transport = over_http("https://example.com")
    assert isinstance(transport, httpx.HTTPTransport)
    context = transport._pool._ssl_context
    assert context is not None
    assert context.check_hostname


PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture
def proxies(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without proxies."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


def proxy_of(url: str) -> bytes | None:
    """The host of the proxy that is used for a URL."""
    transport = over_http(url)
    assert isinstance(transport, httpx.HTTPTransport)
    pool = transport._pool
    return pool._proxy_url.host if isinstance(pool, httpcore.HTTPProxy) else None


@pytest.mark.parametrize(
    ("url", "environment", "proxy"),
    [
        ("https://example.com", {"ALL_PROXY": "http://all"}, b"all"),
        ("http://example.com", {"all_proxy": "http://all"}, b"all"),
        ("https://example.com", {"ALL_PROXY": "http://all", "HTTPS_PROXY": "http://own"}, b"own"),
        ("https://example.com", {"ALL_PROXY": "http://all", "HTTP_PROXY": "http://own"}, b"all"),
        ("https://example.com", {"ALL_PROXY": "http://all", "NO_PROXY": "example.com"}, None),
        ("https://example.com:8443", {"ALL_PROXY": "http://all", "NO_PROXY": "example.com:8443"}, None),
        ("https://example.com:9443", {"ALL_PROXY": "http://all", "NO_PROXY": "example.com:8443"}, b"all"),
        ("https://example.com", {"HTTP_PROXY": "http://own"}, None),
        ("http://127.0.0.1:4010", {"ALL_PROXY": "http://all", "HTTP_PROXY": "http://own"}, None),
        ("http://mock.localhost", {"ALL_PROXY": "http://all"}, None),
    ],
)
def test_the_proxy_of_the_environment_is_used(
    url: str, environment: dict[str, str], proxy: bytes | None, proxies: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        proxies.setenv(name, value)
    assert proxy_of(url) == proxy


@pytest.mark.parametrize("name", ["https_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("value", ["ftp://me:s3cret@127.0.0.1", "http://me:s3cret@127.0.0.1:port"])
def test_an_unusable_proxy_is_refused_by_the_name_of_its_variable(
    name: str, value: str, proxies: pytest.MonkeyPatch
) -> None:
    proxies.setenv(name, value)
    with pytest.raises(OSError, match=f"{name.lower()} in the environment cannot be used") as raised:
        over_http("https://example.com")
    assert "s3cret" not in str(raised.value)


def test_a_proxy_may_be_named_without_a_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "127.0.0.1:3128")
    over_http("https://example.com")


async def silent(scope: object, receive: object, send: object) -> None:
    return


async def failing(scope: object, receive: object, send: object) -> None:
    raise RuntimeError("no")


@pytest.mark.parametrize("app", [silent, failing])
def test_an_application_that_does_not_answer_is_a_read_error(app: object) -> None:
    with httpx.Client(transport=InProcess(app)) as client, pytest.raises(httpx.ReadError):
        client.get("http://127.0.0.1/")
