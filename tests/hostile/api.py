"""An API that answers as a mode says: raw bytes on a socket, with a correct mock to distort."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, Final

import httpx
from starlette.types import ASGIApp

from contract_tests.transport import InProcess
from mockserver import contract, settings
from mockserver.app import create_app

TOKEN: Final = "a-s3cret-of-this-run"
"""What the mock accepts."""

ROWS: Final = 100


@dataclass
class Call:
    """One request on a connection, and ways to answer it. `number` counts the requests to the API."""

    connection: socket.socket
    number: int
    method: str
    target: str
    headers: Mapping[str, str]
    app: ASGIApp

    @cached_property
    def right(self) -> httpx.Response:
        """What the mock answers."""
        url = httpx.URL("http://mock").copy_with(raw_path=self.target.encode("latin-1"))
        request = httpx.Request(self.method, url, headers=self.headers)
        transport = InProcess(self.app)
        try:
            return transport.handle_request(request)
        finally:
            transport.close()

    @property
    def is_page(self) -> bool:
        """Whether the right answer is a page of numbers."""
        return self.right.status_code == 200 and bool(self.right.content)

    def raw(self, *parts: bytes) -> None:
        """Send bytes."""
        for part in parts:
            self.connection.sendall(part)

    def forever(self, part: bytes, every: float = 0.0) -> None:
        """Send bytes until the client leaves."""
        while True:
            self.connection.sendall(part)
            time.sleep(every)

    def head(self, status: int | str = 200, **headers: object) -> None:
        """Send a status line and headers, of JSON unless they say otherwise."""
        named = {"content-type": "application/json"}
        named |= {name.replace("_", "-"): str(value) for name, value in headers.items()}
        lines = [f"{name}: {value}\r\n" for name, value in named.items()]
        self.raw(f"HTTP/1.1 {status} OK\r\n{''.join(lines)}\r\n".encode("latin-1"))

    def send(self, body: bytes, status: int | str = 200, **headers: object) -> None:
        """Send a whole answer."""
        self.head(status, content_length=len(body), **headers)
        if self.method != "HEAD":
            self.raw(body)

    def error(self, status: int, http: int | None = None, **headers: object) -> None:
        """Send an error in the vendor's envelope."""
        body = {"code": status, "status": "error", "message": "m", "data": []}
        self.send(json.dumps(body).encode(), http or status, **headers)

    def pass_on(self, page: bytes | None = None, **headers: object) -> None:
        """Send what the mock answers, or another body in place of a page."""
        kept = {name: value for name, value in self.right.headers.items() if name != "content-length"}
        if page is None or not self.is_page:
            assert isinstance(self.right.stream, httpx.SyncByteStream)
            page = b"".join(self.right.stream)  # As it is, compressed or not.
        else:
            kept.pop("content-encoding", None)
        self.send(page, self.right.status_code, **kept, **headers)

    def distort(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Send a page with changes; other answers as they are."""
        if not self.is_page:
            self.pass_on()
            return
        document = self.right.json()
        change(document)
        self.pass_on(json.dumps(document).encode())

    def reset(self) -> None:
        """Close the connection with a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionResetError


Mode = Callable[[Call], None]


def correct(call: Call) -> None:
    """Answers as the mock does."""
    call.pass_on()


class Api:
    """An API that answers correctly `before` times, and then as a mode says."""

    def __init__(self, mode: Mode, before: int = 0) -> None:
        self._mode = mode
        self._before = before
        self._app = create_app(settings.load(token=TOKEN, rows=ROWS), contract.load())
        self._numbers = count(1)
        self.seen: list[Call] = []

    def serve(self, connection: socket.socket) -> None:
        """Answer requests until the client leaves."""
        with connection, suppress(OSError), connection.makefile("rb") as reading:
            connection.settimeout(60)
            while line := reading.readline().decode("latin-1"):
                method, target, _ = line.split(" ", 2)
                headers = dict(_headers(iter(lambda: reading.readline().decode("latin-1").strip(), "")))
                reading.read(int(headers.get("content-length", 0)))
                call = Call(connection, next(self._numbers), method, target, headers, self._app)
                self.seen.append(call)
                (correct if call.number <= self._before else self._mode)(call)


def _headers(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, _, value = line.partition(":")
        yield name.strip().lower(), value.strip()


@contextmanager
def serving(api: Api) -> Iterator[str]:
    """An API on a free port of this machine, one thread for each connection."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    threading.Thread(target=api.serve, args=(connection,), daemon=True).start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join()
