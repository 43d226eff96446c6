from datetime import datetime
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.dialect import SPELLINGS
from contract_tests.query import Spelling, date, sent, write
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
