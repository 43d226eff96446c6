"""`python -m contract_tests.github`: the suite in a job of GitHub Actions, with annotations and a summary.

Takes the same options as `python -m contract_tests`, and exits with the same code. What an API answered is
shown where text can be a command to GitHub (the log, annotations) or markup (the summary), so it is escaped.
"""

import argparse
import os
import re
import secrets
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from contract_tests import junit
from contract_tests.junit import FAILED, PASSED, REPORTED, SKIPPED, Result
from contract_tests.plugin.options import TOKEN_VARIABLE
from contract_tests.report.redaction import Redaction
from contract_tests.results import End

SHOWN: Final = 50
"""Checks shown in full in the summary, which GitHub limits to 1 MiB."""

CHARACTERS: Final = 1500
"""Characters shown of what one check found."""

ANNOTATIONS: Final = 10
"""Errors GitHub shows for one step."""

LINE: Final = 200
"""Characters shown of what a check found that follows from another one."""

HABIT: Final = "habit"
CHANGES: Final = ("newly broken", "mended", "broken as before", "not judged this time")
"""Names of what is said about a run as a whole."""

TAIL: Final = 12
"""Lines of output shown when the suite did not get as far as the checks."""


def summary(
    url: str, code: int, found: Sequence[Result], output: str, about: Sequence[tuple[str, str]] = ()
) -> Iterator[str]:
    """The lines of the job summary, in Markdown; `about` is what is said about the run as a whole."""
    counts = Counter(each.outcome for each in found)
    yield f"## {_headline(code, counts)}"
    yield ""
    yield f"API: {markdown(url)}" if url else "API: the mock, started for this run"
    yield ""
    if found:
        outcomes = (PASSED, FAILED, REPORTED, SKIPPED)
        yield f"| {' | '.join(outcomes)} |"
        yield "|--:|--:|--:|--:|"
        yield f"| {' | '.join(str(counts[each]) for each in outcomes)} |"
        yield ""
    if code and not counts[FAILED]:
        yield from fenced(output)
    yield from _listed("Since the last run", [(name, value) for name, value in about if name in CHANGES])
    yield from _listed("Habits", [(name, value) for name, value in about if name == HABIT])
    for outcome in (FAILED, REPORTED):
        yield from _section(outcome, [each for each in found if each.outcome == outcome])


def _listed(title: str, lines: Sequence[tuple[str, str]]) -> Iterator[str]:
    if lines:
        yield f"### {title}"
        yield ""
        yield from (f"- {markdown(name)}: {markdown(cut(value))}" for name, value in lines)
        yield ""


def _headline(code: int, counts: Mapping[str, int]) -> str:
    if code == End.KEPT:
        return "Contract tests passed"
    if code == End.BROKEN:
        return f"Contract tests failed: {counts[FAILED]} of {sum(counts.values())} checks"
    if code == End.UNAVAILABLE:
        return "The API was unavailable (exit code 3)"
    return f"Contract tests could not check the API (exit code {code})"


def _section(outcome: str, those: Sequence[Result]) -> Iterator[str]:
    if not those:
        return
    yield f"### {outcome.capitalize()}"
    yield ""
    ids = {each.id for each in those}
    causes = [each for each in those if each.cause not in ids]
    for each in causes[:SHOWN]:
        yield f"**{markdown(each.id)}**"
        yield ""
        yield from fenced(each.found)
        yield from _followers([other for other in those if other.cause == each.id])
    if others := causes[SHOWN:]:
        yield f"And {len(others)} more: {', '.join(markdown(each.id) for each in others)}"
        yield ""


def _followers(those: Sequence[Result]) -> Iterator[str]:
    if not those:
        return
    yield f"{len(those)} more may follow from it:"
    yield ""
    yield from (f"- {markdown(each.id)}: {markdown(each.found[:LINE])}" for each in those[:SHOWN])
    if len(those) > SHOWN:
        yield f"- and {len(those) - SHOWN} more"
    yield ""


