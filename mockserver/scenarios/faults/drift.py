"""`drift=bill_string`, `drift=any:10%`: a breach of the contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.contract import Contract
from mockserver.drift import DRIFTS, Answer, Asked, Drift
from mockserver.http.query import QueryReader, split_query, write_query
from mockserver.scenarios import values
from mockserver.scenarios.connection import read_response, send_response
from mockserver.scenarios.faults.fault import ChanceFault, Turn
from mockserver.scenarios.key import Bilingual, Key

ANY: Final = "any"
"""Stands for every drift."""

_NAMES: Final = (ANY, *DRIFTS)


@dataclass(frozen=True)
class Drifting(ChanceFault):
    """Breaks the contract in one of several ways."""

    drifts: Sequence[Drift]
    reader: QueryReader
    name = "drift"
    does = Bilingual("返回违反契约的响应", "responds with a breach of the contract")

    @classmethod
    def key(cls, contract: Contract) -> Key:
        """The key `drift`."""
        reader = QueryReader(contract.operations["list_numbers"])

        def read(text: str) -> Drifting:
            name, _, probability = text.partition(":")
            drifts = tuple(DRIFTS.values()) if values.name(name, _NAMES) == ANY else (DRIFTS[name],)
            return cls(values.probability(probability or "1"), drifts, reader)

        rule = Bilingual(
            "偏差的名称或 any，可加概率，如 bill_string、any:10%；"
            "`mockserver scenarios --drift` 列出全部名称",
            "the name of a drift or any, optionally with a probability, such as bill_string or any:10%;"
            " `mockserver scenarios --drift` lists the names",
        )
        return Key(cls.name, cls.does, rule, read)

    def fail(self, app: ASGIApp, turn: Turn) -> ASGIApp:
        """The application with one of the drifts."""
        drift = self.drifts[int(turn.draw("which") * len(self.drifts))]

        async def breach(scope: Scope, receive: Receive, send: Send) -> None:
            sent = self.reader.read(split_query(scope["query_string"])).values
            heard = drift.hear(sent)
            if heard != sent:
                scope = {**scope, "query_string": write_query(heard)}
            start, body = await read_response(app, _unconditional(scope), receive)
            response = Answer(start["status"], tuple(start["headers"]), body)
            response = drift.say(response, Asked(sent, turn.draw(drift.name)))
            headers = [header for header in response.headers if header[0] != b"etag"]
            await send_response(send, {**start, "status": response.status, "headers": headers}, response.body)

        return breach


def _unconditional(scope: Scope) -> Scope:
    """The request without headers that lead to a compressed response or a 304."""
    kept = [header for header in scope["headers"] if header[0] not in (b"accept-encoding", b"if-none-match")]
    return {**scope, "headers": kept}
