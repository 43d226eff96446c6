"""The suite in a job of GitHub Actions: annotations and a job summary that no answer of an API can abuse."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from markdown_it import MarkdownIt

from contract_tests.github import (
    ANNOTATIONS,
    CHARACTERS,
    FAILED,
    PASSED,
    REPORTED,
    SHOWN,
    SKIPPED,
    Result,
    annotations,
    command,
    end_of,
    results,
    summary,
)
from tests.contract_tests.test_run import ALONE

URL = "http://127.0.0.1:4010"
HOSTILE = (
    "x\n::set-output name=url::evil\r\n##[set-env name=A;]b\n"
    "```\n````\n# Title\n<img src=x onerror=y>\n</details>\n[a](b) | c | %0A::error::\n@user\n"
)


def junit(*cases: str) -> str:
    return f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"


def rendered(code: int, found: list[Result], output: str = "", url: str = URL) -> str:
    """The summary as HTML, by a reader of GitHub's Markdown."""
    page = MarkdownIt("gfm-like", {"linkify": False}).render("\n".join(summary(url, code, found, output)))
    assert isinstance(page, str)
    return page


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ('<testcase name="test_a[x]" />', Result("test_a[x]", PASSED)),
        (
            '<testcase name="test_a[x]"><failure message="short">a-b: broken\n  c</failure></testcase>',
            Result("a-b", FAILED, "a-b: broken\n  c"),
        ),
        ('<testcase name="test_a"><error>Oops: b</error></testcase>', Result("test_a", FAILED, "Oops: b")),
        (
            '<testcase name="test_a"><skipped type="pytest.xfail" message="a-b: reported" /></testcase>',
            Result("a-b", REPORTED, "a-b: reported"),
        ),
        (
            '<testcase name="test_a"><skipped type="pytest.skip" message="F.py:1: b" /></testcase>',
            Result("test_a", SKIPPED, "F.py:1: b"),
        ),
    ],
)
def test_each_case_of_junit_has_its_result(case: str, expected: Result) -> None:
    assert results(junit(case)) == [expected]


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
    page = rendered(1, [Result(HOSTILE, FAILED, HOSTILE)], url=f"{URL}/<b>|`x`")
    outside = re.sub(r"<pre><code[^>]*>[^<]*</code></pre>", "", page)
    assert set(re.findall(r"<(\w+)", outside)) == {"h2", "h3", "p", "strong"} | {
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert page.count("<h2>") == page.count("<h3>") == page.count("<pre>") == page.count("<table>") == 1
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
    (folder / "empty").mkdir()
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
