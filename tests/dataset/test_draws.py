from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.dataset.draws import Draws, dataset_key, derive

USER, TASK, SUB = "5832d184-dd53-42a0-8ace-0bf8d660f4cc", "f232d184-dd54-42a0-8ace-0bf8d660f4cc", "x"


@pytest.mark.parametrize(
    "other",
    [(1, USER, TASK, None), (0, TASK, TASK, None), (0, USER, USER, None), (0, USER, TASK, SUB)],
    ids=["seed", "user", "task", "sub account"],
)
def test_each_part_of_the_identity_makes_another_key(other: tuple[int, str, str, str | None]) -> None:
    assert dataset_key(*other) != dataset_key(0, USER, TASK, None)


def test_a_uuid_names_the_same_dataset_in_upper_case() -> None:
    assert dataset_key(0, USER.upper(), TASK.upper(), None) == dataset_key(0, USER, TASK, None)


def test_purposes_do_not_share_a_number() -> None:
    assert derive(b"key", "id") != derive(b"key", "subscriber")


def test_a_row_draws_the_same_after_any_other_row() -> None:
    draws = Draws(b"key")
    draws.seek(7)
    first = draws.randbytes(200)
    draws.seek(8)
    assert draws.randbytes(200) != first
    draws.seek(7)
    assert draws.randbytes(200) == first


@given(st.lists(st.integers(0, 150), max_size=8))
def test_a_stream_is_the_same_in_pieces_of_any_size(sizes: list[int]) -> None:
    whole, pieces = Draws(b"key"), Draws(b"key")
    assert b"".join(map(pieces.randbytes, sizes)) == whole.randbytes(sum(sizes))


@given(st.integers(1, 300), st.integers(0, 10**12))
def test_bits_stay_within_their_count(bits: int, row: int) -> None:
    draws = Draws(b"key")
    draws.seek(row)
    assert 0 <= draws.getrandbits(bits) < 1 << bits


def test_it_serves_as_the_random_of_the_standard_library() -> None:
    draws: Random = Draws(b"key")
    assert 0 <= draws.random() < 1
    assert draws.randint(3, 5) in {3, 4, 5}
    assert sorted(draws.sample(range(10), 10)) == list(range(10))


def test_seeding_changes_nothing() -> None:
    draws = Draws(b"key")
    draws.seek(3)
    draws.seed(42)
    again = Draws(b"key")
    again.seek(3)
    assert draws.randbytes(8) == again.randbytes(8)


def test_there_is_no_state_to_save_or_restore() -> None:
    with pytest.raises(NotImplementedError, match="seek"):
        Draws(b"key").getstate()
    with pytest.raises(NotImplementedError, match="seek"):
        Draws(b"key").setstate(())
