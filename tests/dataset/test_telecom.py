import json
import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mockserver.dataset.telecom import BLOCKS, LINES, SUBSCRIBERS, blocks, subscribers_of

UNASSIGNED = re.compile(r"1(54|60|61|63|64|68|69|79|94)[0-9]{4}")


def test_every_block_has_unique_segments_of_seven_digits() -> None:
    segments = [str(segment) for segment in (*blocks().realistic, *blocks().unassigned)]
    assert all(re.fullmatch(r"1[3-9][0-9]{5}", segment) for segment in segments)
    assert len(set(segments)) == 2 * BLOCKS == 2 * len(blocks().homes)


def test_only_unassigned_segments_are_in_unassigned_ranges() -> None:
    assert all(UNASSIGNED.fullmatch(str(segment)) for segment in blocks().unassigned)
    assert not any(UNASSIGNED.fullmatch(str(segment)) for segment in blocks().realistic)


def test_homes_keep_leading_zeros_and_have_one_of_four_operators() -> None:
    homes = [json.loads(b"{%b}" % home) for home in set(blocks().homes)]
    assert all(re.fullmatch(r"[0-9]{6}", home["post_code"]) for home in homes)
    assert all(re.fullmatch(r"0[0-9]{2,3}", home["area_code"]) for home in homes)
    assert any(home["post_code"].startswith("0") for home in homes)
    assert {home["mobile_type"] for home in homes} == {"移动", "联通", "电信", "广电"}


def test_a_city_has_one_province_and_one_pair_of_codes() -> None:
    homes = [json.loads(b"{%b}" % home) for home in set(blocks().homes)]
    places = {(home["city"], home["pro"], home["area_code"], home["post_code"]) for home in homes}
    assert len(places) == len({home["city"] for home in homes}) == 346


@given(st.integers(0, 2**64 - 1), st.integers(0, 10**12))
def test_no_two_rows_share_a_subscriber(key: int, start: int) -> None:
    start -= start % SUBSCRIBERS
    subscribers = set(subscribers_of(key, range(start, start + 2000)))
    assert len(subscribers) == 2000
    assert all(0 <= subscriber < SUBSCRIBERS for subscriber in subscribers)


def test_subscribers_are_a_permutation_that_reaches_every_block() -> None:
    step = 40_961  # A prime that divides neither factor, so that the sample includes every block and line.
    sample = range(0, SUBSCRIBERS, step)
    assert len(set(subscribers_of(12345, sample))) == len(sample)
    assert {each // LINES for each in subscribers_of(12345, range(50_000))} == set(range(BLOCKS))


def test_neighbouring_rows_do_not_call_neighbouring_numbers() -> None:
    subscribers = subscribers_of(1, range(1000))
    close = sum(abs(a - b) < LINES for a, b in pairwise(subscribers))
    assert close < 10
