"""Drifts that need memory across requests, which the mock does not serve."""

from asyncio import sleep
from typing import Final

from mockserver.drift.kinds import Answer, Ask, Drift, Request, Values, serving

_shared: dict[str, Values] = {}


@serving
async def requests_mixed(request: Request, ask: Ask) -> Answer:
    """Parameters are kept in a variable that requests at the same time share."""
    _shared["query"] = request.query
    await sleep(0.002)
    return await ask(request.asking(_shared["query"]))


MEMORY: Final[tuple[Drift, ...]] = (requests_mixed,)
