"""The pages in docs/: their tables match the code, and their examples run."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from mockserver import contract, settings
from mockserver.admin.routes import PAGES
from mockserver.app import known_scenarios
from tools import scenario_tables

DOCS = Path(__file__).parent.parent / "docs"
LANGUAGES = ("", ".zh-CN")
"""The suffixes of the pages."""


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_the_tables_of_presets_and_keys_are_fresh() -> None:
    for file, text in scenario_tables.pages().items():
        assert file.read_text(encoding="utf-8") == text, "make scenario-tables writes it again"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_admin_route_is_documented(language: str) -> None:
    page = read(f"SCENARIOS{language}.md")
    assert {name for name in PAGES if f"/_mock/{name}`" not in page} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_presets_file_shown_can_be_loaded(language: str, tmp_path: Path) -> None:
    (toml,) = re.findall(r"^```toml\n(.*?)^```", read(f"SCENARIOS{language}.md"), re.MULTILINE | re.DOTALL)
    (tmp_path / "own.toml").write_text(toml, encoding="utf-8")
    chosen = settings.load(scenarios=str(tmp_path / "own.toml"))
    assert known_scenarios(chosen, contract.load()).read("nightly").rows == 5000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_step_of_the_clock_shown_is_valid(language: str) -> None:
    (step,) = re.findall(r"-d '(\{.*?\})'", read(f"SCENARIOS{language}.md"))
    assert json.loads(step) == {"scenario": "rows=30,clock=stepped", "minutes": 90}


EVERY_PAGE = [
    page
    for page in sorted([*DOCS.parent.glob("*.md"), *DOCS.parent.glob("[!.]*/**/*.md")])
    if not {"build", "node_modules"} & set(page.parts)
]


@pytest.mark.parametrize("page", EVERY_PAGE, ids=lambda page: page.name)
def test_no_page_puts_a_secret_on_a_command_line(page: Path) -> None:
    """Other users of a machine can read it there; a file or a variable keeps it from them."""
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"--(?:admin-token|encryption-key|password|secret|token)[ =][\w'\"$<{]+", text) == []


def test_both_languages_show_the_same_tests() -> None:
    english, chinese = (
        re.findall(r"^```python\n(.*?)^```", read(f"TESTING{language}.md"), re.MULTILINE | re.DOTALL)
        for language in LANGUAGES
    )
    assert english == chinese
    assert len(english) == 3


def test_the_tests_shown_pass_in_several_processes(tmp_path: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", read("TESTING.md"), re.MULTILINE | re.DOTALL)
    for place, block in enumerate(blocks):
        (tmp_path / f"test_{place}.py").write_text(block, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-W", "error", "--rootdir", "."]
    plugins = "xdist.plugin,longlonglong_mock.fixture"
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": plugins}
    run = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | alone,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert "8 passed" in run.stdout, run.stdout + run.stderr


def test_both_client_pages_have_the_same_content() -> None:
    """Compares code, links to this repository, figures, and the number of cells in each table row."""
    english, chinese = (read(f"CLIENTS{language}.md") for language in LANGUAGES)
    for pattern in (r"`[^`\n]+`", r"\]\(\.\./[^)]+\)", r"\d+(?:[.,]\d+)+"):
        assert Counter(re.findall(pattern, english)) == Counter(re.findall(pattern, chinese))
    rows = [re.findall(r"^\|.*\|$", page, re.MULTILINE) for page in (english, chinese)]
    assert [row.count("|") for row in rows[0]] == [row.count("|") for row in rows[1]]
