"""Everything that leaves a run: it has no whole number, no token, and nothing that acts on its reader."""

import json
import logging
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contract_tests import github, history
from contract_tests.calibration import dialect_file
from contract_tests.exchange import Exchange, Request
from contract_tests.junit import FAILED, REPORTED
from contract_tests.junit import Result as Found
from contract_tests.plugin.gate import Gate, Lines, redacted
from contract_tests.report import html, text
from contract_tests.report.findings import Findings
from contract_tests.report.redaction import Redaction
from contract_tests.results import End, Habit, Outcome, Result
from contract_tests.runner import Runner, open_runner
from mockserver import contract as contracts
from mockserver import settings as configuration
from mockserver.app import create_app
from mockserver.drift.access import TOKEN
from tests.contract_tests.report import hostile
from tests.contract_tests.test_run import ROOT, serving
from tests.drift.server import mock

RUN = datetime(2025, 12, 3, 1, 2, 3, tzinfo=UTC)
NUMBER = "18616843344"
SECRET = "a-S3cret+t0ken"
Answers = st.DataObject


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with open_runner(mock(rows=5), token=TOKEN) as found:
        yield found


def exchange(said: Callable[[], str]) -> Exchange:
    """A request and an answer, each part of it hostile."""
    request = Request(f"/x?{said()}", headers=((f"X-{said()}", said()),))
    body = f'{{"{said()}": "{said()}", "message": {said()}'.encode("utf-8", "surrogatepass")
    return Exchange(
        request, f"http://127.0.0.1/x?{said()}", 200, {"content-type": said(), said(): said()}, body
    )


def outputs(runner: Runner, redact: Redaction, said: Callable[[], str]) -> Iterator[tuple[str, str]]:
    """Every output of a run in which all that can be is hostile, by its name."""
    broken = exchange(said)
    refused = Exchange(broken.request, broken.url, failure=f"ReadError: {said()}")
    runner.generated = [
        Result("a", said(), Outcome.FAILED, said(), (broken, refused), ("row-order",)),
        Result("b", "A sentence.", Outcome.FAILED, f"a: {said()}", (broken,)),
        Result("c", said(), Outcome.REPORTED, said(), (broken,), ("row-order",)),
        Result("d", said(), Outcome.SKIPPED, said()),
    ]
    runner.habits = (Habit("row_order", said(), "oldest-first", (broken, refused)),)
    runner.gaps = {"rows": said()}
    runner.client.sender.blips = [broken, refused]
    before = history.History(run=RUN, api=said(), version=said(), checks={})
    findings = Findings(runner, RUN, history.difference(before, runner.finished))
    described = [redact(text.describe(each, runner.client.dialect)) for each in runner.generated]
    yield "summary", "\n".join(redact(line) for line in text.summary(findings))
    yield "failures", "\n".join(described)
    yield "followers", redact(text.follower("b", said(), "a"))
    yield "properties", "\n".join(redact(value) for _, value in text.properties(findings))
    yield "page", html.page(findings, redact, said(), said())
    yield "dialect", dialect_file.text(runner.client, runner.habits, redact)
    found = [github.redacted(Found(said(), outcome, said()), redact) for outcome in (FAILED, REPORTED)]
    about = [(name, redact(value)) for name, value in text.properties(findings)]
    yield "job summary", "\n".join(github.summary(redact(said()), 1, found, redact(said()), about))
    yield "annotations", "\n".join(line.partition("::")[2] for line in github.annotations(1, found, ""))
    yield from pytest_outputs(redact, said)


def pytest_outputs(redact: Redaction, said: Callable[[], str]) -> Iterator[tuple[str, str]]:
    """What pytest writes: tracebacks in each style with locals, lines, logs and warnings."""
    for style in ("long", "short", "line", "native", "value", "auto"):
        try:
            fail(said(), said().encode("utf-8", "surrogatepass"))
        except RuntimeError:
            shown: Any = pytest.ExceptionInfo.from_current().getrepr(
                style=style, showlocals=True, funcargs=True
            )
        yield f"traceback, {style}", str(redacted(shown, redact))
    stream = StringIO()
    Lines(stream, redact).write(f"E   {said()}")
    yield "terminal", re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue())  # Colours are pytest's own.
    record = logging.LogRecord("httpx", logging.INFO, "a.py", 1, "%s", (said(),), None)
    Gate(redact)._redact_record(record)
    yield "log", logging.Formatter().format(record)


def fail(text: str, body: bytes) -> None:
    """Raise an error with hostile locals and message."""
    document, headers = {text: text}, {"Authorization": f"Bearer {text}"}
    raise RuntimeError(text) from KeyError(document, headers, body)


def acts_on_reader(text: str) -> list[str]:
    """What a terminal or CI would obey in a text."""
    found = [
        each
        for each in text
        if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") and each not in "\n\t"
    ]
    lines = [line for line in text.split("\n") if line.strip().startswith("::")]
    return [*found, *lines, *re.findall(r"##\[|##vso\[", text)]


@pytest.mark.slow
@settings(
    max_examples=10,
    phases=[Phase.generate],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data(), number=hostile.numbers, token=hostile.tokens)
