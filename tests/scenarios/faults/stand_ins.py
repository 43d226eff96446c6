"""A request and a client whose every detail a test decides."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, MutableMapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Scope

from mockserver.scenarios.connection import CLOSE, CONNECTION, RESET
from mockserver.scenarios.faults.fault import Fault, Turn
from tests.asgi import scope_of

PLAIN = Response(b"0123456789", media_type="text/plain")


@dataclass(frozen=True)
class FixedTurn(Turn):
    """A request with a fixed draw."""

    seed: int = 0
    count: int = 0
    client: Hashable = "client"
    memory: MutableMapping[Hashable, Any] = field(default_factory=dict)
    drawn: float = 0.0

    def draw(self, _: str) -> float:
        return self.drawn


@dataclass
class Client:
    """A client that records what it receives, over a connection that ends at once when asked to."""

    gone: asyncio.Event = field(default_factory=asyncio.Event)
    got: list[Message] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    async def receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.got.append(message)

    def scope(self) -> Scope:
        extension = {how: partial(self.end, how) for how in (RESET, CLOSE)}
        return {**scope_of("/"), "extensions": {CONNECTION: extension}}

    def end(self, how: str) -> None:
        self.ended.append(how)
        self.gone.set()

    def request(self, fault: Fault, app: ASGIApp = PLAIN) -> Awaitable[None]:
        """Send one request to an application with a fault."""
        return fault.wrap(app, FixedTurn())(self.scope(), self.receive, self.send)


def run(steps: Callable[[Client], Awaitable[None]]) -> Client:
    """The client after some steps, which may take five seconds."""

    async def limited() -> Client:
        client = Client()
        async with asyncio.timeout(5):
            await steps(client)
        return client

    return asyncio.run(limited())