def annotations(code: int, found: Sequence[Result], output: str) -> Iterator[str]:
    """One error for each cause of failures, as many as GitHub shows, or one with the output if there is none.

    An API that was unavailable is a warning: nothing is known to be wrong with it.
    """
    failed = [each for each in found if each.outcome == FAILED]
    failed = [each for each in failed if each.cause not in {other.id for other in failed}]
    if code == End.UNAVAILABLE:
        yield command("The API was unavailable", output.rpartition("\n")[2], "warning")
    elif code and not failed:
        yield command("Contract tests could not check the API", output)
    shown = failed if len(failed) <= ANNOTATIONS else failed[: ANNOTATIONS - 1]
    for each in shown:
        yield command(each.id, each.found)
    if len(shown) < len(failed):
        yield command(f"{len(failed) - len(shown)} more checks failed", "See the job summary.")


def command(title: str, message: str, kind: str = "error") -> str:
    """A workflow command that makes an annotation, with all that could end it escaped."""
    title = _data(title).replace(":", "%3A").replace(",", "%2C")
    return f"::{kind} title={title}::{_data(cut(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def markdown(text: str) -> str:
    """A line of text that Markdown leaves as it is."""
    return re.sub(r"([!-,./:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


def fenced(text: str) -> Iterator[str]:
    """The text as a block of code, in a fence longer than any within."""
    text = cut(text)
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}text\n{text}\n{fence}"
    yield ""


def cut(text: str) -> str:
    """The beginning of a text, if it is long."""
    return text if len(text) <= CHARACTERS else f"{text[:CHARACTERS]}… ({len(text)} characters)"


@contextmanager
def commands_stopped() -> Iterator[None]:
    """Keep GitHub from taking what is printed for commands; only a secret word ends that."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        yield
        return
    word = secrets.token_hex(16)
    print(f"::stop-commands::{word}", flush=True)
    try:
        yield
    finally:
        print(f"\n::{word}::", flush=True)


def run(words: Sequence[str]) -> tuple[int, str]:
    """Run the suite, showing its output. Returns its exit code and the last lines."""
    line = [sys.executable, "-m", "contract_tests", "--color=no", *words]
    last: deque[str] = deque(maxlen=TAIL)
    with (
        commands_stopped(),
        subprocess.Popen(  # It is this suite, with the user's own words.
            line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
        ) as suite,
    ):
        for text in suite.stdout or ():
            print(text, end="", flush=True)
            last.append(text)
    return suite.returncode, "".join(last).strip()


def main(words: Sequence[str]) -> int:
    """Run the suite with these words, write annotations and the job summary, return the exit code."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--junitxml", "--junit-xml", type=Path)
    parser.add_argument("--base-url", default="")
    asked = parser.parse_known_args(words)[0]
    with TemporaryDirectory() as folder:
        file: Path = asked.junitxml or Path(folder) / "junit.xml"
        code, output = run(words if asked.junitxml else [*words, f"--junitxml={file}"])
        text = _read(file) if code in set(End) else ""  # Otherwise pytest has written none.
    redact = Redaction(os.environ.get(TOKEN_VARIABLE, ""))
    found = [redacted(each, redact) for each in junit.results(text)] if text else []
    about = [(redact(name), redact(value)) for name, value in junit.properties(text)] if text else []
    url, output = redact(asked.base_url), redact(output)
    for line in annotations(code, found, output):
        print(line)
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(path).open("a", encoding="utf-8") as page:
            page.writelines(f"{line}\n" for line in summary(url, code, found, output, about))
    if path := os.environ.get("GITHUB_OUTPUT"):
        with Path(path).open("a", encoding="utf-8") as output_file:
            output_file.write(f"end={end_of(code).name.lower().replace('_', '-')}\n")
    return code


def redacted(result: Result, redact: Redaction) -> Result:
    """A result of a file that something else may have written to since."""
    return Result(redact(result.id), result.outcome, redact(result.found), redact(result.cause))


def end_of(code: int) -> End:
    """How a run with this exit code ended; the codes of pytest for invalid options mean that nothing was."""
    return End(code) if code in set(End) else End.NOT_JUDGED


def _read(file: Path) -> str:
    """The text of a JUnit file; nothing if it is none."""
    try:
        text = file.read_text(encoding="utf-8")
        junit.results(text)
    except (OSError, junit.ParseError):
        return ""
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
