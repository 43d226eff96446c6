"""Workflows and actions: what they run exists and is pinned, and no input is run as code."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from contract_tests.plugin.options import OPTIONS, TOKEN_VARIABLE
from mockserver.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
WORKFLOWS = [f".github/workflows/{path.name}" for path in sorted(ROOT.glob(".github/workflows/*.yml"))]
ACTIONS = {"action.yml": "tools/ci/start.sh", "check/action.yml": "tools/ci/check.sh"}
"""Each composite action and the script it runs."""

DOCS = ["docs/CI.md", "docs/CI.zh-CN.md"]
LIVE = ".github/workflows/contract.yml"
PINNED = re.compile(r"(actions/[a-z-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def load(name: str) -> dict[str, Any]:
    document = yaml.safe_load(read(name))
    assert isinstance(document, dict)
    return document


def steps_of(name: str) -> list[dict[str, Any]]:
    document = load(name)
    if "runs" in document:
        return list(document["runs"]["steps"])
    return [step for job in document["jobs"].values() for step in job["steps"]]


def step(name: str, word: str) -> dict[str, Any]:
    """The one step that runs a command with this word in it."""
    (found,) = [each for each in steps_of(name) if word in each.get("run", "")]
    return found


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", read(page), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", [*WORKFLOWS, *ACTIONS, *DOCS])
def test_third_party_actions_are_pinned_by_commit(name: str) -> None:
    for used in re.findall(r"uses: (.+)", read(name)):
        ours = used in ("./", "./check") or used.startswith("OWNER/REPOSITORY")
        assert ours or PINNED.fullmatch(used), used


def test_each_action_has_one_version() -> None:
    text = "".join(map(read, [*WORKFLOWS, *ACTIONS, *DOCS]))
    assert len(set(PINNED.findall(text))) == len({action for action, *_ in PINNED.findall(text)}) == 3


@pytest.mark.parametrize("name", [*WORKFLOWS, *ACTIONS])
def test_no_script_contains_an_expression(name: str) -> None:
    assert [each["run"] for each in steps_of(name) if "${{" in each.get("run", "")] == []


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_is_a_composite_with_a_shell_for_each_script(name: str) -> None:
    action = load(name)
    assert action.keys() == {"name", "description", "inputs", "outputs", "runs"}
    assert action["runs"]["using"] == "composite"
    for each in steps_of(name):
        assert ("run" in each) == ("shell" in each) != ("uses" in each)


@pytest.mark.parametrize("name", ACTIONS)
def test_inputs_are_described_used_and_declared(name: str) -> None:
    inputs = load(name)["inputs"]
    assert all(each["description"] and ("default" in each or each["required"]) for each in inputs.values())
    assert set(re.findall(r"inputs\.([a-z-]+)", read(name))) == inputs.keys()


@pytest.mark.parametrize("name", ACTIONS)
def test_every_output_is_written_by_the_script(name: str) -> None:
    for output, settings in load(name)["outputs"].items():
        (source,) = re.findall(rf"^\${{{{ steps\.([a-z]+)\.outputs\.{output} }}}}$", settings["value"])
        assert source in [each["id"] for each in steps_of(name)]
        written = read(ACTIONS[name]) + read("contract_tests/github.py")  # The script ends in this module.
        assert f"{output}=%s" in written or f'f"{output}={{' in written


@pytest.mark.parametrize(("name", "script"), ACTIONS.items())
def test_an_action_runs_a_script_that_reads_what_it_passes(name: str, script: str) -> None:
    run = step(name, "exec")
    path = run["run"].replace("$GITHUB_ACTION_PATH", str((ROOT / name).parent)).split('"')[1]
    assert Path(path).resolve() == ROOT / script
    assert os.access(path, os.X_OK)
    for variable in run["env"].keys() - {"PYTHON"}:
        if variable.startswith(PREFIX):
            assert variable.removeprefix(PREFIX).lower() in Settings.model_fields
        else:
            assert variable in read(script) or variable == TOKEN_VARIABLE


def test_the_token_of_an_action_is_in_the_environment_only() -> None:
    assert step("check/action.yml", "exec")["env"][TOKEN_VARIABLE] == "${{ inputs.token }}"
    code = [line for line in read("tools/ci/check.sh").splitlines() if not line.startswith("#")]
    assert TOKEN_VARIABLE not in "".join(code)


@pytest.mark.parametrize("page", DOCS)
def test_the_actions_shown_have_the_inputs_they_are_given(page: str) -> None:
    documents = [yaml.safe_load(block) for block in blocks(page, "yaml")]
    steps = [each for document in documents if isinstance(document, list) for each in document]
    ours = [each for each in steps if each.get("uses", "").startswith("OWNER/REPOSITORY")]
    assert len(ours) == 2
    for each in ours:
        folder = each["uses"].removeprefix("OWNER/REPOSITORY").partition("@")[0].strip("/")
        inputs = load(str(Path(folder, "action.yml")))["inputs"]
        assert each["with"].keys() <= inputs.keys()
        assert {name for name, one in inputs.items() if one.get("required")} <= each["with"].keys()


def test_both_languages_show_the_same_recipes() -> None:
    english, chinese = ([re.sub(r" # .*", "", each) for each in blocks(page, r"\w+")] for page in DOCS)
    assert english == chinese


def test_the_workflow_to_copy_needs_nothing_of_this_repository() -> None:
    assert "checkout" not in read(LIVE)
    assert "./" not in re.sub(r"^#.*", "", read(LIVE), flags=re.MULTILINE)


def test_the_workflow_to_copy_names_each_variable_at_its_head() -> None:
    head = read(LIVE).partition("\nname:")[0]
    used = re.findall(r"(?:vars|secrets)\.(\w+)", read(LIVE))
    assert {name for name in used if name not in head} == set()


def test_the_workflow_to_copy_names_the_variable_that_is_not_set(tmp_path: Path) -> None:
    install = step(LIVE, "pip install")
    assert install["env"] == {"LONGLONGLONG_MOCK": "${{ vars.LONGLONGLONG_MOCK }}"}
    environment = {"PATH": os.environ["PATH"], "LONGLONGLONG_MOCK": ""}
    command = ["bash", "-e", "-c", install["run"]]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 1
    assert done.stdout.startswith("::error title=LONGLONGLONG_MOCK is not set::")
    assert done.stdout.count("\n") == 1


def test_the_options_of_the_workflow_to_copy_are_those_of_the_suite() -> None:
    words = re.findall(r"--[a-z-]+", step(LIVE, "contract_tests")["run"])
    assert set(words) - {"--quiet", "--junitxml"} <= OPTIONS.keys()
    assert "--base-url" in words


def test_the_token_of_the_workflow_to_copy_is_in_the_environment_only() -> None:
    check = step(LIVE, "contract_tests")
    assert check["env"][TOKEN_VARIABLE] == "${{ secrets.NUMBERS_TOKEN }}"
    assert "TOKEN" not in check["run"]
