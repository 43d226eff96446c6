"""Transports: over HTTP, GET only, or to an ASGI application in this process."""

import asyncio
import re
import threading
import zlib
from collections.abc import Coroutine
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import unquote_plus, unquote_to_bytes, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

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


class WholeStreams(httpx.BaseTransport):
    """Checks that compressed answers are complete, which httpx does not."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises httpx.DecodingError if the end of a gzip stream is missing."""
        response = self._inner.handle_request(request)
        if response.headers.get("content-encoding", "").lower() != "gzip":
            return response
        assert isinstance(response.stream, httpx.SyncByteStream)
        packed = b"".join(response.stream)
        response.close()
        unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            unpacking.decompress(packed)
        except zlib.error as error:
            raise httpx.DecodingError(str(error), request=request) from error
        if packed and not unpacking.eof:
            raise httpx.DecodingError("the end of the gzip stream is missing", request=request)
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=httpx.ByteStream(packed),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self._inner.close()


def over_http(url: str) -> httpx.BaseTransport:
    """A transport that verifies certificates and uses the proxy that the environment has for a URL.

    Raises OSError if that proxy cannot be used.
    """
    parts = urlsplit(url)
    proxy = None if is_loopback(url) or proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
    if proxy and "://" not in proxy:  # As curl and requests accept it.
        proxy = f"http://{proxy}"
    try:
        return httpx.HTTPTransport(verify=True, proxy=proxy or None)
    except (ValueError, ImportError, httpx.InvalidURL):  # Their messages may contain its password.
        problem = f"{parts.scheme}_proxy in the environment cannot be used: expected something like http://host:port"
        raise OSError(problem) from None


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
