"""A server that fails as configured before it passes requests on to the mock."""

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx


@dataclass(frozen=True)
class Request:
    """A request and the time it arrived (seconds of the monotonic clock)."""

    query: list[tuple[str, str]]
    headers: Message
    at: float


class Handler(BaseHTTPRequestHandler):
    """Responds with the next step of the course named by the first segment of the path."""

    protocol_version = "HTTP/1.1"
    server: "FaultyServer"

    def do_GET(self) -> None:
        """Record the request, and run the next step."""
        _, name, target = self.path.split("/", 2)
        course = self.server.courses[int(name)]
        query = parse_qsl(urlsplit(target).query, keep_blank_values=True)
        course.requests.append(Request(query, self.headers, time.monotonic()))
        next(course.steps, forward)(self, target)

    def respond(self, status: int, body: bytes, headers: Iterable[tuple[str, str]] = ()) -> None:
        """Send a complete response."""
        self.send_response(status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


Step = Callable[[Handler, str], None]


def answer(status: int, body: object, **headers: str) -> Step:
    """A response: text unchanged, other bodies as JSON. Underscores in header names become hyphens."""
    text = body if isinstance(body, str) else json.dumps(body)
    fields = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return lambda handler, _: handler.respond(status, text.encode(), fields)


def error(status: int, message: str, *, code: int | None = None, **headers: str) -> Step:
    """An error in the vendor's envelope; its code is the HTTP status unless another is given."""
    envelope = {"code": code or status, "status": "error", "message": message, "data": []}
    return answer(status, envelope, **headers)


def forward(handler: Handler, target: str) -> None:
    """Forward the request to the mock."""
    headers = {"Authorization": handler.headers["Authorization"], "Accept-Encoding": "identity"}
    received = httpx.get(f"{handler.server.upstream}/{target}", headers=headers)
    handler.respond(received.status_code, received.content)


def hang(handler: Handler, _: str) -> None:
    """Send nothing until the server stops."""
    handler.server.over.wait()
    handler.close_connection = True


def stall(handler: Handler, target: str) -> None:
    """Send the beginning of a response, then hang."""
    begin(handler)
    hang(handler, target)


def cut(handler: Handler, _: str) -> None:
    """Send the beginning of a response, then close the connection."""
    begin(handler)
    handler.close_connection = True


def begin(handler: Handler) -> None:
    """Send the first 20 bytes of a thousand."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"code": 200, "statu')
    handler.wfile.flush()


@dataclass
class Course:
    """The responses for one client: its base URL, the remaining steps, the requests so far."""

    url: str
    steps: Iterator[Step]
    requests: list[Request] = field(default_factory=list)


class FaultyServer(ThreadingHTTPServer):
    """Serves courses on a free local port; after its last step, a course forwards all requests."""

    request_queue_size = 64

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream = upstream
        self.over = threading.Event()
        self.courses: list[Course] = []

    def course(self, steps: Iterable[Step]) -> Course:
        """A new course for one client."""
        course = Course(f"http://127.0.0.1:{self.server_port}/{len(self.courses)}", iter(steps))
        self.courses.append(course)
        return course


@contextmanager
def serving(upstream: str) -> Iterator[FaultyServer]:
    """Run a faulty server in front of the mock at a URL."""
    with FaultyServer(upstream) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
