"""The suite in a job of GitHub Actions: annotations and a job summary that no answer of an API can abuse."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from markdown_it import MarkdownIt

from contract_tests.dialect import Dialect
from contract_tests.github import ANNOTATIONS, CHARACTERS, SHOWN, annotations, command, end_of, summary
from contract_tests.junit import FAILED, PASSED, REPORTED, SKIPPED, Result, properties, results
from contract_tests.report.text import describe, follower
from contract_tests.results import Outcome
from contract_tests.results import Result as CheckResult
from mockserver.drift import DRIFTS
from tests.contract_tests.test_run import ALONE, TOKEN, mock, serving
from tests.drift.server import drifting

pytestmark = pytest.mark.slow

URL = "http://127.0.0.1:4010"
HOSTILE = (
    "x\n::set-output name=url::evil\r\n##[set-env name=A;]b\n"
    "```\n````\n# Title\n<img src=x onerror=y>\n</details>\n[a](b) | c | %0A::error::\n@user\n"
)


def junit(*cases: str) -> str:
    return f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"


def rendered(
    code: int, found: list[Result], output: str = "", url: str = URL, about: Sequence[tuple[str, str]] = ()
) -> str:
    """The summary as HTML, by a reader of GitHub's Markdown."""
    lines = "\n".join(summary(url, code, found, output, about))
    page = MarkdownIt("gfm-like", {"linkify": False}).render(lines)
    assert isinstance(page, str)
    return page


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ('<testcase name="test_a[x]" />', Result("test_a[x]", PASSED)),
        (
            '<testcase name="test_a[x]"><failure message="short">a-b: failed\n  c</failure></testcase>',
            Result("a-b", FAILED, "a-b: failed\n  c"),
        ),
        ('<testcase name="test_a"><error>Oops: b</error></testcase>', Result("test_a", FAILED, "Oops: b")),
        (
            '<testcase name="a"><skipped type="pytest.xfail" message="a-b: reported&#10;  c" /></testcase>',
            Result("a-b", REPORTED, "a-b: reported\n  c"),
        ),
        (
            '<testcase name="test_a"><skipped type="pytest.skip" message="F.py:1: b" /></testcase>',
            Result("test_a", SKIPPED, "F.py:1: b"),
        ),
    ],
)
def test_each_case_of_junit_has_its_result(case: str, expected: Result) -> None:
    assert results(junit(case)) == [expected]


@pytest.mark.parametrize(
    "name", ["a-b", "refused-user_id-' OR '1'='1", "refused-end_at-2025-12-03 12:60", "refused-page-１"]
)
def test_a_check_is_known_by_the_text_of_its_failure(name: str) -> None:
    """Names of tests have escapes; ids of checks may have spaces, colons and letters of any script."""
    check = CheckResult(name, "A sentence: b.", Outcome.FAILED, "1: is not\n2")
    text = describe(check, Dialect())
    case = f"<testcase name='test_check[x]'><failure>{escape(text)}</failure></testcase>"
    assert results(junit(case)) == [Result(name, FAILED, text)]
    line = follower(name, check.found, "refused-end_at-2025-12-03 25:00:00")
    case = f"<testcase name='test_check[x]'><failure>{escape(line)}</failure></testcase>"
    expected = Result(name, FAILED, "1: is not 2", "refused-end_at-2025-12-03 25:00:00")
    assert results(junit(case)) == [expected]


def test_what_is_said_about_the_run_is_read() -> None:
    said = '<property name="habit" value="a is 1" /><property name="mended" value="b" />'
    assert properties(junit(f"<properties>{said}</properties>", '<testcase name="test_a" />')) == [
        ("habit", "a is 1"),
        ("mended", "b"),
    ]


def test_what_follows_from_a_failure_is_listed_under_it() -> None:
    found = [
        Result("b", FAILED, "b: failed\n  x"),
        Result("a", FAILED, "1 is not 2", "b"),
        Result("c", FAILED, "c"),
    ]
    page = rendered(1, found)
    assert re.findall("<strong>(.*)</strong>", page) == ["b", "c"]
    assert "<p>1 more may follow from it:</p>\n<ul>\n<li>a: 1 is not 2</li>\n</ul>" in page
    assert "3 of 3 checks" in page


def test_a_follower_whose_cause_is_not_there_is_shown_in_full() -> None:
    assert "<strong>a</strong>" in rendered(1, [Result("a", FAILED, "1 is not 2", "b")])


