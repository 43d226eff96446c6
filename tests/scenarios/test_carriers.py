import pytest

from mockserver.scenarios.carriers import join, read_preference, split_path


@pytest.mark.parametrize(
    ("path", "text", "rest"),
    [
        ("/a/b", "", "/a/b"),
        ("/@slow/a/b", "slow", "/a/b"),
        ("/@slow,seed=7/", "slow,seed=7", "/"),
        ("/@slow", "slow", ""),
        ("/@/a", "", "/a"),
        ("/a/@slow/b", "", "/a/@slow/b"),
        ("//@slow/b", "", "//@slow/b"),
        ("/@/@slow/b", "", "/@slow/b"),
    ],
)
def test_only_the_first_segment_of_a_path_can_be_a_scenario(path: str, text: str, rest: str) -> None:
    assert split_path(path) == (text, rest)


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ([], ""),
        (["code=429"], "code=429"),
        (["code=429, delay=2"], "code=429,delay=2"),
        (["code=429; delay=2"], "code=429,delay=2"),
        (["code=429", "delay=2"], "code=429,delay=2"),
        (['code="429"'], "code=429"),
        (["code = 429"], "code=429"),
        (["\tcode\t=429"], "code=429"),
        (["Code=401.Expired, DELAY=2"], "code=401.Expired,delay=2"),
        (["  code=500:5%+429 "], "code=500:5%+429"),
        (["respond-async, wait=10, handling=lenient"], ""),
        (["respond-async, code=500; foo"], "code=500"),
        (["dynamic=true", "example=first"], ""),
        (["code"], "code"),
        (["code="], "code="),
        (["drop, hang=1, rows=3, seed=2, slow"], ""),
        (["", ";;,,"], ""),
    ],
)
def test_prefer_can_have_a_code_and_a_delay(headers: list[str], text: str) -> None:
    sent = [(b"prefer", each.encode()) for each in headers]
    assert read_preference([(b"accept", b"code=500"), *sent]) == text


@pytest.mark.parametrize(
    ("texts", "joined"), [(("", ""), ""), (("a", ""), "a"), (("", "b"), "b"), (("a", "b=1"), "a,b=1")]
)
def test_texts_are_joined_unless_empty(texts: tuple[str, ...], joined: str) -> None:
    assert join(*texts) == joined
