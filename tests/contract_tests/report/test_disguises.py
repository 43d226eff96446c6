"""Numbers and tokens are masked however they are written."""

from pprint import pformat

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from contract_tests.report.redaction import Redaction
from tests.contract_tests.report import hostile
from tests.contract_tests.report.hostile import DIGITS, ESCAPES, PACKED, SCRIPTS, Disguise

NUMBER = "18616843344"
TOKEN = "a-S3cret/t0ken+x"


@pytest.mark.parametrize("beside", hostile.BESIDE)
@pytest.mark.parametrize("disguise", [*SCRIPTS.values(), *ESCAPES.values(), *DIGITS.values()])
def test_a_number_in_disguise_is_masked(disguise: Disguise, beside: str) -> None:
    redacted = Redaction(TOKEN)(f"{beside}{disguise(NUMBER)}")
    assert "186****3344" in redacted


@pytest.mark.parametrize("secret", [NUMBER, TOKEN])
@pytest.mark.parametrize("disguise", PACKED.values())
@pytest.mark.parametrize("before", ["", "号码", '"', "=", "/user/", "?n=", "x."])
def test_what_decodes_to_a_number_or_the_token_is_masked(
    disguise: Disguise, secret: str, before: str
) -> None:
    redacted = Redaction(TOKEN)(f"{before}{disguise(secret)}")
    assert ("186****3344" if secret == NUMBER else "$NUMBERS_TOKEN") in redacted


@pytest.mark.parametrize("disguise", [*SCRIPTS.values(), *ESCAPES.values()])
def test_a_token_in_disguise_is_masked(disguise: Disguise) -> None:
    assert Redaction(TOKEN)(f"x{disguise(TOKEN)}") == "x$NUMBERS_TOKEN"


@pytest.mark.parametrize(
    "text",
    [
        "2025-12-03 09:05:00",
        "12:30 2025-12-13 969195391",
        "2025-12-13T15:04:05.123456",
        "1999-12-31 235",
        "13.12.2025 140",
        "Wed, 03 Dec 2025 09:05:00 +0800",
        "id 969195391, 161612366261, 123456789012345678",
        "1764725100, 1764725100.1, 1764725100123",
        "status=1,3,5,7,9,10,11,12",
        "[1, 3, 5, 7, 9, 10, 11, 12]",
        "1 3 5 7 9 10 11 12",
        "[13, 14, 15, 16, 17, 18]",
        "1, 4, 2, 2, 5, 1, 3, 1, 4, 4, 5, 1",
        "172.16.254.100 192.168.100.12 127.0.0.1:40117",
        "1.4142135623, 0.0123456789",
        "page 15 969195391",
        "per_page=15&page=1024",
        "5832d184-dd53-42a0-8ace-0bf8d660f4cc",
        "f232d184-dd54-42a0-8ace-b16161236626",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "186****3344",
        "1 passed, 344 failed in 186.43s",
        "查看号码列表成功 %E6%8B%92 &lt;b&gt; \\u62d2",
        "Bearer $NUMBERS_TOKEN",
    ],
)
def test_what_is_no_number_stays(text: str) -> None:
    assert Redaction(TOKEN)(text) == text


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ('{"n":"\\u62d21861684…', '{"n":"\\u62d2186****…'),
        ("begins with '拒18616843…'", "begins with '拒186****…'"),
        ("'1861684\\u00...", "'186****\\u00..."),
        ("...6843344'", "...****3344'"),
        ("15 rows…", "15 rows…"),
        ("Bearer a-S3cr...", "Bearer $NUMBERS_TOKEN..."),
        ("'…t0ken+x'", "'…$NUMBERS_TOKEN'"),
    ],
)
def test_what_is_left_beside_an_ellipsis_is_masked(text: str, redacted: str) -> None:
    assert Redaction(TOKEN)(text) == redacted


def test_a_number_is_masked_in_a_literal_of_several_lines() -> None:
    text = pformat({"body": b"x" * 30 + b"18616843344" + b"y" * 30}, width=46)
    assert text.count("\n") > 1
    assert NUMBER not in text
    assert "186****3344" in Redaction()(text)


@pytest.mark.parametrize("size", [30_000])
@pytest.mark.parametrize(
    "part",
    [
        "\\",
        "%25",
        "%",
        "&amp;",
        "1 ",
        "1",
        "13",
        "1.3-",
        "A",
        "::\n",
        "<",
        "<a",
        "\x1b]",
        "\\u0000",
        "...",
        "=E6",
        "b",
    ],
)
def test_no_text_takes_more_than_linear_time(part: str, size: int) -> None:
    """Of patterns that are quadratic, the first would run for hours."""
    Redaction(TOKEN)(part * size)


@pytest.mark.slow
@settings(phases=[Phase.generate])  # What is found is short, and long to shrink.
@given(data=st.data(), number=hostile.numbers, token=hostile.tokens)
def test_no_disguise_hides_a_number_or_a_token(data: st.DataObject, number: str, token: str) -> None:
    redact = Redaction(token)
    secret = data.draw(st.sampled_from((number, token)))
    text = data.draw(hostile.disguised(secret))
    assert any(secret in each for each in hostile.meanings(text)), "this test would not notice it"
    redacted = redact(text)
    assert not any(secret in each for each in hostile.meanings(redacted)), redacted
    assert redact(redacted) == redacted
