import pytest

from contract_tests.report.redaction import Redaction


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("16161236626", "161****6626"),
        ('{"number":"16161236626"}', '{"number":"161****6626"}'),
        ("16161236626_a1b2", "161****6626_a1b2"),
        ("+8616161236626", "+86161****6626"),
        ("16161236626.0", "161****6626.0"),
        ("8616161236626", "86161****6626"),
        ("0086 16161236626", "0086 161****6626"),
        ("008616161236626", "0086161****6626"),
        ("016161236626", "0161****6626"),
        ("161 6123 6626", "161****6626"),
        ("161-6123-6626", "161****6626"),
        ("01061236626", "0106****6626"),
        ("0351-6123662", "0351****3662"),
        ("2025-12-03 09:05:00", "2025-12-03 09:05:00"),
        ("16161236626 16161236627", "161****6626 161****6627"),
        ("969195391", "969195391"),
        ("161612366261", "161612366261"),
        ("12161236626", "12161236626"),
        ("5832d184-dd53-42a0-8ace-a16161236626", "5832d184-dd53-42a0-8ace-a16161236626"),
    ],
)
def test_only_phone_numbers_are_redacted(text: str, redacted: str) -> None:
    assert Redaction()(text) == redacted


def test_a_token_is_redacted_everywhere() -> None:
    assert Redaction("s3cret")("Bearer s3cret, s3cret") == "Bearer $NUMBERS_TOKEN, $NUMBERS_TOKEN"
    assert Redaction("a-long-s3cret")("xa-long-s3cretx") == "x$NUMBERS_TOKENx"


def test_a_token_escaped_in_json_is_redacted() -> None:
    assert Redaction("a-long/s3cret")(r'{"token":"a-long\/s3cret"}') == '{"token":"$NUMBERS_TOKEN"}'


def test_a_short_token_is_redacted_as_a_word_only() -> None:
    assert Redaction("tok")("a token, tok=tok") == "a token, $NUMBERS_TOKEN=$NUMBERS_TOKEN"


def test_an_empty_token_redacts_nothing() -> None:
    assert Redaction("")("abc") == "abc"
