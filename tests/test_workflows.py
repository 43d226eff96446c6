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
WORKFLOWS = [f".github/workflows/{path.name}" for path in sorted(ROOT.glob(".github/workflows/*.y*ml"))]
ACTIONS = {"action.yml": "tools/ci/start.sh", "check/action.yml": "tools/ci/check.sh"}
"""Each composite action and the script it runs."""

DOCS = ["docs/CI.md", "docs/CI.zh-CN.md"]
LIVE = ".github/workflows/contract.yml"
PINNED = re.compile(r"([\w.-]+/[\w.-]+)(?:/[\w./-]+)?@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)")
"""Another repository's action: by commit, whose version stands in a comment."""

OURS = re.compile(r"\./|\./check|OWNER/REPOSITORY(/check)?@COMMIT")
"""Of this repository: the ones here, and those that pages show."""

PAGES = [
    str(path.relative_to(ROOT))
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("*/*.md"), *ROOT.glob("*/*/*.md")])
    if not {"node_modules", "build", ".venv"} & set(path.parts)
]
USING = sorted({*WORKFLOWS, *ACTIONS, *PAGES})
"""Where an action may be used, or shown to be copied."""


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


def unpinned(text: str) -> list[str]:
    """The actions in a text that could change without notice."""
    used = re.findall(r"""^[ \t-]*["']?uses["']?[ \t]*:[ \t]*(.*?)[ \t]*$""", text, re.MULTILINE)
    return [each for each in used if not OURS.fullmatch(each) and not PINNED.fullmatch(each)]


@pytest.mark.parametrize("name", USING)
def test_actions_are_pinned_by_commit(name: str) -> None:
    assert unpinned(read(name)) == []


@pytest.mark.parametrize("name", [*WORKFLOWS, *ACTIONS])
def test_every_action_is_used_in_a_line_of_its_own(name: str) -> None:
    """So that none escapes the rule by another spelling of YAML."""
    job_or_step = [*steps_of(name), *load(name).get("jobs", {}).values()]
    assert sum("uses" in each for each in job_or_step) == len(
        re.findall(r"^[ -]*uses: ", read(name), re.MULTILINE)
    )


@pytest.mark.parametrize(
    "reference",
    [
        "actions/checkout@v6",
        "actions/checkout@main",
        "actions/checkout",
        "actions/checkout@de0fac2 # v6.0.2",
        "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd",
        "actions/checkout@DE0FAC2E4500DABE0009E67214FF5F5447CE83DD # v6.0.2",
        "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # newest",
        "someone/action/sub@v1 # v1.0.0",
        "docker://alpine:3",
        "./../elsewhere",
        "OWNER/REPOSITORY@v1",
    ],
)
@pytest.mark.parametrize("line", ["- uses: {}", "    uses: {}", "  - uses: '{}'", '"uses" : {}'])
def test_an_action_that_could_change_is_refused(line: str, reference: str) -> None:
    assert len(unpinned(f"steps:\n{line.format(reference)}\n")) == 1


def test_a_pinned_action_is_accepted() -> None:
    commit = "de0fac2e4500dabe0009e67214ff5f5447ce83dd"
    assert unpinned(f"- uses: actions/cache/save@{commit} # v5.0.5\n  uses: ./check\n") == []


def test_each_action_has_one_version() -> None:
    pins = set(PINNED.findall("".join(map(read, USING))))
    assert len(pins) == len({action for action, *_ in pins}) >= 4


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


def test_nothing_that_is_installed_runs_with_a_token() -> None:
    installing = read("tools/ci/lib.sh").partition("install() {")[2].partition("\n}")[0]
    unset = re.findall(r"unset (.*)", installing)[0].split()
    assert {TOKEN_VARIABLE, f"{PREFIX}TOKEN", f"{PREFIX}ADMIN_TOKEN"} <= set(unset)
    assert installing.index("unset") < installing.index("bootstrap.py")


def test_the_token_of_an_action_is_in_the_environment_only() -> None:
    assert step("check/action.yml", "exec")["env"][TOKEN_VARIABLE] == "${{ inputs.token }}"
    code = [line for line in read("tools/ci/check.sh").splitlines() if not line.startswith("#")]
    assert TOKEN_VARIABLE not in "".join(code)


