"""Runs the application on a port until it is stopped by a signal."""

import errno
import gc
import logging
import os
import signal
import socket
from datetime import UTC, datetime
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from mockserver import contract, fallback, logs
from mockserver.app import create_app
from mockserver.errors import UserError
from mockserver.settings import Settings
from mockserver.workers import Workers

log = logging.getLogger("mockserver")

GRACE = 1
"""Seconds that open requests are given to finish when the server stops."""


class StartError(UserError):
    """A server that cannot start. The message says what is in the way and what to do."""


def bind(host: str, port: int) -> socket.socket:
    """A listening socket. Raises StartError if the address is not available."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=2048)
    except (socket.gaierror, UnicodeError):
        raise StartError(f"--host {host!r}: no such address") from None
    except OSError as error:
        if (error.errno or 0) < 0:  # A failed name lookup, as create_server reports it.
            raise StartError(f"--host {host!r}: no such address") from None
        if error.errno == errno.EADDRINUSE:
            what = "is in use: choose another with --port, or 0 for a free one"
        else:
            what = f"cannot be bound: {os.strerror(error.errno or 0)}"
        raise StartError(f"port {port} of {host} {what}") from None


def url(listening: socket.socket) -> str:
    """The base URL of a socket, as seen from this machine."""
    host, port = listening.getsockname()[:2]
    return base_url(host, port)


def base_url(host: str, port: int) -> str:
    """The base URL under which a server that listens on this address is reached from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # Not bound to here.
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """Stops gracefully on the first signal, and immediately on a second Ctrl-C.

    A second SIGTERM changes nothing: a process group gets one, and each worker another from its parent.
    """

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        # uvicorn's own handler raises the signal again after stopping, while the event loop still runs.
        if self.should_exit and sig == signal.SIGINT:
            os._exit(0)
        self.should_exit = True


def work(chosen: Settings, listening: socket.socket) -> None:
    """Serve in a worker process until SIGTERM."""
    logs.configure(chosen)
    app = create_app(chosen, contract.load(chosen.spec))
    _spare_the_collector()
    make(app).run(sockets=[listening])


def _spare_the_collector() -> None:
    """Exclude objects that live as long as the server from garbage collection."""
    gc.collect()
    gc.freeze()


def make(app: ASGIApp) -> uvicorn.Server:
    """A server for an application: `run([socket])` serves until `should_exit` is set."""
    return _Server(_config(app))


def run(chosen: Settings, app: ASGIApp, listening: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM.

    With several workers, `app` is not used: each worker process makes an equal one. Raises WorkerError if
    they cannot start.
    """
    _spare_the_collector()
    if chosen.workers == 1:
        make(app).run(sockets=[listening])
    else:
        same = chosen.model_copy(update={"since": chosen.since or datetime.now(UTC)})
        Workers(chosen.workers, work, same, listening).run()


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        # Proxies on this machine pass on the address of a client; FORWARDED_ALLOW_IPS would trust others too.
        forwarded_allow_ips=["127.0.0.1", "::1"],
        ws="none",
        http=fallback.protocol(),
        # Without these headers, equal requests get identical bytes, headers included.
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE,
    )
