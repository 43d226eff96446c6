"""`drop`, `drop=5%`: a connection reset."""

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.scenarios.connection import RESET, end_connection
from mockserver.scenarios.faults.fault import ChanceFault, Turn
from mockserver.scenarios.key import Bilingual


class Drop(ChanceFault):
    """Resets the connection instead of responding."""

    name = "drop"
    does = Bilingual("重置连接，不发送响应", "resets the connection instead of responding")

    def fail(self, app: ASGIApp, turn: Turn) -> ASGIApp:  # noqa: ARG002
        """A reset."""

        async def drop(scope: Scope, receive: Receive, _: Send) -> None:
            await end_connection(scope, receive, RESET)

        return drop
