"""Runs the application on a port until it is told to stop."""

import errno
import os
import shlex
import signal
import socket
import sys
from typing import NoReturn

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from mockserver import __version__, contract, logs, settings
from mockserver.app import create_app
from mockserver.contract import Contract
from mockserver.settings import Settings

GRACE = 1
"""Seconds that requests under way are given when the server is told to stop."""


class StartError(Exception):
    """A server that cannot start. The message says what is in the way and what to do."""


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises StartError if the address cannot be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=2048)
    except socket.gaierror:
        raise StartError(f"--host {host!r}: no such address") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            what = "is in use: choose another with --port, or 0 for a free one"
        else:
            what = f"cannot be listened on: {os.strerror(error.errno or 0)}"
        raise StartError(f"port {port} of {host} {what}") from None


def url(listening: socket.socket) -> str:
    """The base URL under which a socket is reached from this machine."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # Not bound to here.
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def greeting(chosen: Settings, promised: Contract, base: str) -> str:
    """What is printed at the start: the URL and a request to paste."""
    path = promised.path("list_numbers").format(
        user_id=promised.example("user_id"), task_id=promised.example("task_id")
    )
    target = shlex.quote(f"{base}{path}?page=1&per_page=15")
    return (
        f"longlonglong-mock {__version__} (unofficial): {chosen.rows} numbers in every task\n"
        f"{base}\n\n"
        f'curl -H "Authorization: Bearer {_token(chosen)}" {target}\n'
    )


def _token(chosen: Settings) -> str:
    """The token of the request to paste: the real one on a screen only, where no log keeps it."""
    if chosen.token is None:
        return "YOUR_TOKEN"
    return chosen.token.get_secret_value() if sys.stdout.isatty() else "$MOCKSERVER_TOKEN"


def application() -> ASGIApp:
    """The application as a worker makes it, from the settings in its environment."""
    chosen = settings.load()
    logs.configure(chosen.log_level)
    return create_app(chosen, contract.load(chosen.spec))


def run(chosen: Settings, app: ASGIApp, listening: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM, then leave with exit code 0.

    With several workers the application serves in none of them: each makes its own, which is the same.
    """
    # uvicorn stops gracefully, then raises the signal again for these.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    if chosen.workers == 1:
        uvicorn.Server(_config(app)).run(sockets=[listening])
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
        # Without these headers the same request has the same bytes, head and body.
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE,
    )


def _stop(*_: object) -> NoReturn:
    raise SystemExit(0)
