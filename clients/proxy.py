"""A proxy between a client and the mock that records the queries as the client sent them."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final
from urllib.parse import parse_qsl, urlsplit

OWN_HEADERS: Final = {"connection", "content-length", "keep-alive", "transfer-encoding"}
"""Response headers that are not forwarded, since each connection has its own."""

POLL: Final = 0.02
"""Seconds between checks for shutdown."""


class Proxy(ThreadingHTTPServer):
    """Listens on a free local port and forwards requests to a base URL."""

    daemon_threads = True

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = urlsplit(target).netloc
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.queries: list[list[tuple[str, str]]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.queries.append(parse_qsl(urlsplit(self.path).query))
        connection = HTTPConnection(self.server.target, timeout=30)
        connection.request("GET", self.path, headers=dict(self.headers))
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in OWN_HEADERS:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing, since the check prints a table."""


@contextmanager
def recording(target: str) -> Iterator[Proxy]:
    """Run a proxy to a base URL for the block."""
    with Proxy(target) as proxy:
        Thread(target=proxy.serve_forever, args=(POLL,), daemon=True).start()
        yield proxy
        proxy.shutdown()
