import pytest

from mockserver.scenarios.connection import RESET
from mockserver.scenarios.faults.drop import Drop
from tests.asgi import ask
from tests.scenarios.faults.stand_ins import PLAIN, FixedTurn, run


def test_a_dropped_request_gets_a_reset_and_no_response() -> None:
    client = run(lambda client: client.request(Drop(1)))
    assert (client.got, client.ended) == ([], [RESET])


def test_without_a_server_a_dropped_request_raises() -> None:
    with pytest.raises(ConnectionResetError, match="the mock dropped the connection"):
        ask(Drop(1).wrap(PLAIN, FixedTurn()), "/")
