from mockserver.dataset.campaign import DAWN
from mockserver.scenarios.clock import Clocks
from mockserver.scenarios.model import Scenario
from mockserver.scenarios.state import KEPT, State
from tests.asgi import scope_of


def test_a_reset_clears_everything() -> None:
    state = State(Clocks(0))
    state.clocks.advance(Scenario(), "x", seconds=60)
    state.journal.receive(scope_of("/"))
    state.counts["x"] = 5
    state.memory["x"] = (1.0, 2.0)
    state.reset()
    assert state.clocks.working(Scenario(clock="stepped"), "x") == DAWN
    assert (state.journal.received, len(state.counts), len(state.memory)) == (0, 0, 0)


def test_two_servers_share_no_state() -> None:
    one, other = State(), State()
    one.journal.receive(scope_of("/"))
    one.counts["x"] = 1
    assert (other.journal.received, len(other.counts)) == (0, 0)


def test_the_state_is_bounded() -> None:
    state = State()
    for number in range(KEPT + 10):
        state.counts[number] = 1
        state.memory[number] = (0.0, 0.0)
    assert len(state.counts) == len(state.memory) == KEPT
