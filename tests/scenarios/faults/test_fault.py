"""What every fault has, and what all faults with a probability do."""

import pytest

from mockserver.contract import Contract
from mockserver.scenarios.faults import FAULTS, Fault
from mockserver.scenarios.faults.drop import Drop
from mockserver.scenarios.faults.fault import ChanceFault
from mockserver.scenarios.faults.hang import Hang
from mockserver.scenarios.faults.truncate import Truncate
from tests.scenarios.faults.stand_ins import PLAIN, FixedTurn


@pytest.mark.parametrize("fault", FAULTS)
def test_the_help_of_a_fault_is_in_both_languages(contract: Contract, fault: type[Fault]) -> None:
    for text in (fault.key(contract).does, fault.key(contract).rule):
        assert any("一" <= letter <= "鿿" for letter in text.chinese)
        assert text.english.isascii()


@pytest.mark.parametrize("kind", [Drop, Hang, Truncate])
def test_a_chance_fault_is_read_from_its_probability(contract: Contract, kind: type[ChanceFault]) -> None:
    key = kind.key(contract)
    assert key.read("5%") == key.read("0.05") == kind(0.05)
    assert key.bare is not None
    assert key.read(key.bare) == kind(1.0)


@pytest.mark.parametrize("kind", [Drop, Hang, Truncate])
@pytest.mark.parametrize(("drawn", "occurs"), [(0.0, True), (0.299, True), (0.3, False), (0.9, False)])
def test_a_fault_occurs_with_its_probability(kind: type[ChanceFault], drawn: float, occurs: bool) -> None:
    assert (kind(0.3).wrap(PLAIN, FixedTurn(drawn=drawn)) is not PLAIN) == occurs


@pytest.mark.parametrize("kind", [Drop, Hang, Truncate])
@pytest.mark.parametrize("drawn", [0.0, 0.999999])
def test_probability_0_is_never_and_1_is_always(kind: type[ChanceFault], drawn: float) -> None:
    assert kind(0).wrap(PLAIN, FixedTurn(drawn=drawn)) is PLAIN
    assert kind(1).wrap(PLAIN, FixedTurn(drawn=drawn)) is not PLAIN
