"""HTTP/1.1 on one connection: what uvicorn does, within limits of size and time.

The only module that uses uvicorn's internals; `fallback.py` tries whether they are as expected. Whatever is
refused here is refused in the vendor's envelope, after the answers to earlier requests of the connection.
"""

import asyncio
import logging
import re
import socket
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from mockserver.limits import (
    HOST,
    LARGEST,
    LATE,
    LONG_HEAD,
    LONG_URL,
    MOST_FIELDS,
    PATIENCE,
    Refused,
    refusal_of,
)
from mockserver.scenarios.connection import CLOSE, CONNECTION, ENDED, RESET

HEAD: Final = "head"
BODY: Final = "body"
"""The parts of a request."""

HALF_CLOSED: Final = 5.0
"""Seconds in which a client that has closed its side is still answered."""

LINGER: Final = 2.0
"""Seconds between the last answer and the end of its connection. Closed at once, it would be reset if the
client is still sending, and the answer lost."""

DISCARDED: Final = 8 * 1024 * 1024
"""Bytes that are received and ignored in that time."""

PIECE: Final = 16 * 1024
"""Bytes that are parsed at once. What follows a request that waits for its turn is not parsed yet."""

_ABSOLUTE = re.compile(rb"https?://[^/?#]+", re.IGNORECASE)
_HOST = re.compile(rb"(?:\[[0-9a-fA-F:.]{2,45}\]|[\w.~%!$&'()*+,;=-]{0,255})(?::[0-9]{0,5})?")

log = logging.getLogger("mockserver")


