import asyncio
import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.scenarios.connection import RESET
from mockserver.scenarios.faults import Fault
from mockserver.scenarios.faults.delay import LONGEST, Delay
from mockserver.scenarios.faults.fault import Turn
from mockserver.scenarios.faults.hang import Hang
from tests.scenarios.faults.stand_ins import Client, FixedTurn, run


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 1, exclude_max=True))
def test_a_delay_lies_in_its_range(one: float, other: float, drawn: float) -> None:
    least, most = min(one, other), max(one, other)
    seconds = Delay(least, most).seconds(FixedTurn(drawn=drawn))
    assert least <= seconds <= most or math.isclose(seconds, most)


@given(st.floats(0, 100), st.floats(0, 1, exclude_max=True))
def test_a_long_tailed_delay_is_never_negative_or_longer_than_the_longest(
    median: float, drawn: float
) -> None:
    assert 0 <= Delay(median=median).seconds(FixedTurn(drawn=drawn)) <= LONGEST


def test_a_long_tailed_delay_has_its_median_and_its_tail() -> None:
    drawn = sorted(Delay(median=0.3).seconds(Turn(0, count, "client", {})) for count in range(5000))
    assert statistics.median(drawn) == pytest.approx(0.3, rel=0.05)
    assert sum(each > 3 for each in drawn) / 5000 == pytest.approx(0.01, rel=0.5)


def test_a_delayed_response_is_sent_after_the_delay() -> None:
    async def steps(client: Client) -> None:
        started = asyncio.get_running_loop().time()
        await client.request(Delay(0.05, 0.05))
        assert asyncio.get_running_loop().time() - started >= 0.05

    assert run(steps).got[1]["body"] == b"0123456789"


@pytest.mark.parametrize("fault", [Delay(100, 100), Hang(1)])
def test_a_client_that_disconnects_while_waiting_ends_the_request(fault: Fault) -> None:
    async def steps(client: Client) -> None:
        waiting = asyncio.ensure_future(client.request(fault))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        client.gone.set()
        await waiting

    client = run(steps)
    assert (client.got, client.ended) == ([], [])


@pytest.mark.parametrize("fault", [Delay(100, 100), Hang(1)])
def test_a_waiting_connection_is_reset_when_the_server_stops(fault: Fault) -> None:
    async def steps(client: Client) -> None:
        waiting = asyncio.ensure_future(client.request(fault))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await waiting

    client = run(steps)
    assert (client.got, client.ended) == ([], [RESET])
