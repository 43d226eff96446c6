from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from mockserver.contract import Contract
from mockserver.http import query
from mockserver.http.query import QueryReader


@pytest.fixture(scope="module")
def reader(contract: Contract) -> QueryReader:
    return QueryReader(contract.operations["list_numbers"])


@given(st.integers(-(10**30), 10**30))
def test_an_integer_is_read_in_its_usual_spelling(number: int) -> None:
    assert query.read_integer(str(number)) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1.5",
        "1_0",
        "１",
        "01",
        "-0",
        "+1",
        " 1",
        "1 ",
        "1\n",
        "-",
        "--1",
        "0x1",
        "1e3",
        "9" * 1001,
    ],
)
def test_any_other_spelling_of_an_integer_stays_text(text: str) -> None:
    assert query.read_integer(text) == text


@pytest.mark.parametrize("text", ["true", "True", "TRUE", "tRuE", "1"])
@pytest.mark.assumption("boolean-spelling")
def test_true_has_several_spellings(text: str) -> None:
    assert query.read_boolean(text) is True


@pytest.mark.parametrize("text", ["false", "False", "FALSE", "0"])
@pytest.mark.assumption("boolean-spelling")
@pytest.mark.discrepancy("three-spellings-of-false")
def test_false_has_several_spellings(text: str) -> None:
    assert query.read_boolean(text) is False


@pytest.mark.parametrize("text", ["maybe", "", "yes", "2", "truе", "true\n"])
@pytest.mark.assumption("boolean-spelling")
def test_other_texts_are_not_booleans(text: str) -> None:
    assert query.read_boolean(text) == text


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025/12/3 0:00", "2025-12-03 00:00:00"),
        ("2025/12/3 23:59", "2025-12-03 23:59:00"),
        ("2025-12-03 00:00:00", "2025-12-03 00:00:00"),
        ("2025-12-03", "2025-12-03 00:00:00"),
        ("2025/12/3", "2025-12-03 00:00:00"),
        ("2024-2-29 9:05", "2024-02-29 09:05:00"),
        ("0001-01-01", "0001-01-01 00:00:00"),
        ("9999/12/31 23:59:59", "9999-12-31 23:59:59"),
    ],
)
@pytest.mark.assumption("date-spelling", "date-without-time")
def test_dates_are_read_in_all_spellings(text: str, moment: str) -> None:
    assert query.read_moment(text) == moment
    assert query.is_moment(text)


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-30", "2025-13-01", "2025-00-10", "2025-12-03\n", "\n2025-12-03", "2025/12-03", "25/12/3",
        "2025-12-03T00:00:00", "2025-12-03 24:00", "2025-12-03 0:60", "2025-12-03 0", "2025-12-03 00:00:00Z",
        "２０２５-12-03", "2023-02-29", "", "now", "0000-01-01", "2025-12-03  00:00", "1764691200",
    ],
)  # fmt: skip
def test_an_invalid_date_stays_text(text: str) -> None:
    assert query.read_moment(text) == text
    assert not query.is_moment(text)


@given(st.datetimes().map(lambda moment: moment.replace(microsecond=0)))
@pytest.mark.assumption("date-spelling")
@pytest.mark.discrepancy("two-formats-of-dates")
def test_every_second_can_be_spelled_with_slashes_or_dashes(moment: datetime) -> None:
    clock = f"{moment.hour}:{moment.minute:02d}:{moment.second:02d}"
    for joint in "/-":
        text = f"{moment.year:04d}{joint}{moment.month}{joint}{moment.day} {clock}"
        assert query.read_moment(text) == moment.isoformat(" ")


@pytest.mark.parametrize(
    "query",
    [
        {"status": ["2", "5"]},
        {"status[]": ["2", "5"]},
        {"status[0]": ["2"], "status[1]": ["5"]},
        {"status": ["2,5"]},
        {"status": ["[2,5]"]},
        {"status": ["[2, 5]"]},
        {"status": ["2"], "status[]": ["5"]},
    ],
)
@pytest.mark.assumption("array-spelling")
def test_all_spellings_of_an_array_are_equal(reader: QueryReader, query: dict[str, list[str]]) -> None:
    read = reader.read(query)
    assert read.values == {"status": [2, 5]}
    assert read.texts == {"status": ["2", "5"]}


