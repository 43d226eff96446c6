from hypothesis import given
from hypothesis import strategies as st

from mockserver.printable import LONGEST, printable


@given(st.text(max_size=400), st.integers(0, LONGEST))
def test_a_shown_text_is_printable_and_bounded(text: str, longest: int) -> None:
    shown = printable(text, longest)
    assert shown.isprintable()
    assert len(shown) <= 10 * longest + 1


@given(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=LONGEST))
def test_a_short_printable_text_is_shown_as_it_is(text: str) -> None:
    assert printable(text) == text


def test_controls_and_directions_are_escaped_and_long_texts_end_in_dots() -> None:
    assert printable("a\x1b[31m\x9b\u202eb\n") == "a\\u001b[31m\\u009b\\u202eb\\u000a"
    assert printable("中文" * 5, 3) == "中文中…"