def test_no_output_has_what_a_hostile_api_sent(
    runner: Runner, data: Answers, number: str, token: str
) -> None:
    said = [data.draw(hostile.acts) + data.draw(hostile.disguised(secret)) for secret in (number, token)]
    place = iter(range(10**6))
    for name, output in outputs(
        runner, Redaction(token), lambda: said[next(place) % 2] + "\n" + said[next(place) % 2]
    ):
        assert acts_on_reader(output) == [], name
        for meaning in hostile.meanings(output, depth=3):
            assert number not in meaning, name
            assert token not in meaning, name


def test_the_token_is_not_in_the_repr_of_what_holds_it(runner: Runner) -> None:
    assert TOKEN not in repr(runner.client)
    assert TOKEN not in repr(vars(runner.client)) + repr(vars(runner.client.sender))


def test_a_body_that_is_cut_shows_no_part_of_a_number(runner: Runner) -> None:
    for size in range(html.SHOWN - 12, html.SHOWN + 2):
        body = ("x" * size + "18616843344").encode()
        shown = html._body(Exchange(Request("/"), "/", 200, {}, body), Redaction())
        assert not re.search("1861[0-9]", shown)


class Hostile:
    """A mock whose every text has numbers, the token and commands in it, in all disguises."""

    def __init__(self) -> None:
        self._app = create_app(configuration.load(token=SECRET, rows=30), contracts.load())
        secrets = (NUMBER, SECRET)
        kinds = (hostile.SCRIPTS, hostile.ESCAPES, hostile.PACKED)
        said = [disguise(secret) for secret in secrets for kind in kinds for disguise in kind.values()]
        said += [disguise(NUMBER) for disguise in hostile.DIGITS.values()]
        acts = [each for each in hostile.ACTS if each != "\ud800"]  # Which is no JSON.
        self._said = [f"拒{each}{act}" for each, act in zip(said, cycle(acts), strict=False)]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def answer(message: Any) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if pair[0] not in (b"content-length", b"etag")]
                message = {
                    **message,
                    "headers": [*kept, (b"x-number", NUMBER.encode()), (b"x-t", SECRET.encode())],
                }
            else:
                message = {**message, "body": self._spoilt(message.get("body", b""))}
            await send(message)

        await self._app(scope, receive, answer)

    def _spoilt(self, body: bytes) -> bytes:
        try:
            document = json.loads(body)
        except ValueError:
            return body
        escaped = len(body) % 2 == 0  # As PHP does, or not.
        document["message"] = document.get("message", "") + "".join(self._said[::3])
        for place, row in enumerate(document.get("data") or []):
            row["status_str"] = self._said[place % len(self._said)]
            row["number"] = NUMBER if place % 2 else f"拒{NUMBER}"
            row[self._said[-place]] = "".join(self._said[place : place + 3])
        return json.dumps(document, ensure_ascii=escaped).encode("utf-8", "surrogatepass")


FILES = {
    "--junitxml": "junit.xml",
    "--contract-report": "page.html",
    "--baseline": "baseline.json",
    "--calibrate": "dialect.toml",
    "--log-file": "log.txt",
}


def run(folder: Path, *words: str) -> tuple[int, dict[str, str]]:
    """The exit code of a run that fails in every way against a hostile API, and all it wrote."""
    environment = os.environ | {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_PLUGINS": "contract_tests.plugin,tests.contract_tests.report.mishap",
        "NUMBERS_TOKEN": SECRET,
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
    }
    options = [word for name, file in FILES.items() for word in (name, str(folder / file))]
    with serving(Hostile()) as url:
        line = [
            sys.executable,
            "-m",
            *words,
            "-p",
            "no:cacheprovider",
            "--base-url",
            url,
            "--fuzz",
            "0",
            "-l",
        ]
        done = subprocess.run([*line, *options], capture_output=True, cwd=ROOT, env=environment, timeout=300)
    written = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    return done.returncode, {"terminal": done.stdout.decode() + done.stderr.decode(), **written}


def assert_nothing_is_shown(outputs: dict[str, str]) -> None:
    for name, output in outputs.items():
        assert acts_on_reader(output) == [], name
        lines = "\n".join(dict.fromkeys(output.splitlines()))  # Each once, as this takes long.
        for meaning in hostile.meanings(lines, depth=2):
            assert NUMBER not in meaning, name
            assert SECRET not in meaning, name


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("--tb=long", "-vv", "--full-trace"),
        ("--tb=native", "-rA"),
        ("--tb=auto", "-o", "log_cli=true", "--log-cli-level=DEBUG"),
    ],
)
def test_a_run_against_a_hostile_api_shows_nothing_of_it(words: tuple[str, ...], tmp_path: Path) -> None:
    code, outputs = run(tmp_path, "pytest", "contract_tests", *words)
    assert code == End.BROKEN, outputs["terminal"]
    assert "RuntimeError" in outputs["terminal"]
    assert outputs.keys() == {"terminal", *FILES.values()}
    assert_nothing_is_shown(outputs)


@pytest.mark.slow
def test_a_job_against_a_hostile_api_shows_nothing_of_it(tmp_path: Path) -> None:
    code, outputs = run(tmp_path, "contract_tests.github")
    assert code == End.BROKEN, outputs["terminal"]
    own = re.compile("^::(?:stop-commands::[0-9a-f]{32}|[0-9a-f]{32}::|error title=[^:]*::)", re.MULTILINE)
    assert len(own.findall(outputs["terminal"])) > 3
    outputs["terminal"] = own.sub("", outputs["terminal"])
    assert "summary.md" in outputs
    assert_nothing_is_shown(outputs)
