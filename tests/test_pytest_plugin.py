"""The fixture `number_api`, in runs of pytest of their own, as a user's tests have it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
def test_each_test_begins_anew(number_api, number):
    assert number_api.requests == []
    assert number_api.clock.texts == {}
    base = number_api.scenario(clock="stepped", rows=10)
    before = ask(base)
    number_api.clock.advance(calls=5)
    assert ask(base) != before
    number_api.expect(page=1, times=2)


@pytest.mark.parametrize("number", range(3))
def test_one_server_serves_them_all(number_api, number):
    SEEN.add(number_api.url)
    assert len(SEEN) == 1


@pytest.fixture(scope="module")
def whole_module(number_api_server):
    return number_api_server.url


def test_the_server_can_be_had_for_longer(whole_module, number_api):
    assert whole_module == number_api.url
"""

FAILING = """
def test_it(number_api):
    number_api.expect(page=2)
"""

WITHOUT = """
import sys


def test_who_does_not_want_it_does_not_load_it():
    assert "mockserver.pytest_plugin" in sys.modules
    assert "mockserver.number_api" not in sys.modules
    assert "connexion" not in sys.modules
"""


def run(place: Path, content: str, *words: str) -> tuple[int, str]:
    """The exit code and the output of a run of pytest on one file."""
    (place / "test_client.py").write_text(content)
    command = [sys.executable, "-m", "pytest", "-W", "error", "-p", "no:cacheprovider", "-o", "addopts="]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    told = subprocess.run(
        [*command, *words],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return told.returncode, told.stdout + told.stderr


@pytest.mark.parametrize("words", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_tests_share_a_server_and_nothing_else_and_nothing_warns(tmp_path: Path, words: tuple[str]) -> None:
    code, told = run(tmp_path, ISOLATED, *words)
    assert code == 0, told
    assert "10 passed" in told
    assert "warning" not in told


def test_a_failed_expectation_shows_the_test_and_not_the_plugin(tmp_path: Path) -> None:
    code, told = run(tmp_path, FAILING)
    assert code == 1
    assert ">       number_api.expect(page=2)" in told or ">   number_api.expect(page=2)" in told
    assert "E       AssertionError: expected a request with {'page': 2}, but these came:" in told
    assert "number_api.py:" not in told


def test_a_run_that_does_not_want_it_pays_nothing_for_it(tmp_path: Path) -> None:
    code, told = run(tmp_path, WITHOUT)
    assert code == 0, told
