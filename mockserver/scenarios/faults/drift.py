"""`drift=bill_string`, `drift=any:10%`: a breach of the contract."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.contract import Contract
from mockserver.drift import DRIFTS, Answer, Drift, Request
from mockserver.http.query import QueryReader, split_query, write_query
from mockserver.scenarios import values
from mockserver.scenarios.connection import RESET, end_connection, read_response, send_response
from mockserver.scenarios.faults.fault import ChanceFault, Turn
from mockserver.scenarios.key import Bilingual, Key

ANY: Final = "any"
"""Stands for every drift."""


@dataclass(frozen=True)
class Drifting(ChanceFault):
    """Breaks the contract in one of several ways."""

    drifts: Collection[Drift]
    reader: QueryReader
    name = "drift"
    does = Bilingual("返回违反契约的响应", "responds with a breach of the contract")

    @classmethod
    def key(cls, contract: Contract) -> Key:
        """The key `drift`."""
        reader = QueryReader(contract.operations["list_numbers"])

        def read(text: str) -> Drifting:
            name, _, probability = text.partition(":")
            # The catalogue is loaded when one of its drifts is needed; the preset `drift` alone needs none.
            drifts: Collection[Drift] = DRIFTS.values()
            if name != ANY:
                drifts = (DRIFTS[values.name(name, (ANY, *DRIFTS))],)
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
        drifts = tuple(self.drifts)
        drift = drifts[int(turn.draw("which") * len(drifts))]

        async def breach(scope: Scope, receive: Receive, send: Send) -> None:
            query = split_query(scope["query_string"])
            values = self.reader.read(query).values
            headers = tuple(scope["headers"])
            sent = Request(scope["method"], scope["path"], query, headers, values, turn.draw(drift.name))

            async def ask(request: Request) -> Answer:
                start, body = await read_response(app, _changed(scope, sent, request), receive)
                # The tag of the correct answer would be that of another one.
                headers = tuple(header for header in start["headers"] if header[0] != b"etag")
                return Answer(start["status"], headers, body)

            try:
                answer = await drift.serve(sent, ask)
            except ConnectionResetError:
                await end_connection(scope, receive, RESET)
                return
            start = {"type": "http.response.start", "status": answer.status, "headers": list(answer.headers)}
            await send_response(send, start, answer.body)

        return breach


def _changed(scope: Scope, sent: Request, request: Request) -> Scope:
    """The request as a drift changed it, without headers that lead to a compressed response or a 304."""
    unwanted = (b"accept-encoding", b"if-none-match")
    headers = [header for header in request.headers if header[0] not in unwanted]
    scope = {**scope, "method": request.method, "path": request.path, "headers": headers}
    return scope if request.query == sent.query else {**scope, "query_string": write_query(request.query)}
