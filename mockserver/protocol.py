"""HTTP/1.1 on one connection: what uvicorn does, and what it has no setting for.

The only module that uses uvicorn's internals; `fallback.py` tries whether they are as expected.
"""

import logging
import socket
import struct
from collections import deque
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from mockserver.http import responses
from mockserver.scenarios.connection import CLOSE, CONNECTION, RESET

MALFORMED = (
    "不是合法的 HTTP 请求：URL 中的空格和中文须编码"
    " / no valid HTTP request: encode spaces and non-ASCII letters in the URL"
)

log = logging.getLogger("mockserver")


class Protocol(HttpToolsProtocol):
    """Answers malformed requests in the vendor's envelope too, and lets applications end connections."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self._ahead: deque[RequestResponseCycle] = deque()

    def on_message_begin(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._ahead.append(self.cycle)
        while self._ahead and self._ahead[0].response_complete:
            self._ahead.popleft()
        super().on_message_begin()
        extension: dict[object, object] = {RESET: self._reset, CLOSE: self._close}
        self.scope["extensions"] = {CONNECTION: extension}

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        # uvicorn notifies the last request only, which may be waiting for pipelined ones before it.
        for cycle in self._ahead:
            cycle.disconnected = True
            cycle.message_event.set()

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

    def send_400_response(self, msg: str) -> None:
        log.info("malformed request: %s", msg)
        body = responses.error(400, MALFORMED).body
        head = (
            f"HTTP/1.1 400 Bad Request\r\ncontent-type: {responses.JSON}\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
