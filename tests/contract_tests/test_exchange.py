import shlex

import pytest

from contract_tests.exchange import Exchange, Request, Unreadable

URL = "http://127.0.0.1:4010/number?page=1&status%5B%5D=2"
JSON = ["-H", "Accept: application/json"]


def answered(body: bytes) -> Exchange:
    return Exchange(Request("/number"), URL, 200, {}, body)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "begins with ''"),
        (b"\xef\xbb\xbf{}", "begins with '\\ufeff"),
        (b"\n{}", "begins with"),
        (b"{}{}", "is no JSON"),
        (b"{} x", "is no JSON"),
        (b'{"a": NaN}', "NaN is no JSON"),
        (b'{"a": Infinity}', "Infinity is no JSON"),
        (b'{"a": 1, "a": 2}', "'a' occurs twice"),
        (b'{"a": "\xb0\xa1"}', "is not UTF-8"),
        (b"{'a': 1}", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (rb'{"a": "half an emoji: \ud83d"}', "is no JSON"),
    ],
)
def test_what_is_not_exactly_json_is_unreadable(body: bytes, what: str) -> None:
    with pytest.raises(Unreadable, match=what.replace("\\", r"\\")):
        _ = answered(body).document


def test_white_space_behind_the_document_is_json() -> None:
    assert answered(b'{"a": 1}\r\n').document == {"a": 1}


def test_escaped_characters_are_json() -> None:
    body = rb'{"a": "\ud83d\ude00 \u5317\u4eac", "b": "\\ud83d", "c": 1.5}'
    assert answered(body).document["a"] == "\U0001f600 \u5317\u4eac"


def test_a_whole_number_with_a_fraction_is_no_integer() -> None:
    assert not isinstance(answered(b'{"a": 1.0}').document["a"], int)


def test_where_there_was_no_answer_there_is_no_document() -> None:
    exchange = Exchange(Request("/number"), URL, failure="ReadTimeout: too late")
    assert not exchange.readable
    with pytest.raises(Unreadable, match="too late"):
        _ = exchange.document


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (Request("/number"), [*JSON, "-H", "Authorization: Bearer $NUMBERS_TOKEN"]),
        (Request("/number", authorization=None), JSON),
        (Request("/number", authorization=None, accept="*/*"), []),
        (
            Request("/number", method="POST", encoding="gzip"),
            ["-X", "POST", "--compressed", *JSON, "-H", "Authorization: Bearer $NUMBERS_TOKEN"],
        ),
    ],
)
def test_a_request_can_be_asked_again_by_hand(request_: Request, words: list[str]) -> None:
    command = shlex.split(Exchange(request_, URL).curl())
    assert command == ["curl", "-sS", "-i", "-g", *words, URL]