def test_an_array_can_be_empty(reader: QueryReader) -> None:
    assert reader.read({"status": ["[]"]}).values == {"status": []}


@pytest.mark.parametrize("texts", [["2,"], ["2", ""], ["[2,]"]])
def test_an_empty_text_is_an_item(reader: QueryReader, texts: list[str]) -> None:
    assert reader.read({"status": texts}).values == {"status": [2, ""]}


@given(
    st.lists(
        st.sampled_from(
            [b"page=1", b"status[]=2", b"", b"=", b"a", b"a=b=c", b"%41=%42", b"x+y=1+2", b"\xff=1"]
        )
    )
)
def test_a_query_is_split_as_by_the_framework(parts: list[bytes]) -> None:
    text = b"&".join(parts)
    expected = QueryParams(text)
    assert query.split_query(text) == {name: expected.getlist(name) for name in expected}


def test_only_the_first_thousand_parameters_are_read() -> None:
    text = b"&".join(b"a%d=%d" % (number, number) for number in range(query.MOST))
    assert len(query.split_query(text)) == query.MOST
    assert query.unread(text) == 0
    assert query.split_query(text + b"&page=1&page=2") == query.split_query(text)
    assert query.unread(text + b"&page=1&page=2") == 2


def test_a_warning_counts_the_parameters_that_are_not_read(reader: QueryReader) -> None:
    assert reader.warn([], 2) == "only the first 1000 parameters are read, 2 are not"
    assert (
        reader.warn(["x"], 1) == "unknown parameter 'x'; only the first 1000 parameters are read, 1 are not"
    )


def test_a_long_name_has_no_suggestion(reader: QueryReader) -> None:
    assert reader.suggest("status" * 10_000) is None


def test_an_array_under_many_names_is_read_in_their_order(reader: QueryReader) -> None:
    sent = {f"status[{number}]": [str(number % 13)] for number in range(500)}
    read = reader.read(sent)
    assert read.values == {"status": [number % 13 for number in range(500)]}
    assert read.texts == {"status": [str(number % 13) for number in range(500)]}


def test_the_last_value_of_a_repeated_parameter_is_used(reader: QueryReader) -> None:
    assert reader.read({"page": ["1", "2"]}).values == {"page": 2}


def test_each_parameter_is_read_by_its_type(reader: QueryReader) -> None:
    query = {"page": ["3"], "encryption": ["True"], "start_at": ["2025/12/3"], "sub_user_id": ["x"]}
    assert reader.read(query).values == {
        "page": 3,
        "encryption": True,
        "start_at": "2025-12-03 00:00:00",
        "sub_user_id": "x",
    }


@pytest.mark.parametrize("name", ["stauts", "status[a]", "status[0", "status]", "page[]", "[]", ""])
def test_other_names_are_unknown(reader: QueryReader, name: str) -> None:
    assert reader.read({name: ["2"], "page": ["1"], "status[]": ["3"]}).unknown == [name]
    assert reader.read({name: ["2"]}).values == {}


@pytest.mark.parametrize(
    ("name", "meant"),
    [("stauts", "status"), ("Status", "status"), ("perPage", "per_page"), ("page[]", "page"), ("zzz", None)],
)
def test_the_most_similar_parameter_is_suggested(reader: QueryReader, name: str, meant: str | None) -> None:
    assert reader.suggest(name) == meant


written = st.fixed_dictionaries(
    {},
    optional={
        "page": st.integers(-(10**20), 10**20) | st.text(),
        "encryption": st.booleans() | st.text(),
        "status": st.lists(st.integers(-5, 20), max_size=4),
        "start_at": st.datetimes().map(lambda date: date.replace(microsecond=0).isoformat(" ")),
        "sub_user_id": st.text(),
    },
)


@given(written)
def test_a_written_query_is_read_back_as_the_same_values(
    reader: QueryReader, values: dict[str, object]
) -> None:
    once = reader.read(query.split_query(query.write_query(values))).values
    assert reader.read(query.split_query(query.write_query(once))).values == once
    typed = {name: value for name, value in values.items() if not isinstance(value, str)}
    assert typed.items() <= once.items()
    assert once.keys() == values.keys()
