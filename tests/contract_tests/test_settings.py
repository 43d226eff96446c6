"""Settings from the command line and the environment."""

import os
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest

from contract_tests.client import Target
from contract_tests.dialect import Dialect
from contract_tests.plugin.options import OPTIONS, TOKEN_OPTION, TOKEN_VARIABLE
from contract_tests.plugin.settings import Settings, read
from contract_tests.request_policy import DEADLINE, OWN, RequestPolicy

OURS = {"user_id": "u", "task_id": "t"}


class Config:
    """The given options, and the defaults of the others."""

    def __init__(self, **given: Any) -> None:
        self._given = {f"--{name.replace('_', '-')}": value for name, value in given.items()}
        assert self._given.keys() <= OPTIONS.keys()

    def getoption(self, name: str) -> Any:
        return self._given.get(name, OPTIONS[name].get("default"))


def settings(**given: Any) -> Settings:
    return read(cast(pytest.Config, Config(**given)))


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "a-s3cret")


def test_the_default_is_the_mock_without_limits() -> None:
    found = settings()
    assert (found.url, found.policy, found.dialect) == (None, replace(OWN, deadline=1800), Dialect())
    assert found.target == Target(
        "5832d184-dd53-42a0-8ace-0bf8d660f4cc",
        "f232d184-dd54-42a0-8ace-0bf8d660f4cc",
        "1181ffd3-e3ee-4d75-a45c-8b9be3deb330",
    )


def test_another_host_is_a_live_api() -> None:
    found = settings(base_url="https://api.example.com", **OURS)
    assert (found.policy.live, found.policy.rate, found.policy.budget) == (True, 2.0, 60)
    assert found.target == Target("u", "t", None)


def test_who_calibrates_a_live_api_in_full_has_the_requests_for_it() -> None:
    assert settings(base_url="https://api.example.com", calibrate="d.toml", **OURS).policy.budget == 400
    assert settings(base_url="http://127.0.0.1:4010", calibrate="d.toml").policy.budget is None


def test_a_live_api_is_tested_up_to_a_whole_minute() -> None:
    until = settings(base_url="https://api.example.com", **OURS).policy.until
    assert until is not None
    assert datetime.fromisoformat(until).second == 0


def test_this_machine_can_be_tested_as_a_live_api() -> None:
    assert not settings(base_url="http://127.0.0.1:4010").policy.live
    assert settings(base_url="http://127.0.0.1:4010", live=True, **OURS).policy.live


@pytest.mark.parametrize(
    ("given", "unsafe", "hostile"),
    [
        ({}, True, True),
        ({"base_url": "http://127.0.0.1:4010"}, False, True),
        ({"base_url": "http://127.0.0.1:4010", "unsafe_methods": True}, True, True),
        ({"base_url": "http://127.0.0.1:4010", "live": True, **OURS}, False, False),
        ({"base_url": "https://api.example.com", **OURS}, False, False),
        ({"base_url": "https://api.example.com", "hostile_values": True, **OURS}, False, True),
        ({"base_url": "https://api.example.com", "unsafe_methods": True, **OURS}, True, False),
    ],
)
def test_what_may_do_harm_is_sent_only_to_the_mock_or_if_asked_for(
    given: dict[str, Any], unsafe: bool, hostile: bool
) -> None:
    policy = settings(**given).policy
    assert (policy.unsafe_methods, policy.hostile_values) == (unsafe, hostile)


def test_limits_can_be_set() -> None:
    policy = settings(
        base_url="https://10.0.0.1",
        rate=0.5,
        max_requests=500,
        until="2025-12-03",
        answer_timeout=5.0,
        deadline=60.0,
        **OURS,
    ).policy
    assert policy == RequestPolicy(
        live=True, rate=0.5, budget=500, until="2025-12-03", timeout=5, deadline=60
    )
    assert not policy.small


def test_the_deadline_leaves_time_for_all_requests_at_their_rate() -> None:
    found = settings(base_url="https://api.example.com", rate=0.1, max_requests=400, **OURS)
    assert found.policy.deadline == DEADLINE + 4000


