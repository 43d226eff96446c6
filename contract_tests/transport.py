"""Transports: over HTTP, GET only, or to an ASGI application in this process."""

import asyncio
import re
import threading
from collections.abc import Coroutine
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import unquote_plus, unquote_to_bytes, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from contract_tests.network import Network
from contract_tests.results import Skipped

LOOPBACK: Final = "localhost"

_HOSTILE: Final = re.compile(
    r"'\s*(or|and|union|--|;)\b|\bunion\s+(all\s+)?select\b|<\s*/?\s*script|\.\./|/\*|\x00|\$\{|;\s*drop\b",
    re.IGNORECASE,
)
"""Injections and the like, as the common rules of web application firewalls find them."""


def is_loopback(url: str) -> bool:
    """Whether the host in a URL is this machine; names are not resolved."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == LOOPBACK or host.endswith(f".{LOOPBACK}")


def is_hostile(target: str) -> bool:
    """Whether a firewall may ban a client for a path and query."""
    return _HOSTILE.search(unquote_plus(target)) is not None


class GetOnly(httpx.BaseTransport):
    """Sends GET requests only."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises Skipped for any other method."""
        if request.method != "GET":
            raise Skipped(f"only GET is sent, not {request.method} (see --unsafe-methods)")
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


class _Transport(httpx.HTTPTransport):
    """The transport of httpx, with another network below it."""

    def __init__(self, proxy: str | None, *, local: bool) -> None:
        super().__init__(verify=True, proxy=proxy)
        self._pool._network_backend = Network(local=local)  # httpx passes none on to httpcore.


def over_http(url: str) -> httpx.BaseTransport:
    """A transport that verifies certificates and uses the proxy that the environment has for a URL.

    The host of a URL of this machine must be this machine. Raises OSError if the proxy cannot be used.
    """
    if is_loopback(url):
        return _Transport(None, local=True)
    variable, proxy = _proxy_for(url)
    try:
        return _Transport(proxy, local=False)
    except (ValueError, ImportError, httpx.InvalidURL):  # Their messages may contain its password.
        problem = f"{variable} in the environment cannot be used: expected something like http://host:port"
        raise OSError(problem) from None


def _proxy_for(url: str) -> tuple[str, str | None]:
    """The variable of the environment that names the proxy for a URL, and the proxy, if there is one."""
    parts = urlsplit(url)
    host, proxies = parts.hostname or "", getproxies()
    if proxy_bypass(host if parts.port is None else f"{host}:{parts.port}"):
        return "", None
    name = parts.scheme if proxies.get(parts.scheme) else "all"  # ALL_PROXY is for what has no other.
    proxy = proxies.get(name) or None
    if proxy and "://" not in proxy:  # As curl and requests accept it.
        proxy = f"http://{proxy}"
    return f"{name}_proxy", proxy


class InProcess(httpx.BaseTransport):
    """Calls an ASGI application directly, without a network."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._runner = asyncio.Runner()
        self._thread = threading.get_ident()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises httpx.ReadError if the application fails or sends nothing."""
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": request.read(), "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        try:
            self._run(self._app(_scope(request), receive, send))
        except Exception as error:
            raise httpx.ReadError(f"the application failed: {error!r}", request=request) from error
        if not sent:
            raise httpx.ReadError("the application sent nothing", request=request)
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return httpx.Response(sent[0]["status"], headers=sent[0]["headers"], content=body, request=request)

    def _run(self, answering: Coroutine[Any, Any, None]) -> None:
        """Run to the end; threads other than the first one use an event loop of their own."""
        if threading.get_ident() == self._thread:
            self._runner.run(answering)
        else:
            asyncio.run(answering)

    def close(self) -> None:
        self._runner.close()


def _scope(request: httpx.Request) -> dict[str, Any]:
    path, _, query = request.url.raw_path.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": request.url.scheme,
        "method": request.method,
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 4010),
    }
