"""The collections, run against a mock by the programs they are for: `make test-collections`.

Newman runs Postman's, Bruno's command line runs Bruno's, httpyac runs `numbers.http`.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import pytest

from tools.api_collections import chosen
from tools.api_collections.writing import FOLDER

PROGRAMS: Final = Path(__file__).parent / "node_modules" / ".bin"
REQUESTS: Final = chosen.collection().requests
DOCUMENTED: Final = "http://127.0.0.1:4010"

PASSING: Final = ("mock", "empty", "huge", "campaign")
FAILING: Final = ("down", "expired", "rate-limited")
UNFAITHFUL: Final = ("filter_ignored", "start_ignored", "encryption_ignored", "total_off")


@dataclass(frozen=True)
class Result:
    """The result of a run: exit code, requests sent, assertions made and failed."""

    code: int
    requests: int
    checks: int
    failed: int


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    """The base URL of a mock on a free port."""
    command = [sys.executable, "-m", "mockserver", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        found = (re.search(r"http://127\.0\.0\.1:[0-9]+", line) for line in process.stdout)
        yield next(each.group() for each in found if each)
        process.terminate()


@pytest.fixture(scope="module")
def folder(mock: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collections with the mock's address in place of the documented one."""
    copy = tmp_path_factory.mktemp("run") / "collections"
    shutil.copytree(FOLDER, copy)
    for file in copy.rglob("*.*"):
        if file.is_file():
            file.write_text(file.read_text(encoding="utf-8").replace(DOCUMENTED, mock), encoding="utf-8")
    return copy


def newman(folder: Path, environment: str, *options: str) -> Result:
    """Run Postman's collection."""
    report = folder.parent / "newman.json"
    done = _run(
        folder,
        "newman", "run", "postman/numbers.postman_collection.json",
        "--environment", f"postman/environments/{environment}.postman_environment.json",
        "--reporters", "json", "--reporter-json-export", str(report), *options,
    )  # fmt: skip
    stats = json.loads(report.read_text(encoding="utf-8"))["run"]["stats"]
    checks = stats["assertions"]
    return Result(done.returncode, stats["requests"]["total"], checks["total"], checks["failed"])


def bruno(folder: Path, environment: str, *options: str) -> Result:
    """Run Bruno's collection."""
    report = folder.parent / "bruno.json"
    done = _run(
        folder / "bruno",
        "bru", "run", "-r", "--noproxy", "--env", environment, "--reporter-json", str(report), *options,
    )  # fmt: skip
    (iteration,) = json.loads(report.read_text(encoding="utf-8"))
    summary = iteration["summary"]
    return Result(done.returncode, summary["totalRequests"], summary["totalTests"], summary["failedTests"])


def statuses(folder: Path, base_url: str) -> dict[str, int]:
    """The HTTP status of each request in `numbers.http`, with this `base_url`."""
    file = folder / "chosen.http"
    text = (folder / "numbers.http").read_text(encoding="utf-8")
    file.write_text(re.sub("(?m)^@base_url = .*$", f"@base_url = {base_url}", text), encoding="utf-8")
    report = folder.parent / "httpyac.json"
    with report.open("w", encoding="utf-8") as output:  # httpyac truncates its output to a pipe.
        _run(folder, "httpyac", "send", file.name, "--all", "--json", output=output)
    sent: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["requests"]
    return {each["name"].replace("_", "-"): each["response"]["statusCode"] for each in sent}


def _run(
    folder: Path, program: str, *words: str, output: int | IO[str] = subprocess.DEVNULL
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PROGRAMS / program), *words],
        cwd=folder,
        env=os.environ | {"NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )


Runner = Callable[..., Result]
CHECKS: Final = sum(len(each.checks) for each in REQUESTS.values())
OVERRIDE: Final = "--env-var"


@pytest.fixture(params=[newman, bruno])
def runner(request: pytest.FixtureRequest) -> Runner:
    found: Runner = request.param
    return found


@pytest.mark.parametrize("environment", PASSING)
def test_every_check_passes_if_the_contract_is_kept(runner: Runner, folder: Path, environment: str) -> None:
    assert runner(folder, environment) == Result(0, len(REQUESTS), CHECKS, 0)


@pytest.mark.parametrize("environment", FAILING)
def test_a_run_fails_if_requests_fail(runner: Runner, folder: Path, environment: str) -> None:
    result = runner(folder, environment)
    assert result.code != 0
    assert (result.requests, result.checks) == (len(REQUESTS), CHECKS)
    assert result.failed > 0


@pytest.mark.parametrize("drift", UNFAITHFUL)
def test_a_run_fails_if_a_filter_or_a_total_is_wrong(
    runner: Runner, folder: Path, mock: str, drift: str
) -> None:
    result = runner(folder, "mock", OVERRIDE, f"base_url={mock}/@drift={drift}")
    assert result.code != 0
    assert 0 < result.failed < CHECKS / 2


def test_a_slow_mock_runs_into_a_timeout(folder: Path) -> None:
    result = newman(folder, "slow", "--folder", "号码 · Numbers", "--timeout-request", "200")
    assert result.code != 0


def test_a_pause_between_requests_satisfies_the_rate_limit(folder: Path) -> None:
    assert newman(folder, "rate-limited", "--delay-request", "600").failed == 0


def test_every_request_of_the_http_file_has_the_status_it_names(folder: Path, mock: str) -> None:
    assert statuses(folder, mock) == {name: each.status for name, each in REQUESTS.items()}


def test_the_documented_commands_run(folder: Path) -> None:
    (commands,) = re.findall(
        r"```sh\n(.*?)```", (folder / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    for package, program in (("newman", "newman"), ("@usebruno/cli", "bru"), ("httpyac", "httpyac")):
        assert f"npx {package} " in commands
        commands = commands.replace(f"npx {package} ", f"{PROGRAMS / program} ")
    done = subprocess.run(
        ["bash", "-e", "-c", commands], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_changing_one_variable_of_the_http_file_changes_the_scenario(folder: Path, mock: str) -> None:
    found = statuses(folder, f"{mock}/@expired")
    assert {name: found[name] for name in ("first-page", "page-zero")} == {
        "first-page": 401,
        "page-zero": 401,
    }
