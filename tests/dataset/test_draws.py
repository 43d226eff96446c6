import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dataset.draws import ROW_BYTES, dataset_key, derive, draw

USER, TASK, SUB = "5832d184-dd53-42a0-8ace-0bf8d660f4cc", "f232d184-dd54-42a0-8ace-0bf8d660f4cc", "x"


@pytest.mark.parametrize(
    "other",
    [(1, USER, TASK, None), (0, TASK, TASK, None), (0, USER, USER, None), (0, USER, TASK, SUB)],
    ids=["seed", "user", "task", "sub account"],
)
def test_each_part_of_the_identity_changes_the_key(other: tuple[int, str, str, str | None]) -> None:
    assert dataset_key(*other) != dataset_key(0, USER, TASK, None)


def test_uuids_are_case_insensitive() -> None:
    assert dataset_key(0, USER.upper(), TASK.upper(), SUB.upper()) == dataset_key(0, USER, TASK, SUB)


def test_each_purpose_derives_another_number() -> None:
    assert derive(b"key", "id") != derive(b"key", "subscriber")


@given(st.integers(0, 2**64 - 2))
def test_the_bytes_of_a_row_are_unique_and_reproducible(row: int) -> None:
    assert len(draw(b"key", row)) == ROW_BYTES
    assert draw(b"key", row) == draw(b"key", row) != draw(b"key", row + 1)
    assert draw(b"key", row) != draw(b"other", row)
