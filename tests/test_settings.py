import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mockserver import settings
from mockserver.settings import SettingsError


def test_the_defaults_are_those_of_the_help() -> None:
    chosen = settings.load()
    assert (chosen.host, chosen.port, chosen.seed, chosen.rows) == ("127.0.0.1", 4010, 0, 1000)
    assert (chosen.token, chosen.numbers, chosen.log_level, chosen.spec) == (None, "unassigned", "info", None)


def test_a_flag_overrides_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKSERVER_ROWS", "5")
    assert settings.load().rows == 5
    assert settings.load(rows="7").rows == 7


def test_mockserver_port_overrides_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "1111")
    assert settings.load().port == 1111
    monkeypatch.setenv("MOCKSERVER_PORT", "2222")
    assert settings.load().port == 2222
    assert settings.load(port="0").port == 0


def test_an_empty_variable_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert settings.load().port == 4010


@pytest.mark.parametrize("rows", ["0", "1000000000000"])
def test_a_task_may_be_empty_or_very_large(rows: str) -> None:
    assert settings.load(rows=rows).rows == int(rows)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("port", "abc", "--port is 'abc': input should be a valid integer"),
        ("port", "65536", "--port is '65536': input should be less than or equal to 65535"),
        ("port", "-1", "--port is '-1': input should be greater than or equal to 0"),
        ("rows", "1000000000001", "--rows is '1000000000001': input should be less than or equal to 10000"),
        ("rows", "1,000", "--rows is '1,000': input should be a valid integer"),
        ("seed", "-1", "--seed is '-1': input should be greater"),
        ("numbers", "real", "--numbers is 'real': input should be 'unassigned' or 'realistic'"),
        ("log_level", "loud", "--log-level is 'loud': input should be 'debug', "),
        ("host", "", "--host is '': string should have at least 1 character"),
        ("since", "yesterday", "--since is 'yesterday': input should be a valid datetime"),
    ],
)
def test_a_bad_flag_is_named_with_its_value_and_rule(name: str, value: str, complaint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load(**{name: value})
    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize("variable", ["PORT", "MOCKSERVER_PORT"])
def test_a_bad_variable_is_named(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "x")
    with pytest.raises(SettingsError, match=f"^{variable} is 'x': "):
        settings.load()


@pytest.mark.parametrize("size", [16, 24, 32])
def test_a_key_has_one_of_three_sizes(size: int) -> None:
    assert settings.load(encryption_key="0f" * size).encryption_key.get_secret_value() == "0f" * size


def test_the_largest_seed_fits_eight_bytes() -> None:
    assert settings.load(seed=str(2**63 - 1)).seed == 2**63 - 1
    with pytest.raises(SettingsError, match="--seed"):
        settings.load(seed=str(2**63))


def test_a_worker_can_be_given_the_settings() -> None:
    chosen = settings.load(token="sesame", seed="7", spec="x.yaml", allowed_host=["a"], admin_token="open")
    given = pickle.loads(pickle.dumps(chosen))  # noqa: S301  # Made here.
    assert given == chosen
    assert given.token.get_secret_value() == "sesame"


def test_a_misspelled_variable_is_named_with_the_setting_that_was_meant() -> None:
    environment = ["MOCKSERVER_ROWZ", "MOCKSERVER_ROWS", "mockserver_port", "ROWZ", "MOCKSERVER_X", "PORT"]
    assert settings.misspelled(environment) == [
        "MOCKSERVER_ROWZ is no setting, and is ignored; did you mean MOCKSERVER_ROWS?",
        "MOCKSERVER_X is no setting, and is ignored",
    ]


@pytest.mark.parametrize("name", ["mock", "192.0.2.7", "a-b.example.com", "::1", "[2001:db8::7]"])
def test_a_host_is_allowed_by_name_or_address(name: str) -> None:
    assert settings.load(allowed_host=[name]).allowed_host == (name,)


@pytest.mark.parametrize("name", ["", "http://mock", "mock:4010", "*", "a b", "a,b", "mock/", "[::1]:4010"])
def test_a_host_to_allow_has_no_scheme_or_port(name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load(allowed_host=["mock", name])
    rule = "should be a host name without scheme and port, such as mock or 192.0.2.7"
    assert str(caught.value) == f"--allowed-host is {name!r}: {rule}"


def test_a_variable_allows_several_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKSERVER_ALLOWED_HOST", "mock, mock.test,,")
    assert settings.load().allowed_host == ("mock", "mock.test")
    monkeypatch.setenv("MOCKSERVER_ALLOWED_HOST", "http://mock")
    with pytest.raises(SettingsError, match=r"^MOCKSERVER_ALLOWED_HOST is 'http://mock': "):
        settings.load()


def test_an_instant_without_an_offset_is_in_shanghai() -> None:
    since = settings.load(since="2026-01-31T08:00:00").since
    assert since == datetime(2026, 1, 31, tzinfo=UTC)


def test_a_running_clock_begins_at_the_start_unless_an_instant_is_given() -> None:
    assert settings.load().since is None
    assert settings.load(since="1764550800").since == datetime(2025, 12, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["token", "admin_token"])
@pytest.mark.parametrize("token", ["", " x", "x ", "invalid", "expired-token", "a\nb", "\udcff"])
def test_a_token_that_could_never_be_accepted_is_refused_but_not_shown(name: str, token: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load(**{name: token})
    assert str(caught.value).startswith(f"--{name.replace('_', '-')}: should ")
    assert token == "" or f"'{token}'" not in str(caught.value)


@pytest.mark.parametrize("key", ["", "00", "zz" * 16, "00" * 17, "secret-key"])
def test_a_key_of_a_wrong_size_is_refused_but_not_shown(key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load(encryption_key=key)
    assert str(caught.value) == "--encryption-key: should be 32, 48 or 64 hexadecimal digits"


@pytest.fixture
def holding(tmp_path: Path) -> Callable[[str], str]:
    """Writes a file that holds a text; returns its path."""

    def write(text: str) -> str:
        (tmp_path / "secret.txt").write_bytes(text.encode())
        return str(tmp_path / "secret.txt")

    return write


@pytest.mark.parametrize("name", ["token", "admin_token"])
@pytest.mark.parametrize("text", ["sesame", "sesame\n", "sesame\r\n", "\ufeffsesame\n"])
def test_a_token_is_read_from_a_file(name: str, text: str, holding: Callable[[str], str]) -> None:
    chosen = settings.load(**{f"{name}_file": holding(text)})
    assert getattr(chosen, name).get_secret_value() == "sesame"
    assert "sesame" not in repr(chosen)


def test_a_token_of_a_file_survives_a_round_trip_and_the_file_is_read_once(
    monkeypatch: pytest.MonkeyPatch, holding: Callable[[str], str]
) -> None:
    file = holding("sesame")
    monkeypatch.setenv("MOCKSERVER_TOKEN_FILE", file)
    chosen = settings.load(since="2026-01-31T08:00:00Z")
    Path(file).unlink()
    assert pickle.loads(pickle.dumps(chosen)) == chosen  # noqa: S301  # Made here.


@pytest.mark.parametrize(
    ("flags", "token"), [({}, "of-env"), ({"token": "of-flag"}, "of-flag"), ({"token_file": ""}, "of-file")]
)
@pytest.mark.parametrize("variable", ["MOCKSERVER_TOKEN", "MOCKSERVER_TOKEN_FILE"])
def test_a_flag_overrides_both_variables_of_a_token(
    flags: dict[str, str],
    token: str,
    variable: str,
    monkeypatch: pytest.MonkeyPatch,
    holding: Callable[[str], str],
) -> None:
    if "token_file" in flags:
        flags = {"token_file": holding("of-file")}
    elif variable.endswith("FILE"):
        monkeypatch.setenv(variable, holding("of-env"))
    if not variable.endswith("FILE"):
        monkeypatch.setenv(variable, "of-env")
    found = settings.load(**flags).token
    assert found is not None
    assert found.get_secret_value() == token


@pytest.mark.parametrize("name", ["token", "admin_token"])
def test_a_token_is_given_in_one_way_only(
    name: str, monkeypatch: pytest.MonkeyPatch, holding: Callable[[str], str]
) -> None:
    flag, file = name.replace("_", "-"), holding("sesame")
    with pytest.raises(SettingsError) as caught:
        settings.load(**{name: "open-sesame", f"{name}_file": file})
    assert str(caught.value) == f"--{flag}-file is {file!r}: should not be given together with {flag}"
    monkeypatch.setenv(f"MOCKSERVER_{name.upper()}", "open-sesame")
    monkeypatch.setenv(f"MOCKSERVER_{name.upper()}_FILE", file)
    with pytest.raises(SettingsError, match=f"^MOCKSERVER_{name.upper()}_FILE is '.*': should not be given"):
        settings.load()


@pytest.mark.parametrize(
    ("file", "rule"),
    [
        ("nowhere.txt", "cannot be read: No such file or directory"),
        (".", "cannot be read: Is a directory"),
        ("/dev/zero", "should be a file of at most 4096 characters"),
        ("a\0b", "should be a file with one line of text"),
    ],
)
def test_a_file_that_holds_no_token_is_named(file: str, rule: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load(token_file=file)
    assert str(caught.value) == f"--token-file is {file!r}: {rule}"


@pytest.mark.parametrize(
    "text", ["", "\n", "ses\name", "sesame\n\n", " sesame", "invalid-sesame", "sesame" * 999]
)
def test_a_file_whose_text_is_no_token_is_named_but_not_shown(
    text: str, holding: Callable[[str], str]
) -> None:
    file = holding(text)
    with pytest.raises(SettingsError) as caught:
        settings.load(token_file=file)
    assert str(caught.value).startswith(f"--token-file is {file!r}: should ")
    assert "sesame" not in str(caught.value)


def test_bytes_that_are_no_text_are_no_token(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(SettingsError, match=r"should be a file with one line of text$"):
        settings.load(token_file=str(tmp_path / "secret.txt"))
