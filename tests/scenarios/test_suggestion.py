import pytest

from mockserver.scenarios.suggestion import closest


@pytest.mark.parametrize(
    ("name", "suggested"),
    [("slwo", "slow"), ("flakey", "flaky"), ("Slow", "slow"), ("xyz", None), ("", None), ("418", None)],
)
def test_only_a_similar_name_is_suggested(name: str, suggested: str | None) -> None:
    assert closest(name, ["slow", "flaky", "down", "401"]) == suggested
