import pytest

from mockserver.suggestion import closest, did_you_mean


@pytest.mark.parametrize(
    ("name", "suggested"),
    [("slwo", "slow"), ("flakey", "flaky"), ("Slow", "slow"), ("xyz", None), ("", None), ("418", None)],
)
def test_only_a_similar_name_is_suggested(name: str, suggested: str | None) -> None:
    assert closest(name, ["slow", "flaky", "down", "401"]) == suggested


def test_a_sentence_about_an_unknown_name_ends_with_the_likely_one() -> None:
    assert did_you_mean("slwo", ["slow", "flaky"]) == "; did you mean slow?"
    assert did_you_mean("xyz", ["slow", "flaky"]) == ""


def test_a_name_is_found_among_thousands_of_alike() -> None:
    known = [f"preset-{number}" for number in range(10_000)]
    assert closest("preset-123x", known) in known
    assert closest("x" * 60_000, known) is None
