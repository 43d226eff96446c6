"""The report: what it shows, in two languages, and what no answer of an API can do to it."""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from contract_tests.dialect import Dialect
from contract_tests.history import Entry, History, difference
from contract_tests.report import html
from contract_tests.report.findings import VERSION, Findings
from contract_tests.report.redaction import Redaction
from contract_tests.results import Habit, Outcome, Result
from contract_tests.runner import Runner, open_runner
from mockserver.drift import DRIFTS
from mockserver.drift.access import TOKEN
from tests.drift.server import drifting, mock

DIALECT = Dialect(per_page_maximum=500, row_order="oldest-first", page_beyond_last="empty")
RUN = datetime(2025, 12, 3, 1, 2, 3, tzinfo=UTC)
BEFORE = datetime(2025, 11, 1, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>`<b>`"
SECRET = "a-s3cret"
LEDGER = "https://docs.example.com/LEDGER.md"


class Elements(HTMLParser):
    """The elements of a page: their names and attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def values(self, attribute: str) -> list[str]:
        return [attributes[attribute] or "" for _, attributes in self.found if attribute in attributes]


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    """An API with several faults, a dialect, habits, gaps, and generated requests."""
    logging.getLogger("mockserver").disabled = True
    app = drifting(mock(rows=60), *(DRIFTS[name] for name in ("labels_swapped", "error_user_500")))
    with open_runner(app, token=TOKEN, dialect=DIALECT) as found:
        found.results()
        exchange = found.client.evidence.exchanges[0]
        found.gaps["second-page"] = "no second page carried rows"
        found.habits = (
            Habit("row_order", "newest-first", "oldest-first", (exchange,)),
            Habit("page_beyond_last", "empty", "empty", (exchange,)),
        )
        found.generated = [
            Result("schemathesis-positive", "A sentence.", Outcome.PASSED),
            Result("schemathesis-negative", HOSTILE, Outcome.FAILED, HOSTILE, (exchange,), ("row-order",)),
            Result("a-skipped-check", HOSTILE, Outcome.SKIPPED, HOSTILE),
            Result(
                "a-reported-check",
                HOSTILE,
                Outcome.REPORTED,
                f"x 16161236626 {SECRET}",
                (exchange,),
                ("row-order",),
            ),
        ]
        yield found
    logging.getLogger("mockserver").disabled = False


@pytest.fixture(scope="module")
def page(runner: Runner) -> str:
    names = {"pages-join": "failed", "the-label-is-that-of-the-status": "failed", "ids-are-unique": "passed"}
    checks = {name: Entry.model_validate({"outcome": each, "since": BEFORE}) for name, each in names.items()}
    before = History(run=BEFORE, api="https://api.example.com", version="0.0.9", checks=checks)
    findings = Findings(runner, RUN, difference(before, runner.finished))
    return html.page(findings, Redaction(SECRET), "habits.toml", LEDGER)


def text(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", "", page.partition("<body>")[2])))


def test_it_shows_when_what_and_how_was_tested(page: str, runner: Runner) -> None:
    shown = text(page)
    assert "2025-12-03 01:02:03 +0000" in shown
    assert f"longlonglong-mock {VERSION}" in shown
    assert runner.client.url in shown
    assert "habits.toml (--dialect)" in shown
    assert re.search("per_page_maximum ?500 ?– ?habits.toml", shown)
    assert re.search('page_beyond_last ?"empty" ?the same ?相同 ?found in this run', shown)
    assert 'row_order = "newest-first"' in shown
    assert "2025-11-01 00:00:00 +0000 · https://api.example.com · longlonglong-mock 0.0.9" in shown


def test_a_habit_that_the_contract_assumes_is_no_section_of_its_own(page: str) -> None:
    habits = page.partition("id=habits>")[2].partition("</section>")[0]
    assert re.findall(r"<h3><code>(\w+)", habits) == ["row_order"]


def test_it_shows_what_changed_since_the_last_run(page: str) -> None:
    changes = text("<body>" + page.partition("id=changes>")[2].partition("</section>")[0])
    assert re.search(
        r"Newly broken \(\d+\).*no-request-makes-the-server-fail \(and \d\d that may follow", changes
    )
    assert re.search(r"Mended \(1\).*pages-join", changes)
    assert re.search(
        r"Broken as before \(1\).*the-label-is-that-of-the-status \(since.* 2025-11-01\)", changes
    )


def test_a_cause_is_one_article_with_the_rest_under_it(page: str) -> None:
    failed = page.partition("id=failed>")[2].partition("</section>")[0]
    assert [tag for tag, _ in Elements(failed).found].count("article") == 3
    assert re.search(r"\d\d more may follow from it", failed)
    assert "/agent-api/user/abc/task/" in failed


def test_everything_that_has_english_has_chinese(page: str) -> None:
    classes = Counter(Elements(page).values("class"))
    assert classes["en"] == classes["zh"] > 250
    spans = re.findall(r"<(?:span|a) class=zh lang=zh-CN[^>]*>(.*?)</(?:span|a)>", page)
    assert len(spans) == classes["zh"]
    known = ("row-order",)
    assert [each for each in spans if each not in known and not re.search("[\u4e00-\u9fff]", each)] == []


def test_a_language_is_chosen_without_a_script(page: str) -> None:
    elements = Elements(page)
    assert "script" not in {tag for tag, _ in elements.found}
    radios = [attributes for tag, attributes in elements.found if tag == "input"]
    assert [(each["type"], each["id"], "checked" in each) for each in radios] == [
        ("radio", "en", True),
        ("radio", "zh", False),
    ]
    assert {each["for"] for tag, each in elements.found if tag == "label"} == {"en", "zh"}


def test_links_lead_to_anchors_that_exist_once(page: str) -> None:
    elements = Elements(page)
    anchors = Counter(elements.values("id"))
    assert [each for each, count in anchors.items() if count > 1 or " " in each] == []
    targets = [each for each in elements.values("href") if each.startswith("#")]
    assert targets
    assert {unquote(each[1:]) for each in targets} <= anchors.keys()


def test_open_questions_link_to_the_ledger_in_their_language(page: str) -> None:
    links = set(Elements(page).values("href"))
    assert {f"{LEDGER}#row-order", "https://docs.example.com/LEDGER.zh-CN.md#row-order"} <= links


@pytest.mark.parametrize("address", [None, "javascript:alert(1)//LEDGER.md", "data:text/html,x"])
def test_without_a_ledger_an_open_question_is_explained_but_not_linked(
    address: str | None, runner: Runner
) -> None:
    page = html.page(Findings(runner, RUN), Redaction(SECRET), None, address)
    assert all(each.startswith("#") for each in Elements(page).values("href"))
    assert "In which order are the rows?" in page
    assert "号码按什么顺序返回？" in page


def test_nothing_that_an_api_answers_becomes_markup(page: str) -> None:
    assert "<script" not in page
    assert "<b>`" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4
    assert "<code>&lt;b&gt;</code>" in page


def test_everything_is_redacted(page: str) -> None:
    assert SECRET not in page
    assert "x 161****6626 $NUMBERS_TOKEN" in page
    assert not re.search(r"(?<![0-9a-f])1[3-9][0-9]{9}(?![0-9])", page)


def test_the_first_run_has_nothing_to_compare_with(runner: Runner) -> None:
    page = html.page(Findings(runner, RUN), Redaction(SECRET))
    assert "Since the last run" not in page
    assert "(--dialect)" not in page


@pytest.mark.parametrize(
    ("outcomes", "headline"),
    [
        ([], "The API could not be tested"),
        ([Outcome.PASSED], "The API follows the contract"),
        ([Outcome.PASSED, Outcome.FAILED], "The API breaks the contract"),
    ],
)
def test_the_headline_is_the_verdict(outcomes: list[Outcome], headline: str) -> None:
    with open_runner(mock(rows=5), token=TOKEN) as found:
        found.generated = [Result(each.value, "A sentence.", each) for each in outcomes]
        page = html.page(Findings(found, RUN), Redaction(SECRET))
    assert f"<h1><span class=en lang=en>{headline}</span>" in page
