"""The ledger is up to date and complete: every entry has texts, a place in the contract, and a test."""

import re
from pathlib import Path
from typing import Any

import pytest

from mockserver.contract import Contract
from tools import ledger

ON_THE_VENDORS_PAGE = {
    "label-of-another-status", "has-pages-on-one-page", "ended-before-called", "bill-and-duration",
    "example-is-no-json", "three-spellings-of-false", "two-formats-of-dates", "array-in-a-query",
    "number-of-another-place", "codes-are-text",
}  # fmt: skip
"""Entries for places in which the endpoint's own documentation contradicts itself or is wrong."""

PLURALS = {"discrepancy": "discrepancies", "assumption": "assumptions"}


@pytest.fixture(scope="module")
def document(contract: Contract) -> dict[str, Any]:
    return contract.document


@pytest.fixture(scope="module")
def entries(document: dict[str, Any]) -> list[ledger.Entry]:
    tests = ledger.tests_by_name(ledger.ROOT)
    return [
        each for mark, plural in PLURALS.items() for each in ledger.entries(document, mark, plural, tests)
    ]


def test_both_pages_are_up_to_date(document: dict[str, Any]) -> None:
    pages = ledger.pages(document)
    assert [file.name for file in pages] == ["LEDGER.md", "LEDGER.zh-CN.md"]
    for file, text in pages.items():
        assert file.read_text(encoding="utf-8") == text, "run make ledger"


def test_every_name_in_the_contract_has_an_entry(
    document: dict[str, Any], entries: list[ledger.Entry]
) -> None:
    names = [each.name for each in entries]
    assert len(set(names)) == len(names)
    assert ledger.referenced(document) - set(names) == set()
    assert document["x-discrepancies"].keys() >= ON_THE_VENDORS_PAGE


def test_every_entry_has_a_place_in_the_contract(entries: list[ledger.Entry]) -> None:
    assert [each.name for each in entries if not each.places] == []


def test_every_entry_has_a_test(entries: list[ledger.Entry]) -> None:
    assert [each.name for each in entries if not each.tests] == []


def test_every_name_in_a_test_has_an_entry(entries: list[ledger.Entry]) -> None:
    tests = ledger.tests_by_name(ledger.ROOT)
    assert tests.keys() - {each.name for each in entries} == set()


def test_every_entry_is_written_in_both_languages(document: dict[str, Any]) -> None:
    keys = {
        "discrepancies": {"documented", "contract", "ground"},
        "assumptions": {"question", "contract", "ground"},
    }
    for plural, wanted in keys.items():
        for name, words in document[f"x-{plural}"].items():
            assert wanted <= words.keys() <= wanted | {"documented"}, name
            for key, text in words.items():
                assert set(text) == {"en", "zh"}, f"{name}.{key}"
                assert text["en"].endswith((".", "?")), f"{name}.{key}"
                assert text["zh"].endswith(("。", "？")), f"{name}.{key}"
                assert "|" not in text["en"] + text["zh"], f"{name}.{key} is part of a table"
            chinese = words.get("question", words["ground"])["zh"]
            assert re.search("[\u4e00-\u9fff]", chinese), name


def test_every_linked_test_exists(entries: list[ledger.Entry]) -> None:
    for entry in entries:
        for test in entry.tests:
            assert f"def {test.name}(" in (ledger.ROOT / test.file).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "function",
    [
        "@pytest.mark.assumption('a', 'b')\ndef holds(): ...",
        "@pytest.mark.assumption('a')\n@pytest.mark.discrepancy('b')\n@slow('c')\ndef holds(): ...",
        "@check(assumes=('a', 'b'), when='c')\ndef holds(client): ...",
        "@check(assumes=['a'])\nasync def holds(client):\n    ask(client, 'c', assumes=('b',))",
        "NAMES: tuple = ('b',)\nOTHER = 'c'\n@check(assumes=('a', *NAMES))\ndef holds(client): ...",
        "@check()\ndef holds(api):\n    ask(assumes=('a',) if api else 'b')\n    ask(assumes=names_of('c'))",
        "class Some:\n    @mark.assumption('a', 'b')\n    def holds(self): ...",
    ],
)
def test_who_holds_what_is_found_without_running_it(tmp_path: Path, function: str) -> None:
    folder = tmp_path / "contract_tests" / "checks"
    folder.mkdir(parents=True)
    (folder / "paging.py").write_text(f"raise RuntimeError\n{function}\n\n\ndef ask(assumes=('c',)): ...\n")
    test = ledger.Test("contract_tests/checks/paging.py", "holds")
    assert ledger.tests_by_name(tmp_path) == {"a": [test], "b": [test]}


def test_a_check_defined_in_a_test_covers_nothing(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    text = "@some\ndef test():\n    @check(assumes=('a',))\n    def check(client): ...\n"
    (tmp_path / "tests" / "test_check.py").write_text(text)
    assert ledger.tests_by_name(tmp_path) == {}
