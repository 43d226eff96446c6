from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.dataset.index import StatusIndex
from mockserver.dataset.outcomes import BLOCK, outcomes

STATUSES = range(13)
wanted_sets = st.frozensets(st.sampled_from(STATUSES))
keys = st.binary(min_size=1, max_size=32)


@given(keys, st.integers(0, 4_000), st.data(), wanted_sets)
@example(b"k", 0, None, frozenset({0}))
def test_counting_and_selecting_agree_with_a_list(
    key: bytes, rows: int, data: st.DataObject | None, wanted: frozenset[int]
) -> None:
    frontier = data.draw(st.integers(0, rows)) if data else 0
    index = StatusIndex(key, rows, frontier)
    matching = [row for row in range(rows) if index[row] in wanted]

    stop = data.draw(st.integers(0, rows)) if data else 0
    assert index.count(wanted, stop) == sum(row < stop for row in matching)
    rank = data.draw(st.integers(0, len(matching))) if data else 0
    limit = data.draw(st.integers(0, 50)) if data else 1
    assert index.select(wanted, rank, limit) == matching[rank : rank + limit]


@given(keys, st.integers(0, 4_000), st.data())
def test_rows_from_the_frontier_on_wait_and_the_first_rows_show_every_status(
    key: bytes, rows: int, data: st.DataObject
) -> None:
    frontier = data.draw(st.integers(0, rows))
    index = StatusIndex(key, rows, frontier)
    assert [index[row] for row in range(frontier, rows)] == [0] * (rows - frontier)
    shown = min(frontier, len(STATUSES))
    assert [index[row] for row in range(shown)] == list(range(shown))
    assert all(index[row] != 0 for row in range(shown, frontier))


@given(keys, st.integers(1, 10**9))
def test_a_moving_frontier_changes_no_outcome(key: bytes, row: int) -> None:
    earlier, later = StatusIndex(key, 10**10, row + 1), StatusIndex(key, 10**10, 10**10)
    assert earlier[row] == later[row]


@given(keys, st.integers(0, 10**9), wanted_sets.filter(lambda wanted: wanted - {0}))
def test_select_is_the_inverse_of_count_in_a_large_task(
    key: bytes, rank: int, wanted: frozenset[int]
) -> None:
    rows = 10**12
    index = StatusIndex(key, rows, rows)
    (row,) = index.select(wanted, rank, 1)
    assert index[row] in wanted
    assert index.count(wanted, row) == rank


def test_all_blocks_have_the_same_statuses_in_different_orders() -> None:
    index = StatusIndex(b"key", 10 * BLOCK, 10 * BLOCK)
    blocks = [[index[13 + block * BLOCK + place] for place in range(BLOCK)] for block in range(9)]
    assert len({tuple(sorted(block)) for block in blocks}) == 1
    assert len({tuple(block) for block in blocks}) == 9


def test_the_weights_add_up_to_a_block_and_only_waiting_has_none() -> None:
    assert sum(outcome.weight for outcome in outcomes()) == BLOCK
    assert [outcome.status for outcome in outcomes() if outcome.weight == 0] == [0]


def test_different_keys_have_different_orders() -> None:
    one, other = StatusIndex(b"one", 2000, 2000), StatusIndex(b"other", 2000, 2000)
    assert [one[row] for row in range(2000)] != [other[row] for row in range(2000)]