def test_habits_and_changes_are_listed() -> None:
    about = [
        ("suite", "1"),
        ("newly broken", "a, b"),
        ("mended", "c"),
        ("habit", "row_order is 'newest-first' here"),
    ]
    page = rendered(0, [Result("a", PASSED)], about=about)
    assert re.findall("<h3>(.*)</h3>", page) == ["Since the last run", "Habits"]
    assert re.findall("<li>(.*)</li>", page) == [
        "newly broken: a, b",
        "mended: c",
        "habit: row_order is 'newest-first' here",
    ]


def test_an_unavailable_api_is_not_said_to_break_anything() -> None:
    assert "<h2>The API was unavailable (exit code 3)</h2>" in rendered(3, [], "503 to every request")


def test_the_summary_counts_outcomes_and_shows_what_failed_and_what_is_reported() -> None:
    found = [
        Result("a", PASSED),
        Result("b", PASSED),
        Result("c", FAILED, "c: found 1"),
        Result("d", REPORTED, "d: found 2"),
        Result("e", SKIPPED, "no data"),
    ]
    page = rendered(1, found)
    assert "<h2>Contract tests failed: 1 of 5 checks</h2>" in page
    assert re.findall(r"<td[^>]*>(\d+)</td>", page) == ["2", "1", "1", "1"]
    assert re.findall("<strong>(.*)</strong>", page) == ["c", "d"]
    assert re.findall("<h3>(.*)</h3>", page) == ["Failed", "Reported"]
    assert '<pre><code class="language-text">c: found 1\n</code></pre>' in page


def test_the_summary_of_a_run_that_passed_has_no_section() -> None:
    page = rendered(0, [Result("a", PASSED)])
    assert "<h2>Contract tests passed</h2>" in page
    assert "<h3>" not in page
    assert "<pre>" not in page


def test_the_summary_shows_the_output_where_no_check_was_made() -> None:
    page = rendered(2, [], "the token is refused")
    assert "<h2>Contract tests could not check the API (exit code 2)</h2>" in page
    assert "the token is refused" in page
    assert "<table>" not in page


@pytest.mark.parametrize(
    ("code", "end"), [(0, "KEPT"), (1, "BROKEN"), (2, "NOT_JUDGED"), (3, "UNAVAILABLE"), (4, "NOT_JUDGED")]
)
def test_an_exit_code_has_a_name(code: int, end: str) -> None:
    assert end_of(code).name == end


def test_a_run_that_ended_in_an_outage_is_a_warning_with_its_last_sentence() -> None:
    found = [Result("a", PASSED), Result("b", SKIPPED, "x answers 502")]
    (printed,) = annotations(3, found, "1 passed\nUnavailable: x answers 502")
    assert printed == "::warning title=The API was unavailable::Unavailable: x answers 502"
    assert "<h2>The API was unavailable (exit code 3)</h2>" in rendered(3, found)


