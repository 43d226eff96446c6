"""A relay between a client and the mock: it keeps the queries as the client really spelled them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from clients.contract import spelled

LIMITED: Final = "/@code=429"
"""A base URL that ends so is answered 429."""

HOP_BY_HOP: Final = {"connection", "keep-alive", "transfer-encoding"}


class Relay(ThreadingHTTPServer):
    """Listens on a free port of this machine and passes requests on to a base URL."""

    daemon_threads = True

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = urlsplit(target).netloc
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.queries: list[list[tuple[str, str]]] = []
        responses = spelled("repeat")["components"]["responses"]
        [example] = responses["TooManyRequests"]["content"]["application/json"]["examples"].values()
        self.too_many = json.dumps(example["value"], ensure_ascii=False).encode()


class _Handler(BaseHTTPRequestHandler):
    server: Relay
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.queries.append(parse_qsl(urlsplit(self.path).query))
        if self.path.startswith(LIMITED + "/"):
            headers = {"Content-Type": "application/json", "Retry-After": "1"}
            self._answer(429, headers, self.server.too_many)
            return
        connection = HTTPConnection(self.server.target, timeout=30)
        connection.request("GET", self.path, headers=dict(self.headers))
        answer = connection.getresponse()
        self._answer(answer.status, dict(answer.getheaders()), answer.read())
        connection.close()

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the check prints a table."""


@contextmanager
def relaying(target: str) -> Iterator[Relay]:
    """A relay to a base URL, as long as the block lasts."""
    with Relay(target) as relay:
        Thread(target=relay.serve_forever, daemon=True).start()
        yield relay
        relay.shutdown()
