"""The fixture `number_api`, in separate runs of pytest, as users have it."""

import os
import re
import subprocess
import sys
from pathlib import Path

ISOLATED = """
import urllib.request

import pytest

USER = "5832d184-dd53-42a0-8ace-0bf8d660f4cc"
SEEN = set()


def ask(base, page=1):
    url = f"{base}/agent-api/user/{USER}/task/{USER}/number?page={page}"
    request = urllib.request.Request(url, headers={"Authorization": "Bearer x"})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


@pytest.mark.parametrize("number", range(6))
def test_each_test_starts_fresh(number_api, number):
    assert number_api.requests == []
    assert number_api.clock.texts == {}
    base = number_api.scenario(clock="stepped", rows=10)
    before = ask(base)
    number_api.clock.advance(calls=5)
    assert ask(base) != before
    number_api.expect(page=1, times=2)


@pytest.mark.parametrize("number", range(3))
def test_all_tests_share_one_server(number_api, number):
    SEEN.add(number_api.url)
    assert len(SEEN) == 1


@pytest.fixture(scope="module")
def whole_module(number_api_server):
    return number_api_server.url


def test_the_server_can_be_used_by_a_wider_fixture(whole_module, number_api):
    assert whole_module == number_api.url
"""

FAILING = """
def test_unmet_expectation(number_api):
    number_api.expect(page=2)


def test_misspelled_scenario(number_api):
    number_api.scenario("slwo")


def test_clock_without_a_scenario(number_api):
    number_api.clock.advance(minutes=5)
"""

OTHERS = ("benchmark", "syrupy", "hypothesispytest", "faker", "anyio", "schemathesis", "pytest_cov")
"""Plugins used by this repository's tests; importing them would take longer than the runs."""

WITHOUT = """
import sys


def test_the_server_is_not_imported():
    assert {"longlonglong_mock.fixture", "longlonglong_mock.suite"} <= set(sys.modules)
    assert not {"mockserver", "contract_tests"} & set(sys.modules)
    assert "connexion" not in sys.modules
"""


def run(place: Path, content: str, *words: str) -> tuple[int, str]:
    """Run pytest on one file; exit code and output."""
    (place / "test_client.py").write_text(content)
    without = [word for name in ("cacheprovider", *OTHERS) for word in ("-p", f"no:{name}")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-W", "error", *without, *words],
        cwd=place,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_tests_share_a_server_and_no_state(tmp_path: Path) -> None:
    code, output = run(tmp_path, ISOLATED)
    assert (code, "10 passed" in output, "warning" in output) == (0, True, False), output


def test_a_failure_shows_the_line_of_the_test_and_no_other(tmp_path: Path) -> None:
    code, output = run(tmp_path, FAILING)
    assert (code, "3 failed" in output) == (1, True), output
    shown = re.findall(r"^> +(.+)$", output, re.MULTILINE)
    assert shown == [
        "number_api.expect(page=2)",
        'number_api.scenario("slwo")',
        "number_api.clock.advance(minutes=5)",
    ]
    assert "expected a request with {'page': 2}, but received none" in output
    assert "unknown scenario 'slwo': did you mean 'slow'?" in output
    assert "no clock to move: call number_api.scenario" in output
    assert set(re.findall(r"^(\S+\.py):\d+: ", output, re.MULTILINE)) == {"test_client.py"}


def test_each_worker_of_xdist_has_a_server_of_its_own(tmp_path: Path) -> None:
    code, output = run(tmp_path, ISOLATED, "-n", "2")
    assert code == 0, output
    assert "2 workers" in output
    assert "10 passed" in output
    assert "warning" not in output


def test_an_unused_fixture_imports_nothing(tmp_path: Path) -> None:
    code, output = run(tmp_path, WITHOUT)
    assert code == 0, output