@pytest.mark.parametrize(
    ("url", "allowed", "sent"),
    [
        ("https://api.example.com", False, True),
        ("HTTPS://api.example.com", False, True),
        ("http://api.example.com", False, False),
        ("HTTP://api.example.com", False, False),
        ("http://10.0.0.1", False, False),
        ("http://0.0.0.0:4010", False, False),
        ("http://127.0.0.1.example.com", False, False),
        ("http://127.0.0.1:4010", False, True),
        ("http://[::1]:4010", False, True),
        ("http://localhost:4010", False, True),
        ("http://10.0.0.1", True, True),
    ],
)
def test_the_token_is_sent_unencrypted_to_this_machine_only_unless_told_so(
    url: str, allowed: bool, sent: bool
) -> None:
    given = {"base_url": url, "send_token_unencrypted": allowed, **OURS}
    if sent:
        assert settings(**given).url == url
    else:
        with pytest.raises(pytest.UsageError, match=r"over https only.*--send-token-unencrypted"):
            settings(**given)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"base_url": "127.0.0.1:4010"}, "--base-url is '127.0.0.1:4010': should be like"),
        ({"base_url": "ftp://127.0.0.1"}, "--base-url is 'ftp://127.0.0.1': should be like"),
        ({"base_url": "http://"}, "--base-url is 'http://': should be like"),
        ({"base_url": "http://127.0.0.1:port"}, "--base-url is 'http://127.0.0.1:port': should be like"),
        ({"base_url": "http://[::1"}, "--base-url is 'http://[::1': should be like"),
        ({"base_url": "https://me:pass@example.com"}, "--base-url contains credentials"),
        ({"base_url": "https://pass@example.com"}, "--base-url contains credentials"),
        ({"base_url": "http://127.0.0.1/?token=pass@"}, "--base-url contains ?, # or \\"),
        ({"base_url": "http://127.0.0.1#pass@"}, "--base-url contains ?, # or \\"),
        ({"base_url": "http://example.com\\.127.0.0.1"}, "--base-url contains ?, # or \\"),
        ({"base_url": "https://api.example.com"}, "a live API needs --user-id and --task-id"),
        ({"rate": 0.0}, "--rate is 0.0: should be above 0"),
        ({"rate": float("nan")}, "--rate is nan: should be above 0"),
        ({"deadline": 0.0}, "--deadline is 0.0: should be above 0"),
        ({"answer_timeout": float("inf")}, "--answer-timeout is inf: should be above 0"),
        ({"max_requests": 0}, "--max-requests is 0: should be at least 1"),
        ({"fuzz": -1}, "--fuzz is -1: should be at least 0"),
        ({"until": "yesterday"}, "--until is 'yesterday': should be like '2025-12-03 00:00:00'"),
        ({"dialect": "none.toml"}, "none.toml: cannot be read: No such file"),
        ({"contract_report": "none/report.html"}, "--contract-report is 'none/report.html': cannot be"),
        ({"contract_report": "."}, "--contract-report is '.': cannot be written"),
        (
            {"calibrate": "/proc/dialect.toml"},
            "--calibrate is '/proc/dialect.toml': cannot be",
        ),
        ({"baseline": "/proc/last.json"}, "--baseline is '/proc/last.json': cannot be written: "),
        ({"baseline": "none/last.json"}, "--baseline is 'none/last.json': cannot be written: No such file"),
        ({"contract_report": "n" * 300}, "cannot be written: File name too long"),
        ({"contract_report": "a\0b"}, "cannot be written: "),
    ],
)
def test_an_invalid_option_is_named_in_one_line(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(pytest.UsageError) as raised:
        settings(**given)
    assert problem in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "pass@" not in str(raised.value)


def test_a_live_api_needs_a_token_of_the_environment_or_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN_VARIABLE)
    with pytest.raises(pytest.UsageError, match="and a token in NUMBERS_TOKEN or --token-file"):
        settings(base_url="https://api.example.com", **OURS)
    assert settings().token == "contract-tests"


