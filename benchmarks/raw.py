"""A minimal ASGI server that always sends the same bytes: the baseline of all comparisons."""

import socket
import sys
from pathlib import Path

import uvicorn
from starlette.types import Receive, Scope, Send

body = Path(sys.argv[2]).read_bytes()
headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer any request with the body given on the command line."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    config = uvicorn.Config(
        app, log_config=None, access_log=False, ws="none", server_header=False, date_header=False
    )
    uvicorn.Server(config).run(sockets=[socket.create_server(("127.0.0.1", int(sys.argv[1])))])
