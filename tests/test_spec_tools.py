"""`make lint-spec`: a tool that finds a breach, or that tests nothing, fails the target."""

import subprocess
import sys
import tomllib
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from schemathesis.config import SchemathesisConfig

from mockserver.testing import NumberApi
from tools import spec_tools
from tools.needs import tool
from tools.spec_tools import ROOT, TOOLS, Tool, ask


def printing(text: str, code: int = 0) -> Tool:
    """A tool that prints a text and exits with a code, whatever it is given."""
    program = f"print({text!r}); raise SystemExit({code})"
    return Tool("tool", lambda url: (sys.executable, "-c", program), ROOT, "[1-9] passed")


def test_a_satisfied_tool_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    assert ask(printing("begins\n3 passed\nends"), "") is None
    assert capfd.readouterr().out == "tool: 3 passed\n"


@pytest.mark.parametrize(("text", "code"), [("3 passed, 1 failed", 1), ("0 passed", 0), ("", 0)])
def test_a_tool_that_fails_or_tests_nothing_is_shown_with_its_output(text: str, code: int) -> None:
    complaint = ask(printing(text, code), "")
    assert complaint is not None
    assert complaint.startswith(f"tool failed:\n{text}")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Runs the program with these tools; returns what it exits with (None: it returns)."""

    def run_with(*tools: Tool) -> object:
        monkeypatch.setattr(spec_tools, "TOOLS", tools)
        monkeypatch.setattr(spec_tools, "install", lambda *_: None)
        monkeypatch.setattr(spec_tools, "serving", lambda: nullcontext("http://127.0.0.1:1"))
        try:
            spec_tools.main()
        except SystemExit as end:
            return end.code
        return None

    return run_with


def test_the_program_ends_well_only_if_every_tool_is_satisfied(run: Callable[..., object]) -> None:
    good, bad = printing("3 passed"), printing("3 passed, 1 failed", 1)
    assert run(good, good) is None
    assert str(run(good, bad, bad)).count("tool failed:") == 2


def test_without_java_specmatic_is_skipped_and_named(
    run: Callable[..., object], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(spec_tools, "JAVA", tool("no-such-java", "apt-get install java"))
    assert run(replace(printing("", 1), name="Specmatic")) is None
    assert capsys.readouterr().err == "Specmatic: skipped, it needs Java: apt-get install java\n"


def test_the_mock_of_the_tools_accepts_their_token_only() -> None:
    (schemathesis,) = (each for each in TOOLS if each.name == "Schemathesis")
    with spec_tools.serving() as url:
        assert f"Authorization: Bearer {spec_tools.TOKEN}" in schemathesis.command(url)
        assert url in schemathesis.command(url)
        assert ask(schemathesis, url) is None


def test_schemathesis_finds_a_breach_with_the_bundled_settings(number_api: NumberApi) -> None:
    (schemathesis,) = (each for each in TOOLS if each.name == "Schemathesis")
    complaint = ask(schemathesis, number_api.scenario(drift="bill_string"))
    assert complaint is not None
    assert "Response violates schema" in complaint


def test_the_bundled_settings_send_get_only_and_keep_the_other_defaults() -> None:
    text = (ROOT / "schemathesis.toml").read_text(encoding="utf-8")
    ours, default = SchemathesisConfig.from_dict(tomllib.loads(text)), SchemathesisConfig()
    assert ours.projects.default.phases.coverage.unexpected_methods == set()
    statuses, usual = (
        set(map(str, config.projects.default.checks.positive_data_acceptance.expected_statuses))
        for config in (ours, default)
    )
    assert statuses == usual | {"422"}


def test_the_settings_are_those_that_schemathesis_finds() -> None:
    code = "from schemathesis.config import SchemathesisConfig as C; print(C.discover().config_path)"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()) == ROOT / "schemathesis.toml"
