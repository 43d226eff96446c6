"""The example workflow runs commands that are there, and keeps the token out of them."""

import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from contract_tests.plugin.options import OPTIONS, TOKEN_VARIABLE

WORKFLOW = Path(__file__).parent.parent / ".github" / "workflows" / "contract.yml"


@pytest.fixture(scope="module")
def step() -> dict[str, Any]:
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    steps: list[dict[str, Any]] = workflow["jobs"]["live"]["steps"]
    (found,) = [step for step in steps if "pytest" in step.get("run", "")]
    return found


def test_its_options_are_those_of_the_suite(step: dict[str, Any]) -> None:
    words = [word for word in shlex.split(step["run"]) if word.startswith("--")]
    assert set(words) - {"--pyargs", "--junitxml"} <= OPTIONS.keys()
    assert "--base-url" in words


def test_the_token_is_in_the_environment_only(step: dict[str, Any]) -> None:
    assert step["env"][TOKEN_VARIABLE] == "${{ secrets.NUMBERS_TOKEN }}"
    assert "TOKEN" not in step["run"]
    assert "${{" not in step["run"]
