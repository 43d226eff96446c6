"""The sentences of the checks in Chinese."""

import re
import tomllib
from importlib.resources import files

import pytest

from contract_tests import checks, expectations
from contract_tests.fuzzing import SENTENCES
from contract_tests.report.sentences import FILE, in_chinese


def translated() -> list[str]:
    return list(tomllib.loads((files("contract_tests.report") / FILE).read_text(encoding="utf-8")))


def test_every_check_has_its_sentence_in_chinese() -> None:
    sentences = [check.sentence for check in checks.load(expectations.load())] + list(SENTENCES.values())
    missing = [each for each in sentences if in_chinese(each) is None]
    assert missing == [], "add them to contract_tests/report/sentences.zh-CN.toml"
    assert all(re.search("[\u4e00-\u9fff]", in_chinese(each) or "") for each in sentences)


def test_no_sentence_is_translated_that_no_check_has() -> None:
    sentences = [check.sentence for check in checks.load(expectations.load())] + list(SENTENCES.values())
    patterns = [re.sub(r"\\{\w+\\}", ".+", re.escape(each)) for each in translated()]
    unused = [each for each in patterns if not any(re.fullmatch(each, known) for known in sentences)]
    assert unused == [], "remove them from contract_tests/report/sentences.zh-CN.toml"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("No two numbers have the same call id.", "没有两个号码的通话 id 相同。"),
        ("A page of ' 1' is refused with 422.", "page 为 ' 1' 时以 422 拒绝。"),
        ("A user_id of '{0}' is refused with 422.", "user_id 为 '{0}' 时以 422 拒绝。"),
        ("`encryption=TRUE` means true.", "`encryption=TRUE` 表示 true。"),
        ("Another sentence.", None),
    ],
)
def test_a_sentence_keeps_its_values(english: str, chinese: str | None) -> None:
    assert in_chinese(english) == chinese
