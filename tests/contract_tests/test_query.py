from datetime import datetime
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.dialect import BOOLEANS, DATES, SPELLINGS, STEPS, DateSpelling
from contract_tests.query import SECOND, Spelling, date, floor, later, moment, sent, write
from mockserver import contract as contracts
from mockserver.http.query import QueryReader, split_query


@pytest.mark.parametrize(
    ("spelling", "query"),
    [
        ("brackets", "status[]=2&status[]=5"),
        ("repeat", "status=2&status=5"),
        ("indices", "status[0]=2&status[1]=5"),
        ("comma", "status=2,5"),
        ("json", "status=[2,5]"),
    ],
)
def test_an_array_is_written_in_each_spelling(spelling: str, query: str) -> None:
    assert unquote(write({"status": [2, 5]}, Spelling(spelling))) == query


@given(
    spelling=st.sampled_from(SPELLINGS),
    page=st.integers(1, 10**15),
    status=st.lists(st.integers(0, 12), min_size=1),
    start=st.datetimes(datetime(1000, 1, 1)).map(lambda each: each.replace(microsecond=0)),
    encryption=st.booleans(),
)
def test_a_query_is_read_back_here_and_by_the_mock(
    spelling: str, page: int, status: list[int], start: datetime, encryption: bool
) -> None:
    values = {"page": page, "status": status, "start_at": f"{start}", "encryption": encryption}
    text = write(values, Spelling(spelling))
    read = sent(f"http://127.0.0.1/number?{text}")
    assert (read.page, read.status, read.start_at) == (page, frozenset(status), start)
    assert read.encryption is encryption
    reader = QueryReader(contracts.load().operations["list_numbers"])
    assert reader.read(split_query(text.encode())).values == values


@pytest.mark.parametrize(
    "text", ["", "2025-13-01", "2025-02-30", "2025/12-03", "tomorrow", "2025-12-03T00:00:00"]
)
def test_an_invalid_date_is_none(text: str) -> None:
    assert date(text) is None


@pytest.mark.parametrize("query", ["page=x&per_page=1.5&status=a&encryption=maybe&start_at=b", ""])
def test_an_invalid_value_is_read_as_none(query: str) -> None:
    read = sent(f"http://127.0.0.1/number?{query}")
    assert (read.page, read.per_page, read.status, read.start_at) == (None, None, None, None)
    assert read.encryption is (None if query else False)


MOMENTS = st.datetimes(datetime(1000, 1, 1), datetime(9998, 12, 31)).map(
    lambda each: f"{each:%Y-%m-%d %H:%M:%S}"
)
STEP = st.sampled_from([1, 60, 3600, 86_400])


@pytest.mark.parametrize(
    ("spelling", "text"),
    [
        ("dashes", "2025-12-03 09:05:07"),
        ("slashes", "2025/12/3 9:05:07"),
        ("no-seconds", "2025-12-03 09:05"),
        ("documented", "2025/12/3 9:05"),
        ("no-time", "2025-12-03"),
    ],
)
def test_a_moment_is_written_in_each_spelling(spelling: str, text: str) -> None:
    assert moment(spelling, "2025-12-03 09:05:07") == text


@given(spelling=st.sampled_from(DATES), text=MOMENTS)
def test_a_moment_in_any_spelling_is_read_as_itself_rounded_down(spelling: DateSpelling, text: str) -> None:
    step = STEPS.get(spelling, 1)
    assert f"{date(moment(spelling, text)):{SECOND}}" == floor(text, step)


@given(
    arrays=st.sampled_from(SPELLINGS),
    booleans=st.sampled_from(BOOLEANS),
    dates=st.sampled_from(DATES),
    start=MOMENTS,
    end=MOMENTS,
    status=st.lists(st.integers(0, 12), min_size=1),
    encryption=st.booleans(),
)
def test_what_is_written_in_a_spelling_is_read_back(
    arrays: str, booleans: str, dates: DateSpelling, start: str, end: str, status: list[int], encryption: bool
) -> None:
    values = {"page": 2, "encryption": encryption, "status": status, "start_at": start, "end_at": end}
    read = sent(f"http://127.0.0.1/number?{write(values, Spelling(arrays, booleans, dates))}")
    step = STEPS.get(dates, 1)
    assert (read.page, read.encryption, read.status) == (2, encryption, frozenset(status))
    assert f"{read.start_at:{SECOND}}" == floor(start, step)
    assert f"{read.end_at:{SECOND}}" == floor(end, step)
    assert read.end_step == step


@pytest.mark.parametrize("text", ["2025-12-03", "2025/12/3 0:00", "2025-02-30 00:00:00", "tomorrow", ""])
def test_what_is_no_moment_is_written_as_it_is(text: str) -> None:
    assert unquote(write({"start_at": text}, Spelling(dates="slashes"))) == f"start_at={text}"


def test_a_value_of_none_is_left_out() -> None:
    assert write({"page": 1, "end_at": None, "status": None}) == "page=1"


@given(text=MOMENTS, step=STEP)
def test_a_floor_is_the_last_multiple_up_to_a_moment(text: str, step: int) -> None:
    found = floor(text, step)
    assert found <= text < later(found, step)
    assert floor(found, step) == found


@given(text=MOMENTS, seconds=st.integers(-86_400, 86_400))
def test_later_and_earlier_by_the_same_time_is_the_same_moment(text: str, seconds: int) -> None:
    assert later(later(text, seconds), -seconds) == text
    assert (later(text, seconds) > text) is (seconds > 0)
