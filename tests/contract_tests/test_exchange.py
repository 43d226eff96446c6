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
        (b"{}{}", "is not JSON"),
        (b"{} x", "is not JSON"),
        (b'{"a": NaN}', "NaN is not JSON"),
        (b'{"a": Infinity}', "Infinity is not JSON"),
        (b'{"a": 1, "a": 2}', "'a' occurs twice"),
        (b'{"a": "\xb0\xa1"}', "is not UTF-8"),
        (b"{'a': 1}", "is not JSON"),
        (b"[" * 100_000, "is nested deeper than 32 levels"),
        (b"[" * 33 + b"]" * 33, "is nested deeper than 32 levels"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "is nested deeper than 32 levels"),
        (b"[" + b"0," * 300_000 + b"0]", "has more than 250000 values"),
        (b"[" + b"9" * 5000 + b"]", "is not JSON: Exceeds the limit"),
        (rb'{"a": "half an emoji: \ud83d"}', "is not JSON"),
    ],
)
def test_a_body_that_is_not_exactly_json_is_unreadable(body: bytes, what: str) -> None:
    with pytest.raises(Unreadable, match=what.replace("\\", r"\\")):
        _ = answered(body).document


def test_what_could_not_be_read_is_not_kept() -> None:
    """An exception keeps the frames it passed, and these keep a document that was read in part."""
    exchange = answered(b'{"a": 1, "a": 2}')
    for _ in range(2):
        with pytest.raises(Unreadable, match="occurs twice"):
            _ = exchange.document
    kept = vars(exchange)["_parsed"]
    assert (kept.__context__, kept.__traceback__) == (None, None)


def test_trailing_white_space_is_json() -> None:
    assert answered(b'{"a": 1}\r\n').document == {"a": 1}


def test_escaped_characters_are_json() -> None:
    body = rb'{"a": "\ud83d\ude00 \u5317\u4eac", "b": "\\ud83d", "c": 1.5}'
    assert answered(body).document["a"] == "\U0001f600 \u5317\u4eac"


def test_an_integer_written_as_a_fraction_is_not_an_integer() -> None:
    assert not isinstance(answered(b'{"a": 1.0}').document["a"], int)


def test_a_failed_request_has_no_document() -> None:
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
def test_the_curl_command_repeats_the_request(request_: Request, words: list[str]) -> None:
    command = shlex.split(Exchange(request_, URL).curl())
    assert command == ["curl", "-sS", "-i", "-g", *words, URL]
