"""The steps of the actions, the workflow to copy and the recipes of docs/CI.md, run in empty folders.

`make test-actions`: packages are installed as in a job, which takes minutes.
"""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import yaml

from tools import locks

ROOT = Path(__file__).parent.parent.parent
LIVE = "https://ai.api.longlonglong.cn"
DRIFT = "@drift=bill_string"
"""A scenario in which the mock breaks the contract."""

TOKEN = "a-s3cret-token"  # noqa: S105  # Made up.
IDS = {
    "NUMBERS_USER_ID": "5832d184-dd53-42a0-8ace-0bf8d660f4cc",
    "NUMBERS_TASK_ID": "f232d184-dd54-42a0-8ace-0bf8d660f4cc",
}
OUTSIDE = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("GITHUB_", "MOCKSERVER_", "NUMBERS_", "PYTEST_", "RUNNER_"))
}


@dataclass
class Job:
    """A job of GitHub Actions, as far as its steps see it: folders, and files they write to."""

    folder: Path
    temp: Path
    path: str = OUTSIDE["PATH"]
    log: str = ""
    code: int = -1
    files: dict[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY"):
            self.files[name] = self.folder / name
            self.files[name].touch()
        (self.folder / "workspace").mkdir()

    def run(self, *command: str, **environment: str) -> "Job":
        """Run one step; its log goes through a file, as a server in the background would hold a pipe open."""
        given = {"GITHUB_ACTIONS": "true", "RUNNER_TEMP": str(self.temp), "PATH": self.path}
        with (self.folder / "log").open("w+", encoding="utf-8") as log:
            self.code = subprocess.run(
                command,
                cwd=self.folder / "workspace",
                env={
                    **OUTSIDE,
                    **given,
                    **{name: str(file) for name, file in self.files.items()},
                    **environment,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=500,
                check=False,
            ).returncode
            log.seek(0)
            self.log = log.read()
        return self

    def variables(self, name: str) -> dict[str, str]:
        pairs = (line.partition("=") for line in self.files[name].read_text(encoding="utf-8").splitlines())
        return {key: value for key, _, value in pairs}

    @property
    def summary(self) -> str:
        return self.files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")

    @property
    def errors(self) -> list[str]:
        return re.findall("^::error .*", self.log, re.MULTILINE)


@pytest.fixture(scope="module")
def temp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """RUNNER_TEMP, with the environments that the scripts make."""
    return tmp_path_factory.mktemp("temp")


@pytest.fixture
def job(tmp_path: Path, temp: Path) -> Job:
    return Job(tmp_path, temp)


def load(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def run_action(job: Job, action: str, **inputs: str) -> Job:
    """Run the script of an action, with inputs and defaults where its `env` has them."""
    document = load(f"{action}/action.yml".lstrip("/"))
    values = {name: str(each.get("default", "")) for name, each in document["inputs"].items()}
    values |= {name.replace("_", "-"): value for name, value in inputs.items()}
    step = document["runs"]["steps"][-1]
    environment = {
        name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: values[found[1]], text)
        for name, text in step["env"].items()
        if name != "PYTHON"
    }
    path = str(ROOT / action) if action else str(ROOT)
    return job.run(
        "sh", "-e", "-c", step["run"], GITHUB_ACTION_PATH=path, PYTHON=sys.executable, **environment
    )


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory, temp: Path) -> Iterator[Mapping[str, str]]:
    """The outputs of the action that starts the mock."""
    job = Job(tmp_path_factory.mktemp("job"), temp)
    run_action(job, "", port="0", rows="300", token=TOKEN)
    assert job.code == 0, job.log
    outputs = job.variables("GITHUB_OUTPUT")
    assert job.variables("GITHUB_ENV") == {"NUMBERS_BASE_URL": outputs["url"]}
    assert f"pid={outputs['pid']}" in job.log
    assert TOKEN not in job.log + Path(outputs["log"]).read_text(encoding="utf-8")
    yield outputs
    os.kill(int(outputs["pid"]), signal.SIGTERM)


def test_the_mock_answers_after_the_step_that_starts_it(mock: Mapping[str, str]) -> None:
    with urlopen(f"{mock['url']}/_mock/health", timeout=5) as answer:  # noqa: S310  # On this machine.
        assert answer.status == 200


@pytest.mark.parametrize(
    ("inputs", "complaint"),
    [
        ({"port": "IN USE"}, "is in use"),
        ({"rows": "many"}, "MOCKSERVER_ROWS is 'many'"),
        ({"scenario": "nope"}, "nope"),
        ({"token": "a b "}, "MOCKSERVER_TOKEN: should be printable"),
        ({"rows": "$(touch here)"}, "MOCKSERVER_ROWS is '$(touch here)'"),
    ],
)
def test_a_mock_that_does_not_start_is_one_annotation(
    job: Job, mock: Mapping[str, str], inputs: dict[str, str], complaint: str
) -> None:
    if inputs.get("port") == "IN USE":
        inputs = {"port": mock["url"].rpartition(":")[2]}
    run_action(job, "", **({"port": "0"} | inputs))
    assert job.code == 1
    assert len(job.errors) == 1
    assert complaint in job.errors[0]
    assert "::group::Log of the mock\n" in job.log
    assert "Traceback" not in job.log
    assert job.variables("GITHUB_OUTPUT") == job.variables("GITHUB_ENV") == {}
    assert list((job.folder / "workspace").iterdir()) == []


@pytest.mark.parametrize("action", ["", "check"])
def test_a_python_that_is_not_there_is_one_annotation(job: Job, action: str) -> None:
    script = "start" if not action else "check"
    job.run(str(ROOT / f"tools/ci/{script}.sh"), PYTHON="python2.1", BASE_URL="http://127.0.0.1:1")
    assert job.code == (1 if not action else 2)
    (error,) = job.errors
    assert "there is no python2.1 here: Python 3.11 or later is needed" in error


def test_a_sound_api_passes(job: Job, mock: Mapping[str, str]) -> None:
    run_action(job, "check", base_url=mock["url"], token=TOKEN, report="own.html")
    assert job.code == 0, job.log
    assert job.errors == []
    assert "## Contract tests passed" in job.summary
    outputs = job.variables("GITHUB_OUTPUT")
    assert outputs["end"] == "kept"
    assert "<html" in Path(outputs["report"]).read_text(encoding="utf-8")
    assert "<testsuites" in Path(outputs["junit"]).read_text(encoding="utf-8")
    assert {path.name for path in (job.folder / "workspace").iterdir()} == {"own.html", "contract-junit.xml"}


def test_the_next_run_shows_what_changed_since_the_baseline(job: Job, mock: Mapping[str, str]) -> None:
    quick = {"token": TOKEN, "args": "--fuzz=0", "baseline": "last run.json"}
    run_action(job, "check", base_url=mock["url"], **quick)
    assert job.code == 0, job.log
    assert (job.folder / "workspace" / "last run.json").is_file()
    run_action(job, "check", base_url=f"{mock['url']}/{DRIFT}", **quick)
    assert job.code == 1, job.log
    assert "newly" in job.log


def test_a_failing_api_has_annotations_and_a_summary(job: Job, mock: Mapping[str, str]) -> None:
    arguments = "--fuzz=0\n--until=2025-12-03 00:00:00\n"
    run_action(job, "check", base_url=f"{mock['url']}/{DRIFT}", token=TOKEN, args=arguments)
    assert job.code == 1, job.log
    assert any(error.startswith("::error title=fields-have-their-types::") for error in job.errors)
    assert "## Contract tests failed: " in job.summary
    assert "A field that is not null has its JSON type" in job.summary
    assert TOKEN not in job.log + job.summary


@pytest.mark.parametrize(
    ("inputs", "code", "complaint"),
    [
        ({"token": "another"}, 2, "refuses the token (401)"),
        ({"base_url": "nothing"}, 4, "--base-url is 'nothing'"),
        ({"base_url": ""}, 2, "base-url is empty"),
        ({"base_url": LIVE}, 4, "--user-id and --task-id"),
        ({"dialect": "none.toml"}, 4, "workspace/none.toml"),
        ({"baseline": "gone/last.json"}, 4, "workspace/gone/last.json': cannot be written"),
        ({"report": "gone/report.html"}, 4, "workspace/gone/report.html': cannot be written"),
        ({"args": "--rate=*"}, 4, "--rate: invalid float value: '*'"),
    ],
)
def test_an_api_that_cannot_be_checked_is_one_annotation(
    job: Job, mock: Mapping[str, str], inputs: dict[str, str], code: int, complaint: str
) -> None:
    run_action(job, "check", **({"base_url": mock["url"], "token": TOKEN} | inputs))
    assert job.code == code, job.log
    assert len(job.errors) == 1
    assert complaint in job.errors[0]
    assert "Traceback" not in job.log
    assert TOKEN not in job.log + job.summary


def test_an_api_that_is_unavailable_is_neither_sound_nor_failing(job: Job) -> None:
    run_action(job, "check", base_url="http://127.0.0.1:1", token=TOKEN)
    assert job.code == 3, job.log
    assert job.errors == []
    (warning,) = re.findall("^::warning .*", job.log, re.MULTILINE)
    assert "http://127.0.0.1:1 does not answer" in warning
    assert "## The API was unavailable" in job.summary
    assert job.variables("GITHUB_OUTPUT")["end"] == "unavailable"


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Address and commit of a repository with the files of this checkout, as they stand here."""
    folder = tmp_path_factory.mktemp("origin")
    git = ("git", f"--git-dir={folder}", "-c", "user.name=Test", "-c", "user.email=test@example.org")
    for words in (("init", "--quiet", "--bare"), ("add", "--all"), ("commit", "--quiet", "--message", "All")):
        tree = () if words[0] == "init" else (f"--work-tree={ROOT}",)
        subprocess.run([*git, *tree, *words], cwd=ROOT, check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    return folder.as_uri(), head.stdout.strip()


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, temp: Path, origin: tuple[str, str]) -> str:
    """PATH after the steps of the workflow to copy that set up Python and install the suite."""
    folder = tmp_path_factory.mktemp("python")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    job = Job(folder, temp, path=f"{folder / 'venv' / 'bin'}{os.pathsep}{OUTSIDE['PATH']}")
    job.run("bash", "-e", "-c", workflow_steps()[0]["run"], LONGLONGLONG_MOCK="@".join(origin))
    assert job.code == 0, job.log
    return job.path


def test_the_copied_workflow_installs_what_the_lock_has_and_nothing_else(environment: str) -> None:
    pip = [str(Path(environment.partition(os.pathsep)[0]) / "pip"), "freeze", "--disable-pip-version-check"]
    done = subprocess.run(pip, env=OUTSIDE, check=True, capture_output=True, text=True)
    installed = {normalized(line) for line in done.stdout.splitlines() if "==" in line}
    assert len(installed) > 50
    assert installed <= {normalized(pin.partition(" ;")[0]) for pin in locks.pins(locks.of("contract"))}


def normalized(pin: str) -> str:
    """A pin with the name of its package as lock files spell it."""
    name, _, version = pin.partition("==")
    return f"{re.sub('[._]', '-', name.lower())}=={version}"


def workflow_steps() -> list[dict[str, Any]]:
    """The two steps of the workflow to copy that run commands."""
    install, check = [
        step for step in load(".github/workflows/contract.yml")["jobs"]["live"]["steps"] if "run" in step
    ]
    return [install, check]


@pytest.mark.parametrize(("drift", "code"), [("", 0), (f"/{DRIFT}", 1)])
def test_the_copied_workflow_checks_an_api(
    job: Job, mock: Mapping[str, str], environment: str, drift: str, code: int
) -> None:
    job.path = environment
    run = workflow_steps()[1]["run"].replace(LIVE, mock["url"] + drift)
    ids = {name.removeprefix("NUMBERS_"): value for name, value in IDS.items()}
    job.run("bash", "-e", "-c", run, NUMBERS_TOKEN=TOKEN, SUB_USER_ID="", **ids)
    assert job.code == code, job.log
    assert bool(job.errors) == bool(code)
    assert "Contract tests " in job.summary
    assert (job.folder / "workspace" / "report.html").exists()
    assert (job.folder / "workspace" / "junit.xml").exists()


def recipes() -> dict[str, str]:
    """The scripts of docs/CI.md, as one text each."""
    page = (ROOT / "docs" / "CI.md").read_text(encoding="utf-8")
    client, api = re.findall("^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    section = page.partition("## GitLab CI")[2].partition("```yaml\n")[2].partition("```")[0]
    gitlab = yaml.safe_load(section)
    jobs = {f"GitLab {name}": "\n".join(gitlab[name]["script"]) for name in ("client", "contract")}
    return {"sh client": client, "sh contract": api, **jobs}


@pytest.mark.parametrize("name", recipes())
def test_a_recipe_runs_as_it_is(
    job: Job, mock: Mapping[str, str], environment: str, origin: tuple[str, str], name: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    client = job.folder / "workspace" / "run-tests"
    client.write_text('#!/bin/sh\ncurl -sS --fail "$NUMBERS_BASE_URL/_mock/health" >seen\n', encoding="utf-8")
    client.chmod(0o755)
    # Packages that are installed already save the second installation; GitLab ends what a script started.
    installed = Path(environment.partition(os.pathsep)[0]).parent
    script = re.sub(r"python3? mock/tools/bootstrap\.py.*", f"ln -s '{installed}' .mock", recipes()[name])
    script = script.replace("https://HOST/OWNER/REPOSITORY COMMIT", " ".join(origin))
    script = script.replace("mock.log 2>&1 &\n", "mock.log 2>&1 &\ntrap 'kill $!' EXIT\n")
    job.path = environment
    job.run(
        *("bash", "-e", "-c") if name.startswith("GitLab") else ("sh", "-c"),
        script.replace("4010", port)
        .replace("mockserver serve", f"mockserver serve --port {port}")
        .replace(LIVE, mock["url"]),
        NUMBERS_TOKEN=TOKEN,
        **IDS,
    )
    assert job.code == 0, job.log
    expected = {"seen", "mock.log"} if name.endswith("client") else {"report.html", "junit.xml"}
    assert expected <= {path.name for path in (job.folder / "workspace").iterdir()}


def test_what_the_linter_needs_is_named(tmp_path: Path) -> None:
    for name in ("sh", "dirname"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    command = ["/bin/sh", str(ROOT / "tools/ci/lint.sh")]
    environment = {"PATH": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("make lint-actions: shellcheck is needed")
