import asyncio
from dataclasses import dataclass

from starlette.responses import Response

from mockserver.scenarios.connection import CLOSE, RESET
from mockserver.scenarios.faults.truncate import Truncate
from tests.scenarios.faults.stand_ins import Client, run


def test_a_truncated_response_announces_its_length_and_sends_half() -> None:
    client = run(lambda client: client.request(Truncate(1)))
    start, body = client.got
    assert dict(start["headers"])[b"content-length"] == b"10"
    assert (body["body"], body["more_body"]) == (b"01234", True)
    assert client.ended == [CLOSE]


def test_an_unread_half_is_discarded_when_the_server_stops() -> None:
    @dataclass
    class SlowClient(Client):
        def end(self, how: str) -> None:
            self.ended.append(how)
            if how == RESET:  # After CLOSE it still has to read the half that was sent.
                self.gone.set()

    async def steps() -> Client:
        client = SlowClient()
        waiting = asyncio.ensure_future(client.request(Truncate(1)))
        await asyncio.sleep(0.01)
        waiting.cancel()
        async with asyncio.timeout(5):
            await waiting
        return client

    assert asyncio.run(steps()).ended == [CLOSE, RESET]


def test_a_response_without_a_body_is_not_truncated() -> None:
    client = run(lambda client: client.request(Truncate(1), Response(status_code=304)))
    assert [message["type"] for message in client.got] == ["http.response.start", "http.response.body"]
    assert client.got[0]["status"] == 304
    assert b"content-length" not in dict(client.got[0]["headers"])
    assert client.ended == []
