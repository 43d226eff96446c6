from mockserver.scenarios.faults.drop import Drop
from mockserver.scenarios.faults.hang import Hang
from mockserver.scenarios.model import Scenario


def test_faults_are_in_the_order_in_which_a_request_meets_them() -> None:
    assert Scenario().with_fault(Drop(1)).with_fault(Hang(1)).faults == (Hang(1), Drop(1))


def test_a_fault_replaces_one_of_its_kind() -> None:
    assert Scenario(faults=(Drop(1),)).with_fault(Drop(0.5)) == Scenario(faults=(Drop(0.5),))


def test_a_scenario_with_a_fault_or_a_moving_clock_is_not_still() -> None:
    assert Scenario().is_still
    assert not Scenario(faults=(Drop(1),)).is_still
    assert not Scenario(clock="running").is_still
