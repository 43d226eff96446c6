"""Verdicts kept from run to run, and what changed."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.history import Difference, History, HistoryError, difference, updated
from contract_tests.results import Outcome, Result

FIRST = datetime(2025, 12, 1, 3, 0, tzinfo=UTC)
OUTCOMES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(Outcome))


def results(**outcomes: Outcome) -> list[Result]:
    return [Result(name, f"{name}.", outcome) for name, outcome in outcomes.items()]


def after(before: History | None, days: int | None = None, **outcomes: Outcome) -> History:
    run = FIRST + timedelta(days=days or 0)
    return updated(before, results(**outcomes), run=run, api="https://api.example.com", version="1")


def compared(before: History | None, **outcomes: Outcome) -> Difference:
    found = difference(before, results(**outcomes))
    assert found is not None
    return found


def test_without_an_earlier_run_there_is_no_difference() -> None:
    assert difference(None, results(a=Outcome.FAILED)) is None


def test_what_changed_is_broken_mended_the_same_or_unknown() -> None:
    before = after(None, a=Outcome.PASSED, b=Outcome.FAILED, c=Outcome.FAILED, d=Outcome.FAILED)
    found = compared(
        before, a=Outcome.FAILED, b=Outcome.PASSED, c=Outcome.FAILED, d=Outcome.SKIPPED, e=Outcome.FAILED
    )
    assert (found.broken, found.mended, found.same, found.unknown) == (("a", "e"), ("b",), ("c",), ("d",))
    assert found.since == {"c": FIRST, "d": FIRST}


@given(OUTCOMES, OUTCOMES)
def test_every_failure_then_or_now_is_named_once(then: dict[str, Outcome], now: dict[str, Outcome]) -> None:
    found = compared(after(None, None, **then), **now)
    named = [*found.broken, *found.mended, *found.same, *found.unknown]
    failed = {name for outcomes in (then, now) for name, each in outcomes.items() if each is Outcome.FAILED}
    assert sorted(named) == sorted(failed)


@given(OUTCOMES, OUTCOMES)
def test_a_verdict_is_kept_until_there_is_another(then: dict[str, Outcome], now: dict[str, Outcome]) -> None:
    kept = after(after(None, None, **then), 1, **now).checks
    verdicts = then | {
        name: each for name, each in now.items() if each is not Outcome.SKIPPED or name not in then
    }
    expected = {name: each for name, each in verdicts.items() if each is not Outcome.SKIPPED}
    assert {name: entry.outcome for name, entry in kept.items()} == expected


def test_a_verdict_is_dated_from_its_first_run() -> None:
    kept = after(after(None, a=Outcome.FAILED, b=Outcome.FAILED), 1, a=Outcome.FAILED, b=Outcome.PASSED)
    assert kept.checks["a"].since == FIRST
    assert kept.checks["b"].since == kept.run == FIRST + timedelta(days=1)


def test_a_file_is_read_as_it_was_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    file, kept = tmp_path / "baseline.json", after(None, a=Outcome.FAILED)
    for _ in range(2):
        kept.save(file)
    assert History.load(file) == kept
    assert list(tmp_path.iterdir()) == [file]
    assert History.load(tmp_path / "none.json") is None


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, kept = tmp_path / "baseline.json", after(None, a=Outcome.FAILED)
    kept.save(file)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(HistoryError, match=r"baseline\.json: cannot be written: No space left on device"):
        after(kept, 1, a=Outcome.PASSED).save(file)
    assert History.load(file) == kept
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not a file of earlier results: invalid JSON"),
        ("[]", "not a file of earlier results: input should be an object"),
        ('{"format": 2}', "not a file of earlier results: format: input should be 1"),
        ('{"format": 1}', "not a file of earlier results: run: field required"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_one_line(text: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    file.write_text(text)
    with pytest.raises(HistoryError) as raised:
        History.load(file)
    assert str(raised.value).startswith(f"{file}: {problem}")
    assert "\n" not in str(raised.value)
    assert file.read_text() == text


def test_an_outcome_that_is_no_verdict_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    after(None, a=Outcome.FAILED).save(file)
    document = json.loads(file.read_text())
    document["checks"]["a"]["outcome"] = "skipped"
    file.write_text(json.dumps(document))
    with pytest.raises(HistoryError, match=r"checks\.a\.outcome"):
        History.load(file)
