"""Connections on which an answer has one deadline, however slowly it arrives."""

import ssl
import time
from ipaddress import ip_address
from typing import Any, Self

import httpcore


class Until(float):
    """A timeout in seconds that counts from its creation, over all steps of a request."""

    def __new__(cls, seconds: float) -> Self:
        found = super().__new__(cls, seconds)
        found._end = time.monotonic() + seconds
        return found

    _end: float

    @property
    def left(self) -> float:
        """Seconds that are left. Raises httpcore.ReadTimeout if there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout(self.problem)
        return left

    @property
    def problem(self) -> str:
        """What is wrong with an answer that takes longer."""
        return f"the answer was not complete within {self:.3g} seconds"


class _Timed(httpcore.NetworkStream):
    """A connection on which a timeout of the type `Until` is for all steps together.

    Otherwise it would be for each step, and a server that sends a byte a second would never exceed it.
    """

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self._inner.read(max_bytes, _left(timeout))
        except httpcore.ReadTimeout:
            problem = timeout.problem if isinstance(timeout, Until) else "timed out"
            raise httpcore.ReadTimeout(problem) from None

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._inner.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(timeout: float | None) -> float | None:
    return timeout.left if isinstance(timeout, Until) else timeout


class Network(httpcore.NetworkBackend):
    """Connects as httpcore does, with timeouts for all steps; `local`: to this machine only."""

    def __init__(self, *, local: bool) -> None:
        self._inner = httpcore.SyncBackend()
        self._local = local

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        stream = self._inner.connect_tcp(host, port, _left(timeout), local_address, socket_options)
        peer = stream.get_extra_info("server_addr")[0]
        if self._local and not ip_address(peer).is_loopback:  # A name can stand for any address.
            stream.close()
            raise httpcore.ConnectError(f"{host} is not this machine here, but {peer}")
        return _Timed(stream)
