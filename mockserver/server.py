"""Runs the application on a port until it is stopped by a signal."""

import errno
import gc
import logging
import os
import socket
from types import FrameType

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from mockserver import contract, fallback, logs, settings
from mockserver.app import create_app
from mockserver.errors import UserError
from mockserver.settings import Settings

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
    """Stops gracefully on the first signal, and immediately on the second."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        # uvicorn's own handler raises the signal again after stopping, while the event loop still runs.
        if self.should_exit:
            os._exit(0)
        self.should_exit = True


def application() -> ASGIApp:
    """The application of a worker process, made from the settings in its environment."""
    chosen = settings.load()
    logs.configure(chosen)
    app = create_app(chosen, contract.load(chosen.spec))
    _spare_the_collector()
    return app


def _spare_the_collector() -> None:
    """Exclude objects that live as long as the server from garbage collection."""
    gc.collect()
    gc.freeze()


def make(app: ASGIApp) -> uvicorn.Server:
    """A server for an application: `run([socket])` serves until `should_exit` is set."""
    return _Server(_config(app))


def run(chosen: Settings, app: ASGIApp, listening: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM.

    With several workers, `app` is not used: each worker process makes an equal one.
    """
    _spare_the_collector()
    if chosen.workers == 1:
        make(app).run(sockets=[listening])
    else:
        os.environ.update(chosen.environment())
        config = _config(f"{__name__}:{application.__name__}", factory=True, workers=chosen.workers)
        Multiprocess(config, sockets=[listening]).run()


def _config(app: ASGIApp | str, *, factory: bool = False, workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=factory,
        workers=workers,
        log_config=None,
        access_log=False,
        ws="none",
        http=fallback.protocol(),
        # Without these headers, equal requests get identical bytes, headers included.
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE,
    )
