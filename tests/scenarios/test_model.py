import pytest

from mockserver.scenarios.faults import Drop, Hang
from mockserver.scenarios.model import Scenario, read_preference


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ([], ""),
        (["code=429"], "code=429"),
        (["code=429, delay=2"], "code=429,delay=2"),
        (["code=429; delay=2"], "code=429,delay=2"),
        (["code=429", "delay=2"], "code=429,delay=2"),
        (['code="429"'], "code=429"),
        (["code = 429"], "code=429"),
        (["\tcode\t=429"], "code=429"),
        (["Code=401.Expired, DELAY=2"], "code=401.Expired,delay=2"),
        (["  code=500:5%+429 "], "code=500:5%+429"),
        (["respond-async, wait=10, handling=lenient"], ""),
        (["respond-async, code=500; foo"], "code=500"),
        (["dynamic=true", "example=first"], ""),
        (["code"], "code"),
        (["code="], "code="),
        (["drop, hang=1, rows=3, seed=2, slow"], ""),
        (["", ";;,,"], ""),
    ],
)
def test_of_what_a_client_prefers_the_code_and_the_delay_are_heard(headers: list[str], text: str) -> None:
    sent = [(b"prefer", each.encode()) for each in headers]
    assert read_preference([(b"accept", b"code=500"), *sent]) == text


def test_a_scenario_without_faults_has_none() -> None:
    assert Scenario().faults == ()


def test_faults_come_in_the_order_in_which_a_request_meets_them() -> None:
    hang, drop = Hang(1), Drop(1)
    assert Scenario(drop=drop, hang=hang).faults == (hang, drop)


def test_a_scenario_can_be_compared_and_kept() -> None:
    assert Scenario(rows=3) == Scenario(rows=3) != Scenario(rows=4)
    assert len({Scenario(), Scenario()}) == 1