@pytest.mark.parametrize("page", DOCS)
def test_the_actions_shown_have_the_inputs_they_are_given(page: str) -> None:
    documents = [yaml.safe_load(block) for block in blocks(page, "yaml")]
    steps = [each for document in documents if isinstance(document, list) for each in document]
    ours = [each for each in steps if each.get("uses", "").startswith("OWNER/REPOSITORY")]
    assert len(ours) == 3
    for each in ours:
        folder = each["uses"].removeprefix("OWNER/REPOSITORY").partition("@")[0].strip("/")
        inputs = load(str(Path(folder, "action.yml")))["inputs"]
        assert each["with"].keys() <= inputs.keys()
        assert {name for name, one in inputs.items() if one.get("required")} <= each["with"].keys()


def test_both_languages_show_the_same_recipes() -> None:
    english, chinese = ([re.sub(r" # .*", "", each) for each in blocks(page, r"\w+")] for page in DOCS)
    assert english == chinese


def test_the_workflow_to_copy_needs_nothing_of_this_repository() -> None:
    assert "actions/checkout" not in read(LIVE)
    assert "./" not in re.sub(r"^#.*", "", read(LIVE), flags=re.MULTILINE)


def test_the_workflow_to_copy_names_each_variable_at_its_head() -> None:
    head = read(LIVE).partition("\nname:")[0]
    used = re.findall(r"(?:vars|secrets)\.(\w+)", read(LIVE))
    assert {name for name in used if name not in head} == set()


@pytest.mark.parametrize(
    "value", ["", "https://example.org/o/r", "https://example.org/o/r@main", f"{'a' * 40}@v1"]
)
def test_the_workflow_to_copy_names_the_variable_that_has_no_commit(value: str, tmp_path: Path) -> None:
    install = step(LIVE, "pip install")
    assert install["env"]["LONGLONGLONG_MOCK"] == "${{ vars.LONGLONGLONG_MOCK }}"
    environment = {"PATH": os.environ["PATH"], "LONGLONGLONG_MOCK": value}
    command = ["bash", "-e", "-c", install["run"]]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 1
    assert done.stdout.startswith("::error title=LONGLONGLONG_MOCK names no commit::")
    assert done.stdout.count("\n") == 1


def test_the_workflow_to_copy_installs_from_the_lock_and_nothing_else() -> None:
    install = step(LIVE, "pip install")
    lock, project = re.findall(r"^pip install (.*)", install["run"], re.MULTILINE)
    assert {"--require-hashes", "--no-deps", "--requirement"} <= set(lock.split())
    assert (ROOT / lock.split()[-1].removeprefix("mock/")).is_file()
    assert {"--no-index", "--no-deps", "--no-build-isolation"} <= set(project.split())


@pytest.mark.parametrize("page", DOCS)
def test_recipes_install_from_the_lock_of_a_commit(page: str) -> None:
    text = "".join(blocks(page, r"\w+"))
    fetched = text.count("fetch --quiet --depth 1 https://HOST/OWNER/REPOSITORY COMMIT")
    layers = re.findall(r"python3? mock/tools/bootstrap\.py --venv \.mock (\w+)", text)
    assert sorted(layers) == ["contract", "contract", "mock", "mock"]
    assert fetched == len(layers)
    assert "pip install" not in text


@pytest.mark.parametrize("name", [*WORKFLOWS, *ACTIONS])
def test_a_secret_is_given_to_one_step_in_its_environment(name: str) -> None:
    steps = [str(each) for each in steps_of(name) if "secrets." in str(each) or "inputs.token" in str(each)]
    assert len(steps) <= 1
    assert all("secrets." not in each.get("run", "") for each in steps_of(name))


def test_the_options_of_the_workflow_to_copy_are_those_of_the_suite() -> None:
    words = re.findall(r"--[a-z-]+", step(LIVE, "contract_tests")["run"])
    assert set(words) - {"--quiet", "--junitxml"} <= OPTIONS.keys()
    assert "--base-url" in words


def test_the_token_of_the_workflow_to_copy_is_in_the_environment_only() -> None:
    check = step(LIVE, "contract_tests")
    assert check["env"][TOKEN_VARIABLE] == "${{ secrets.NUMBERS_TOKEN }}"
    assert "TOKEN" not in check["run"]
