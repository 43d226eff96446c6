from collections import Counter

import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from mockserver.contract import Contract
from mockserver.drift import DRIFTS, Answer, Request
from mockserver.drift.kinds import Ask, serving
from mockserver.http.query import QueryReader
from mockserver.scenarios.connection import RESET
from mockserver.scenarios.faults.drift import Drifting
from mockserver.scenarios.faults.fault import Turn
from tests.asgi import ask
from tests.scenarios.faults.stand_ins import FixedTurn, run


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Respond with the query, in two pieces."""
    headers = [(b"etag", b'"1"'), (b"content-length", b"9")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": scope["query_string"], "more_body": True})
    await send({"type": "http.response.body", "body": b"."})


@pytest.fixture
def reader(contract: Contract) -> QueryReader:
    return QueryReader(contract.operations["list_numbers"])


def test_a_drift_changes_the_request(reader: QueryReader) -> None:
    app = Drifting(1.0, [DRIFTS["page_ignored"]], reader).wrap(echo, FixedTurn())
    assert ask(app, "/?page=3&status[]=2&status[]=5").body == b"page=1&status=2&status=5."


def test_a_drift_changes_the_response_and_removes_its_etag(reader: QueryReader) -> None:
    app = Drifting(1.0, [DRIFTS["page_behind"]], reader).wrap(echo, FixedTurn())
    response = ask(app, "/?page=3")
    assert response.body == b"page=3.<!-- 0.042s -->"
    assert response.headers == [(b"content-length", b"22")]


def test_a_request_that_a_drift_does_not_change_is_passed_on_as_it_was_sent(reader: QueryReader) -> None:
    app = Drifting(1.0, [DRIFTS["page_ignored"]], reader).wrap(echo, FixedTurn())
    assert ask(app, "/?page=1&pgae=3&status=[2]").body == b"page=1&pgae=3&status=[2]."


def test_several_drifts_occur_with_equal_probability(reader: QueryReader) -> None:
    drifts = [DRIFTS["mark_before"], DRIFTS["page_behind"], DRIFTS["error_200"]]
    fault = Drifting(1.0, drifts, reader)
    bodies = Counter(ask(fault.wrap(echo, Turn(0, count, "client", {})), "/?x").body for count in range(300))
    assert bodies.keys() == {b"\xef\xbb\xbfx.", b"x.<!-- 0.042s -->", b"x."}
    assert min(bodies.values()) > 70


@pytest.mark.parametrize(("drawn", "drifts"), [(0.0, True), (0.0999, True), (0.1, False), (0.9, False)])
def test_a_drift_occurs_with_its_probability(reader: QueryReader, drawn: float, drifts: bool) -> None:
    fault = Drifting(0.1, [DRIFTS["mark_before"]], reader)
    assert (fault.wrap(echo, FixedTurn(drawn=drawn)) is not echo) == drifts


@pytest.mark.parametrize("status", [204, 304])
def test_a_response_without_a_body_gets_no_content_length(reader: QueryReader, status: int) -> None:
    app = Drifting(1.0, [DRIFTS["total_off"]], reader).wrap(Response(status_code=status), FixedTurn())
    assert ask(app, "/").headers == []


@serving
async def breaks_off(request: Request, ask: Ask) -> Answer:
    """Breaks the connection."""
    raise ConnectionResetError


def test_a_drift_can_break_the_connection(reader: QueryReader) -> None:
    client = run(lambda client: client.request(Drifting(1.0, [breaks_off], reader)))
    assert (client.got, client.ended) == ([], [RESET])
