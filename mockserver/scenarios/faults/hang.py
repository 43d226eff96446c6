"""`hang`, `hang=5%`: no response."""

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.scenarios.connection import wait
from mockserver.scenarios.faults.fault import ChanceFault, Turn
from mockserver.scenarios.key import Bilingual


class Hang(ChanceFault):
    """Keeps the connection open without a response until the client closes it."""

    name = "hang"
    does = Bilingual("始终不响应", "never responds")

    def fail(self, app: ASGIApp, turn: Turn) -> ASGIApp:  # noqa: ARG002
        """Silence."""

        async def hang(scope: Scope, receive: Receive, _: Send) -> None:
            await wait(None, scope, receive)

        return hang