@pytest.mark.parametrize("text", ["of-a-file", "of-a-file\n", "of-a-file\r\n", "\ufeffof-a-file\n"])
def test_a_token_of_a_file_overrides_that_of_the_environment(tmp_path: Path, text: str) -> None:
    file = tmp_path / "token.txt"
    file.write_bytes(text.encode())
    found = settings(base_url="https://api.example.com", token_file=str(file), **OURS)
    assert found.token == "of-a-file"
    assert "of-a-file" not in repr(found)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "is empty, should hold the token"),
        (b"\n", "is empty, should hold the token"),
        (b"s3cret" * 999, "is longer than 4096 characters, should hold the token"),
        (b"s3cret\ns3cret\n", "has a character that no header may contain: it should be one line"),
        (b"s3cret\n\n", "has a character that no header may contain: it should be one line"),
        (b" s3cret", "has a character that no header may contain: it should be one line"),
        ("s3crét".encode(), "has a character that no header may contain: it should be one line"),
        (b"s3cret\xff", "should be a file with one line of text"),
    ],
)
def test_a_file_that_holds_no_token_is_named_and_not_shown(tmp_path: Path, text: bytes, problem: str) -> None:
    file = tmp_path / "token.txt"
    file.write_bytes(text)
    with pytest.raises(pytest.UsageError) as raised:
        settings(base_url="http://127.0.0.1:4010", token_file=str(file))
    assert str(raised.value).startswith(f"--token-file is {str(file)!r}: {problem}")
    assert "s3c" not in str(raised.value)


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ("none.txt", "cannot be read: No such file or directory"),
        (".", "cannot be read: Is a directory"),
        ("/dev/zero", "is longer than 4096 characters, should hold the token"),
        ("a\0b", "should be a file with one line of text"),
    ],
)
def test_a_file_that_cannot_hold_a_token_is_named(file: str, problem: str) -> None:
    with pytest.raises(pytest.UsageError) as raised:
        settings(base_url="http://127.0.0.1:4010", token_file=file)
    assert str(raised.value) == f"--token-file is {file!r}: {problem}"


@pytest.mark.parametrize("secret", ["a-s3cret\n", "a-s3\ncret", " a-s3cret", "a-s3crét"])
def test_a_token_that_is_not_a_valid_header_is_refused_and_not_shown(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, secret)
    with pytest.raises(pytest.UsageError, match="NUMBERS_TOKEN has a character that no header") as raised:
        settings(base_url="http://127.0.0.1:4010")
    assert "s3" not in str(raised.value)


def test_the_settings_do_not_show_the_token() -> None:
    found = settings(base_url="http://127.0.0.1:4010")
    assert found.token == "a-s3cret"
    assert "a-s3cret" not in repr(found)


def test_a_mock_started_for_the_run_never_receives_the_token(tmp_path: Path) -> None:
    (tmp_path / "token.txt").write_text("of-a-file", encoding="utf-8")
    assert settings(token_file=str(tmp_path / "token.txt")).token == "contract-tests"


def test_no_option_takes_a_token_itself() -> None:
    takes = [name for name in OPTIONS if re.search("token|secret|password|key", name)]
    assert takes == [TOKEN_OPTION, "--send-token-unencrypted"]
    assert OPTIONS["--send-token-unencrypted"]["action"] == "store_true"


def test_finding_out_whether_files_can_be_written_changes_nothing(tmp_path: Path) -> None:
    known = tmp_path / "known.html"
    known.write_text("mine", encoding="utf-8")
    (tmp_path / "link.html").symlink_to(tmp_path / "new.html")
    for name in ("known.html", "link.html", "other.html"):
        settings(contract_report=str(tmp_path / name))
    assert known.read_text(encoding="utf-8") == "mine"
    assert {each.name for each in tmp_path.iterdir()} == {"known.html", "link.html"}


def test_a_pipe_can_be_a_report(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    settings(contract_report=str(tmp_path / "pipe"))