def test_nothing_an_api_answers_becomes_markup() -> None:
    found = [Result(HOSTILE, FAILED, HOSTILE), Result("follower", FAILED, HOSTILE, HOSTILE)]
    page = rendered(1, found, url=f"{URL}/<b>|`x`", about=[("habit", HOSTILE), ("mended", HOSTILE)])
    outside = re.sub(r"<pre><code[^>]*>[^<]*</code></pre>", "", page)
    assert set(re.findall(r"<(\w+)", outside)) == {"h2", "h3", "p", "strong", "ul", "li"} | {
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert page.count("<h2>") == page.count("<pre>") == page.count("<table>") == 1
    assert page.count("<h3>") == page.count("<ul>") == page.count("<li>") == 3
    assert f"API: {URL}/&lt;b&gt;|`x`" in page


def test_nothing_an_api_answers_becomes_a_workflow_command() -> None:
    printed = "\n".join(annotations(1, [Result(HOSTILE, FAILED, HOSTILE)], ""))
    assert len(re.split(r"[\r\n]", printed)) == 1
    title = printed.removeprefix("::error title=").partition("::")[0]
    assert title.startswith("x%0A%3A%3Aset-output name=url%3A%3Aevil%0D%0A")


def test_an_annotation_is_escaped_as_github_reads_it() -> None:
    assert command("a: 1,2", "50%\r\nb: c, d") == "::error title=a%3A 1%2C2::50%25%0D%0Ab: c, d"


@pytest.mark.parametrize("count", [1, ANNOTATIONS, ANNOTATIONS + 1, 200])
def test_there_are_no_more_annotations_than_github_shows(count: int) -> None:
    printed = list(annotations(1, [Result(f"c{n}", FAILED, "x") for n in range(count)], ""))
    assert len(printed) == min(count, ANNOTATIONS)
    more = count - ANNOTATIONS + 1
    assert printed[-1].startswith(f"::error title={more} more") == (count > ANNOTATIONS)


def test_what_follows_from_a_failure_is_no_annotation_of_its_own() -> None:
    found = [Result("a", FAILED, "x"), *(Result(f"c{n}", FAILED, "y", "a") for n in range(100))]
    assert list(annotations(1, found, "")) == ["::error title=a::x"]


def test_no_annotation_is_made_of_what_is_only_reported_or_skipped() -> None:
    assert list(annotations(0, [Result("a", REPORTED, "x"), Result("b", SKIPPED, "y")], "")) == []


def test_the_summary_stays_far_below_the_limit() -> None:
    found = [Result(f"check-{n}", FAILED, "号`" * 100_000) for n in range(300)]
    page = "\n".join(summary(URL, 1, found, ""))
    assert len(page.encode()) < 500_000
    assert page.count("… (200000 characters)") == SHOWN
    assert "check-299" in page
    assert len(found[0].found) > CHARACTERS


def run(folder: Path, *words: str, **environment: str) -> tuple[int, str, str]:
    """The exit code, the log and the summary of a run in an empty folder."""
    (folder / "empty").mkdir(exist_ok=True)
    found = subprocess.run(
        [sys.executable, "-m", "contract_tests.github", *words],
        cwd=folder / "empty",
        env=os.environ
        | ALONE
        | {"GITHUB_STEP_SUMMARY": str(folder / "summary"), "GITHUB_ACTIONS": "true"}
        | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert found.stderr == ""
    return found.returncode, found.stdout, (folder / "summary").read_text(encoding="utf-8")


def test_an_api_that_is_not_there_is_an_annotation_and_a_summary(tmp_path: Path) -> None:
    output = tmp_path / "output"
    code, log, page = run(
        tmp_path,
        *("--base-url", "http://127.0.0.1:1", "--junitxml", "junit.xml"),
        GITHUB_OUTPUT=str(output),
    )
    assert code == 3
    assert log.count("::error ") == 0
    assert log.count("::warning title=The API was unavailable::Unavailable: http://127.0.0.1:1 does not") == 1
    assert output.read_text(encoding="utf-8") == "end=unavailable\n"
    assert "## The API was unavailable (exit code 3)" in page
    assert "http://127.0.0.1:1 does not answer" in page
    assert (tmp_path / "empty" / "junit.xml").exists()


def test_what_the_suite_prints_is_never_a_command(tmp_path: Path) -> None:
    code, log, page = run(tmp_path, "--base-url", "http://h?\n::error::evil")
    assert code == 4
    word = re.findall(r"\A::stop-commands::([0-9a-f]{32})\n", log)[0]
    printed, _, after = log.partition(f"\n::{word}::\n")
    assert "--base-url contains" in printed
    assert after.startswith("::error title=Contract tests could not check the API::")
    assert after.count("\n") == 1
    assert "\n::error" not in page


def test_results_of_an_earlier_run_are_not_shown(tmp_path: Path) -> None:
    old = escape(str(tmp_path / "junit.xml"))
    Path(old).write_text(junit('<testcase name="test_old"><failure>old: x</failure></testcase>'))
    code, log, page = run(tmp_path, "--base-url", "nothing", f"--junitxml={old}")
    assert code == 4
    assert "old" not in log.rpartition("::error ")[2]
    assert "test_old" not in page


def test_outside_of_github_the_log_has_no_stop_of_commands(tmp_path: Path) -> None:
    log = run(tmp_path, "--base-url", "nothing", GITHUB_ACTIONS="")[1]
    assert "stop-commands" not in log


def test_the_summary_of_a_run_shows_causes_and_what_changed(tmp_path: Path) -> None:
    baseline, junit = tmp_path / "baseline.json", tmp_path / "junit.xml"
    words = ("--baseline", str(baseline), "--fuzz", "0", "--junitxml", str(junit))
    right, token = mock(rows=60), {"NUMBERS_TOKEN": TOKEN}
    with serving(right) as url:
        assert run(tmp_path, "--base-url", url, *words, **token)[0] == 0
    with serving(drifting(right, DRIFTS["error_user_500"])) as url:
        code, log, page = run(tmp_path, "--base-url", url, *words, **token)
    assert code == 1
    assert log.count("::error title=") == 1
    assert "::error title=no-request-makes-the-server-fail::" in log
    text = MarkdownIt("gfm-like", {"linkify": False}).render(page)
    assert re.search(
        r"<li>newly broken: no-request-makes-the-server-fail \(and \d\d that may follow\)</li>", text
    )
    assert re.search(r"<p>\d\d more may follow from it:</p>", text)
    assert TOKEN not in page + log + junit.read_text(encoding="utf-8")
