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
def test_each_part_of_the_identity_makes_another_key(other: tuple[int, str, str, str | None]) -> None:
    assert dataset_key(*other) != dataset_key(0, USER, TASK, None)


def test_a_uuid_names_the_same_dataset_in_upper_case() -> None:
    assert dataset_key(0, USER.upper(), TASK.upper(), SUB.upper()) == dataset_key(0, USER, TASK, SUB)


def test_purposes_do_not_share_a_number() -> None:
    assert derive(b"key", "id") != derive(b"key", "subscriber")


@given(st.integers(0, 2**64 - 2))
def test_every_row_draws_its_own_bytes_and_the_same_each_time(row: int) -> None:
    assert len(draw(b"key", row)) == ROW_BYTES
    assert draw(b"key", row) == draw(b"key", row) != draw(b"key", row + 1)
    assert draw(b"key", row) != draw(b"other", row)
