"""The contract suite against an API that is hostile: it ends in time, in little memory, and with the truth.

`HOSTILE=whole` tries all modes, both from the first answer on and later; without it, a few are tried.
"""

import logging
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import pytest

from contract_tests.results import End
from tests.hostile import modes
from tests.hostile.api import TOKEN, Api, Mode, correct, serving

pytestmark = pytest.mark.slow

ROOT: Final = Path(__file__).parent.parent.parent
SUITE: Final = ("pytest", "contract_tests/test_checks.py", "contract_tests/test_coverage.py")
"""Without Schemathesis, which takes longer to import than all checks to run."""

ANSWER: Final = 0.5
DEADLINE: Final = 30.0
BOUND: Final = 90.0
"""Seconds for an answer, for the run, and until it has ended, checks of evidence and start included."""

MOST_MEMORY: Final = 700
"""Megabytes that a run may take; one against a correct API takes 90."""

LATER: Final = 25
"""Answers before an API becomes hostile."""

ENDS: Final = {mode: end for end, group in modes.RUNS.items() for mode in group}
FEW: Final[frozenset[tuple[Mode, int]]] = frozenset(
    {
        (correct, 0),
        (modes.slow_head, LATER),
        (modes.endless_headers, 0),
        (modes.byte_a_moment, 0),
        (modes.endless_body, LATER),
        (modes.gzip_bomb_in_gzip, 0),
        (modes.limited_for_a_century, 0),
        (modes.nested_arrays, LATER),
        (modes.many_rows, 0),
        (modes.huge_exponents, 0),
    }
)
"""What is tried in a minute."""

CASES: Final = [
    (mode, before)
    for mode in ENDS
    for before in (0, LATER)
    if os.environ.get("HOSTILE") == "whole" or (mode, before) in FEW
]


@dataclass(frozen=True)
class Run:
    """How a run ended: exit code, output, files, seconds, and megabytes at the most."""

    code: int
    said: str
    report: str
    junit: str
    seconds: float
    memory: float


def run(url: str, folder: Path, *words: str, stop_after: float | None = None) -> Run:
    """Run the suite against an API; `stop_after` so many seconds it receives SIGTERM."""
    report, junit = folder / "report.html", folder / "junit.xml"
    given = ("--base-url", url, "--contract-report", str(report), "--junitxml", str(junit))
    limits = ("--answer-timeout", str(ANSWER), "--deadline", str(DEADLINE))
    line = [sys.executable, "-m", *SUITE, "-q", "-p", "no:cacheprovider", *given, *limits, *words]
    plugins = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "contract_tests.plugin"}
    environment = os.environ | plugins | {"NUMBERS_TOKEN": TOKEN}
    began = time.monotonic()
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(line, stdout=output, stderr=output, cwd=ROOT, env=environment)
    while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
        seconds = time.monotonic() - began
        if stop_after is not None and seconds > stop_after:
            process.send_signal(signal.SIGTERM)
            stop_after = None
        if seconds > BOUND:
            process.kill()
        time.sleep(0.02)
    process.returncode = os.waitstatus_to_exitcode(ended[1])
    said, page, cases = (
        path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        for path in (folder / "output", report, junit)
    )
    memory = ended[2].ru_maxrss / 1024
    return Run(process.returncode, said, page, cases, time.monotonic() - began, memory)


@pytest.fixture(autouse=True)
def silent_mock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("mockserver"), "disabled", True)


def name(case: Mode | int) -> str:
    if isinstance(case, int):
        return "later" if case else "at-once"
    return str(getattr(case, "__name__", case)).replace("_", "-")


@pytest.mark.parametrize(("mode", "before"), CASES, ids=name)
def test_a_run_against_a_hostile_api_ends_in_time_in_little_memory_and_with_the_truth(
    mode: Mode, before: int, tmp_path: Path
) -> None:
    with serving(Api(mode, before)) as url:
        found = run(url, tmp_path)
    ends = {ENDS[mode]}
    if before and ENDS[mode] is not End.KEPT:  # What is hostile may be seen by a check, or be an outage.
        ends = {End.BROKEN, End.UNAVAILABLE, End.NOT_JUDGED}
    assert found.code in ends, found.said
    assert found.said.splitlines()[-1].startswith(f"{End(found.code).title}: "), found.said
    assert "Traceback" not in found.said
    assert "INTERNALERROR" not in found.said
    assert TOKEN not in found.said + found.report + found.junit
    assert "</html>" in found.report
    ElementTree.fromstring(found.junit)  # noqa: S314  # Written by pytest.
    assert found.memory < MOST_MEMORY
    print(f"{found.seconds:.0f} s, {found.memory:.0f} MB")


def test_no_request_follows_a_redirect_to_another_host(tmp_path: Path) -> None:
    elsewhere = Api(correct)
    with serving(elsewhere) as other:
        api = Api(lambda call: call.send(b"", 307, location=f"{other}{call.target}"), LATER)
        with serving(api) as url:
            found = run(url, tmp_path)
    assert len(api.seen) > LATER
    assert elsewhere.seen == []
    assert found.code == End.UNAVAILABLE


def test_a_run_that_is_terminated_writes_its_report(tmp_path: Path) -> None:
    api = Api(modes.slow_head, LATER)
    with serving(api) as url:
        found = run(url, tmp_path, "--answer-timeout", "60", stop_after=10)
    assert len(api.seen) > LATER
    assert found.code == End.NOT_JUDGED, found.said
    assert "</html>" in found.report
    assert "testsuite" in found.junit
    assert "Traceback" not in found.said


@pytest.mark.parametrize("option", ["--contract-report", "--junitxml", "--baseline", "--calibrate"])
def test_a_file_that_cannot_be_written_is_noticed_before_the_first_request(
    option: str, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "below"
    api = Api(correct)
    with serving(api) as url:
        found = run(url, tmp_path, option, str(path))
    assert found.code == pytest.ExitCode.USAGE_ERROR
    assert f"{option} is '{path}': cannot be written: Not a directory" in found.said
    assert "Traceback" not in found.said
    assert api.seen == []


@pytest.mark.parametrize("option", ["--contract-report", "--junitxml"])
def test_a_full_disk_does_not_change_the_result(option: str, tmp_path: Path) -> None:
    with serving(Api(correct)) as url:
        found = run(url, tmp_path, option, "/dev/full", "-k", "pages-join")
    assert found.code == End.KEPT, found.said
    assert re.search("cannot be written: No space left on device", found.said)
    assert "Traceback" not in found.said
    assert bool(found.report) == (option != "--contract-report")
