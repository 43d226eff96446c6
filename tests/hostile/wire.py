"""Bytes to a server and answers from it, parsed strictly."""

import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import h11
import httpx

from tests.asgi import Answer

TIMEOUT = 20
"""Seconds after which a silent server fails a test."""


def connect(base: str) -> socket.socket:
    """A connection to the server of a base URL."""
    url = httpx.URL(base)
    return socket.create_connection((url.host, url.port or 80), timeout=TIMEOUT)


def exchange(base: str, pieces: Iterable[bytes]) -> bytes:
    """All that a server sends to a client that sends these pieces and then closes its side.

    Raises TimeoutError if the server does not close the connection.
    """
    with connect(base) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for piece in pieces:
                connection.sendall(piece)
            connection.shutdown(socket.SHUT_WR)
        except OSError:  # The server has ended the connection; what it sent can still be read.
            pass
        return received(connection)


def received(connection: socket.socket) -> bytes:
    """All that is received until the server closes the connection."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


@dataclass(frozen=True)
class Parsed:
    """Answers, and whether the last one says that the connection ends."""

    answers: Sequence[Answer]
    is_last: bool


def parse(received: bytes, methods: Iterable[str] = ()) -> Parsed:
    """The answers to requests with these methods, and to further ones with GET.

    Raises h11.RemoteProtocolError for bytes that are not answers one after another.
    """
    methods = iter(methods)
    client = h11.Connection(h11.CLIENT)
    client.receive_data(received)
    client.receive_data(b"")
    answers: list[Answer] = []
    while client.trailing_data[0]:
        client.send(h11.Request(method=next(methods, "GET"), target="/", headers=[("Host", "x")]))
        client.send(h11.EndOfMessage())
        answers.append(_answer(client))
        if client.our_state is not h11.DONE:
            if client.trailing_data[0]:
                raise h11.RemoteProtocolError(f"bytes after the last answer: {client.trailing_data[0]!r}")
            return Parsed(answers, is_last=True)
        client.start_next_cycle()
    return Parsed(answers, is_last=False)


def _answer(client: h11.Connection) -> Answer:
    """The next answer."""
    body = b""
    while True:
        event = client.next_event()
        if isinstance(event, h11.Response):
            start = event
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
        elif isinstance(event, h11.EndOfMessage):
            return Answer(start.status_code, list(start.headers), body)
        elif not isinstance(event, h11.InformationalResponse):
            raise h11.RemoteProtocolError(f"{event} instead of an answer")
