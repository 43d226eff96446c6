"""What the command line asks for, and what it cannot."""

from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest

from contract_tests.client import Target, Terms
from contract_tests.dialect import Dialect
from contract_tests.plugin.settings import OPTIONS, TOKEN, Choice, choose

OURS = {"user_id": "u", "task_id": "t"}


class Config:
    """The options that were given; of the others their defaults."""

    def __init__(self, **given: Any) -> None:
        self._given = {f"--{name.replace('_', '-')}": value for name, value in given.items()}
        assert self._given.keys() <= OPTIONS.keys()

    def getoption(self, name: str) -> Any:
        return self._given.get(name, OPTIONS[name].get("default"))


def chosen(**given: Any) -> Choice:
    return choose(cast(pytest.Config, Config(**given)))


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "a-s3cret")


def test_without_options_the_mock_is_judged_without_limits() -> None:
    choice = chosen()
    assert (choice.url, choice.terms, choice.dialect) == (None, Terms(), Dialect())
    assert choice.target == Target(
        "5832d184-dd53-42a0-8ace-0bf8d660f4cc",
        "f232d184-dd54-42a0-8ace-0bf8d660f4cc",
        "1181ffd3-e3ee-4d75-a45c-8b9be3deb330",
    )


def test_another_host_is_asked_as_a_live_api_is() -> None:
    choice = chosen(base_url="https://api.example.com", **OURS)
    assert (choice.terms.live, choice.terms.rate, choice.terms.budget) == (True, 2.0, 60)
    assert choice.target == Target("u", "t", None)


def test_a_live_api_is_looked_at_up_to_ten_minutes_ago() -> None:
    until = chosen(base_url="https://api.example.com", **OURS).terms.until
    assert until is not None
    assert datetime.fromisoformat(until).second == 0


def test_this_machine_can_be_asked_as_a_live_api_is() -> None:
    assert not chosen(base_url="http://127.0.0.1:4010").terms.live
    assert chosen(base_url="http://127.0.0.1:4010", live=True, **OURS).terms.live


def test_limits_can_be_set() -> None:
    terms = chosen(base_url="http://10.0.0.1", rate=0.5, max_requests=500, until="2025-12-03", **OURS).terms
    assert terms == Terms(live=True, rate=0.5, budget=500, until="2025-12-03")
    assert not terms.frugal


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"base_url": "127.0.0.1:4010"}, "--base-url is '127.0.0.1:4010': should be such as"),
        ({"base_url": "ftp://127.0.0.1"}, "--base-url is 'ftp://127.0.0.1': should be such as"),
        ({"base_url": "http://"}, "--base-url is 'http://': should be such as"),
        ({"base_url": "http://127.0.0.1:port"}, "--base-url is 'http://127.0.0.1:port': should be such as"),
        ({"base_url": "http://[::1"}, "--base-url is 'http://[::1': should be such as"),
        ({"base_url": "https://me:pass@example.com"}, "--base-url has a name or a password in it"),
        ({"base_url": "https://pass@example.com"}, "--base-url has a name or a password in it"),
        ({"base_url": "http://127.0.0.1/?token=pass@"}, "--base-url has a ?, # or \\ in it"),
        ({"base_url": "http://127.0.0.1#pass@"}, "--base-url has a ?, # or \\ in it"),
        ({"base_url": "http://example.com\\.127.0.0.1"}, "--base-url has a ?, # or \\ in it"),
        ({"base_url": "https://api.example.com"}, "a live API is judged on --user-id and --task-id"),
        ({"rate": 0.0}, "--rate is 0.0: should be above 0"),
        ({"rate": float("nan")}, "--rate is nan: should be above 0"),
        ({"max_requests": 0}, "--max-requests is 0: should be at least 1"),
        ({"fuzz": -1}, "--fuzz is -1: should be at least 0"),
        ({"until": "yesterday"}, "--until is 'yesterday': should be such as '2025-12-03 00:00:00'"),
        ({"dialect": "none.toml"}, "none.toml: cannot be read: No such file"),
        ({"contract_report": "none/report.html"}, "--contract-report is 'none/report.html': cannot be"),
        ({"contract_report": "."}, "--contract-report is '.': cannot be written"),
    ],
)
def test_what_cannot_be_is_refused_with_a_word(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(pytest.UsageError) as raised:
        chosen(**given)
    assert problem in str(raised.value)
    assert "pass@" not in str(raised.value)


def test_the_token_of_a_live_api_comes_from_the_environment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN)
    with pytest.raises(pytest.UsageError, match="with a token in NUMBERS_TOKEN"):
        chosen(base_url="https://api.example.com", **OURS)
    assert chosen().token == "contract-tests"


@pytest.mark.parametrize("secret", ["a-s3cret\n", "a-s3\ncret", " a-s3cret", "a-s3crét"])
def test_a_token_that_no_header_can_carry_is_refused_and_not_shown(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, secret)
    with pytest.raises(pytest.UsageError, match="NUMBERS_TOKEN has a character that no header") as raised:
        chosen(base_url="http://127.0.0.1:4010")
    assert "s3" not in str(raised.value)


def test_a_choice_does_not_show_the_token() -> None:
    choice = chosen(base_url="http://127.0.0.1:4010")
    assert choice.token == "a-s3cret"
    assert "a-s3cret" not in repr(choice)


def test_the_mock_that_is_started_here_never_sees_the_token() -> None:
    assert chosen().token == "contract-tests"


def test_a_report_is_a_path(tmp_path: Path) -> None:
    assert chosen(contract_report=str(tmp_path / "a.html")).report == tmp_path / "a.html"
