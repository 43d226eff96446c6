import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mockserver.dataset.telecom import BLOCKS, LINES, SUBSCRIBERS, subscriber_blocks, subscriber_of

UNASSIGNED = re.compile(r"1(54|60|61|63|64|68|69|79|94)[0-9]{4}")


def test_every_block_has_segments_of_seven_digits_that_no_other_has() -> None:
    blocks = subscriber_blocks()
    assert len(blocks) == BLOCKS
    segments = [
        segment for block in blocks for segment in (block.realistic.decode(), block.unassigned.decode())
    ]
    assert all(re.fullmatch(r"1[3-9][0-9]{5}", segment) for segment in segments)
    assert len(set(segments)) == 2 * BLOCKS


def test_stand_ins_lie_in_ranges_that_nobody_has_been_given() -> None:
    assert all(UNASSIGNED.fullmatch(block.unassigned.decode()) for block in subscriber_blocks())
    assert not any(UNASSIGNED.fullmatch(block.realistic.decode()) for block in subscriber_blocks())


def test_places_keep_the_zeros_of_their_codes() -> None:
    places = {block.place for block in subscriber_blocks()}
    assert all(re.fullmatch(r"[0-9]{6}", place.post_code) for place in places)
    assert all(re.fullmatch(r"0[0-9]{2,3}", place.area_code) for place in places)
    assert any(place.post_code.startswith("0") for place in places)
    assert len({place.city for place in places}) == len(places)


def test_operators_are_those_with_networks_of_their_own() -> None:
    assert {block.mobile_type for block in subscriber_blocks()} == {"移动", "联通", "电信", "广电"}


@given(st.integers(0, 2**64 - 1), st.integers(0, 10**12))
def test_no_two_of_a_run_of_rows_share_a_subscriber(key: int, start: int) -> None:
    start -= start % SUBSCRIBERS
    subscribers = {subscriber_of(key, start + row) for row in range(2000)}
    assert len(subscribers) == 2000
    assert all(0 <= subscriber < SUBSCRIBERS for subscriber in subscribers)


def test_each_round_can_be_undone_so_all_rows_differ() -> None:
    step = 40_961  # A prime that divides neither side, so that the sample visits every block and line.
    sample = range(0, SUBSCRIBERS, step)
    assert len({subscriber_of(12345, row) for row in sample}) == len(sample)
    assert {subscriber_of(12345, row) // LINES for row in range(50_000)} == set(range(BLOCKS))


def test_neighbouring_rows_do_not_call_neighbouring_numbers() -> None:
    subscribers = [subscriber_of(1, row) for row in range(1000)]
    close = sum(abs(a - b) < LINES for a, b in pairwise(subscribers))
    assert close < 10
