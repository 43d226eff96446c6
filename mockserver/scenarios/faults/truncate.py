"""`truncate`, `truncate=5%`: half of a response."""

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.scenarios.connection import CLOSE, end_connection, read_response, send_response
from mockserver.scenarios.faults.fault import ChanceFault, Turn
from mockserver.scenarios.key import Bilingual


class Truncate(ChanceFault):
    """Closes the connection in the middle of the body."""

    name = "truncate"
    does = Bilingual("响应正文发送一半后关闭连接", "closes the connection after half of the body")

    def fail(self, app: ASGIApp, turn: Turn) -> ASGIApp:  # noqa: ARG002
        """Half of the application's response; all of it if it has no body."""

        async def truncate(scope: Scope, receive: Receive, send: Send) -> None:
            start, body = await read_response(app, scope, receive)
            if not body:
                await send_response(send, start, body)
                return
            await send(start)
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            await end_connection(scope, receive, CLOSE)

        return truncate