class Protocol(HttpToolsProtocol):
    """One connection. Applications can end it (`connection.CONNECTION`).

    Requests are answered one after another. A request that was complete when the client closed its side is
    answered, and so are requests behind one that offers another protocol (`Upgrade`), which is never taken.
    """

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        # uvicorn would parse what follows `Connection: close`, which is no request.
        self.parser.set_dangerous_leniencies(lenient_data_after_close=False)
        self._extension: dict[object, object] = {RESET: self._reset, CLOSE: self._close}
        self._ahead: deque[RequestResponseCycle] = deque()
        self._part: str | None = None
        self._size = 0  # Bytes of the part, without the piece that it began in.
        self._held = bytearray()  # Received, but not parsed yet.
        self._timer: asyncio.TimerHandle | None = None
        self._timed: object = None
        self._deaf = False  # Whatever is received now is ignored.
        self._farewell: bytes | None = None
        self._ends = False  # Once all answers are sent.
        self._checked: list[tuple[bytes, bytes]] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        if self._deaf:
            self._ignore(data)
            return
        if self._held or len(data) > PIECE or (self._part is BODY and self._is_full):
            self._held += data
        elif (parsed := self._parse(data)) < len(data):
            self._held += data[parsed:]
        if self._held:
            self._parse_held()
        if self._part is not None or self._timer is not None or self.cycle.response_complete:
            self._watch()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Whether the connection stays open, because there is something to be answered."""
        if self._part is BODY and not self._held:
            self._abandon()  # The rest of the body will never come.
        if not (self._held or self._is_answering):
            return False
        self._extension[ENDED] = self._ends = True
        for cycle in (*self._ahead, self.cycle):
            cycle.message_event.set()
        self._stop_watch()
        self.loop.call_later(HALF_CLOSED, self.transport.close)
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop_watch()
        # uvicorn notifies the last request only, which may be waiting for pipelined ones before it.
        for cycle in self._ahead:
            cycle.disconnected = True
            cycle.message_event.set()

    def shutdown(self) -> None:
        """End the connection, once the requests in progress have been answered."""
        super().shutdown()
        if self._ends:
            self.loop.call_soon(self.transport.close)  # After an answer that is ready.

    def on_message_begin(self) -> None:
        if self._deaf:
            raise Refused(400, "")  # Ends the parser.
        if self.cycle is not None and not self.cycle.response_complete:
            self._ahead.append(self.cycle)
        while self._ahead and self._ahead[0].response_complete:
            self._ahead.popleft()
        super().on_message_begin()
        self.scope["extensions"] = {CONNECTION: self._extension}
        self._part = HEAD
        self._size = 0

    def on_headers_complete(self) -> None:
        """Raises Refused."""
        # Most requests have the same fields as the one before them.
        if self.headers != self._checked or len(self.url) > PIECE:
            self._check_head()
            self._checked = self.headers
        if not self.url.startswith(b"/"):
            self.url = _origin_form(self.url)
        super().on_headers_complete()
        if not self.cycle.keep_alive:
            self.cycle.transport = cast(asyncio.Transport, _Lingering(self.transport, self._hang_up))
        self._part = BODY
        self._size = 0

    def _check_head(self) -> None:
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > LARGEST or len(self.headers) > MOST_FIELDS:
            raise self._too_long()
        hosts = [value for name, value in self.headers if name == b"host"]
        if not (len(hosts) == 1 and _HOST.fullmatch(hosts[0])) and (hosts or self._is_recent):
            raise Refused(400, HOST)

    @property
    def _is_recent(self) -> bool:
        """Whether the version of HTTP requires a `Host`."""
        return self.parser.get_http_version() != "1.0"

    def on_message_complete(self) -> None:
        self._part = None
        cycle = self.cycle
        if not cycle.response_complete:
            cycle.more_body = False
            cycle.message_event.set()
        if not cycle.keep_alive:
            self._deaf = True

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not (self._held or self._part or self._ends) or self.transport.is_closing():
            return
        if self._held:
            self._parse_held()
            self._watch()
        if self._part is not None:
            self._unset_keepalive_if_required()  # There is a limit of time for the part.
        if not self._is_answering:
            self._end()

    @property
    def _is_answering(self) -> bool:
        """Whether an answer is still due."""
        cycles = (*self._ahead, self.cycle)
        return any(each and not (each.response_complete or each.disconnected) for each in cycles)

    @property
    def _is_full(self) -> bool:
        """Whether more of a body has been received than an application has asked for."""
        return self._part is BODY and self._size > LARGEST and not self.cycle.response_complete

    def _parse_held(self) -> None:
        """Parse what was held back, until a request has to wait for its turn."""
        while self._held and not self.pipeline and not self._is_full:
            del self._held[: self._parse(bytes(self._held[:PIECE]))]
        if self._held:
            self.flow.pause_reading()

    def _parse(self, piece: bytes) -> int:
        """Parse a piece; returns how many of its bytes were parsed, which may be fewer, or are not needed."""
        part, message = self._part, self.headers
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade as upgrade:
            return self._pass_over(upgrade.args[0], len(piece))
        except httptools.HttpParserError as error:
            if not self._deaf:
                self._refuse(error)
        else:
            if part is not None and part is self._part and message is self.headers:
                self._size += len(piece)
                if self._size > LARGEST:
                    self._stop_reading()
        return len(piece)

    def _pass_over(self, parsed: int, size: int) -> int:
        """Go on after a request that offers another protocol, if it has no body, which was not parsed."""
        if any(name in (b"content-length", b"transfer-encoding") for name, _ in self.headers):
            self.cycle.keep_alive = False
            self._deaf = True
        return size if self._deaf else parsed

    def _stop_reading(self) -> None:
        """Refuse a head that is too long, and end the connection after the answer to a body that is."""
        if self._part is HEAD:
            self._refuse(self._too_long())
        elif self.cycle.response_complete:
            self._finish(b"")

    def _too_long(self) -> "Refused":
        return Refused(414, LONG_URL) if len(self.url) > LARGEST else Refused(431, LONG_HEAD)

    def _refuse(self, reason: Exception) -> None:
        """Answer the request that is being received with an error, after the requests before it."""
        refused = refusal_of(reason)
        log.info("refused: %d %s", refused.status, refused.english)
        answer = refused.answer(with_body=not (self.url and self.parser.get_method() == b"HEAD"))
        is_answered = self._part is BODY and self.cycle.response_started
        if self._part is BODY:
            self._abandon()
        self._finish(b"" if is_answered else answer)

    def _abandon(self) -> None:
        """Give up the request whose body is being received, unless it is being answered already."""
        cycle = self.cycle
        if not cycle.response_started:
            cycle.disconnected = True
            cycle.message_event.set()
            if self.pipeline and self.pipeline[0][0] is cycle:
                self.pipeline.popleft()

    def _finish(self, farewell: bytes) -> None:
        """Receive nothing more, and end the connection with these bytes after the answers that are due."""
        self._deaf = True
        self._held.clear()
        self._size = 0
        self._stop_watch()
        self._farewell = farewell
        self._ends = True
        if not self._is_answering:
            self._end()

    def _end(self) -> None:
        """End the connection, if that has been decided."""
        farewell, self._farewell = self._farewell, None
        if farewell is not None:
            self.transport.write(farewell)
            self._hang_up()
        elif ENDED in self._extension and not self._held:
            self.transport.close()

    def _hang_up(self) -> None:
        """Send nothing more, and close the connection once the client has had time to read everything."""
        self._unset_keepalive_if_required()
        if ENDED in self._extension or self.transport.is_closing():
            self.transport.close()
        else:
            self.transport.write_eof()
            self.loop.call_later(LINGER, self.transport.close)

    def _ignore(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > DISCARDED:
            self.flow.pause_reading()

    def _watch(self) -> None:
        """Limit the time for what is to be received next."""
        waiting = self._part is None and self.cycle is not None and not self.cycle.response_complete
        if self._deaf or self._held or waiting:
            self._stop_watch()
        elif self._timer is None or self._part is BODY or self._timed is not self.headers:
            self._stop_watch()
            self._timed = self.headers
            self._timer = self.loop.call_later(PATIENCE, self._time_out)

    def _stop_watch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _time_out(self) -> None:
        self._timer = None
        if self._part is None:
            self.transport.close()
        else:
            self._refuse(Refused(408, LATE))

    def _reset(self) -> None:
        """Reset the connection, as if the server had crashed: the client gets an error."""
        # The descriptor of a closed socket may have been reused.
        if not self.transport.is_closing():
            # A duplicate of the socket, since the event loop does not expose the original.
            with socket.fromfd(self.transport.get_extra_info("socket").fileno(), socket.AF_INET, 0) as handle:
                handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _close(self) -> None:
        """Close the connection once everything written has been sent."""
        self.transport.close()


@dataclass(frozen=True)
class _Lingering:
    """The transport of the last request of a connection, as far as uvicorn uses it."""

    _transport: asyncio.Transport
    close: Callable[[], None]

    def write(self, data: bytes) -> None:
        self._transport.write(data)

    def is_closing(self) -> bool:
        return self._transport.is_closing()


def _origin_form(url: bytes) -> bytes:
    """Path and query of a whole URL; anything else is left as it is."""
    origin = _ABSOLUTE.match(url)
    if origin is None:
        return url
    rest = url[origin.end() :]
    return rest if rest.startswith(b"/") else b"/" + rest
