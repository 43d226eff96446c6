"""The command `mockserver`, most of it in a separate process."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from mockserver import __main__, __version__, cli, limits, server
from mockserver.contract import Contract
from mockserver.drift import DRIFTS
from mockserver.scenarios import presets
from mockserver.settings import Settings
from tests.conftest import AUTHORIZED, PATH, make_client
from tests.servers import COMMAND, Start, greeting, has_ipv6, starting

CLOSED = "http://127.0.0.1:1"
"""A port at which nothing listens."""

MODULE = (sys.executable, "-m", "mockserver")


def run(*words: str, command: tuple[str, ...] = COMMAND) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*command, *words], capture_output=True, text=True, timeout=30, check=False)


@pytest.fixture
def start() -> Iterator[Start]:
    with starting() as start_one:
        yield start_one


@pytest.mark.parametrize("command", [COMMAND, MODULE], ids=["mockserver", "python -m mockserver"])
def test_the_version_is_printed(command: tuple[str, ...]) -> None:
    result = run("--version", command=command)
    assert (result.returncode, result.stdout, result.stderr) == (0, f"mockserver {__version__}\n", "")


@pytest.mark.parametrize("words", [(), ("-h",), ("help",)])
def test_help_is_shown_without_a_command_and_on_request(words: tuple[str, ...]) -> None:
    shown = run(*words)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout == run("--help").stdout


def test_help_of_a_command_can_be_shown_in_two_ways() -> None:
    assert run("help", "spec").stdout == run("spec", "--help").stdout


def test_a_misspelled_value_gets_a_suggestion(mistake: Callable[..., str]) -> None:
    assert mistake("serve", "--log-level", "inof").endswith("; did you mean info?")


def test_quiet_prints_no_banner_and_logs_no_refusal(start: Start, tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    process = start("--port", str(port), "--quiet")
    transport = httpx.HTTPTransport(retries=5)
    with httpx.Client(transport=transport) as client:
        assert client.get(f"http://127.0.0.1:{port}{PATH}").status_code == 401
    process.terminate()
    assert process.communicate(timeout=10) == ("", "")


def test_a_log_in_json_has_one_object_a_line(start: Start) -> None:
    process = start("--port", "0", "--log-format", "json")
    base, _ = greeting(process)
    httpx.get(f"{base}/@slwo{PATH}?page=1&token=sesame", headers=AUTHORIZED)
    process.terminate()
    (line,) = process.communicate(timeout=10)[1].splitlines()
    logged = json.loads(line)
    assert (logged["status"], logged["scenario"], logged["query"]) == (422, "slwo", "?page=1&token=…")
    assert "'slwo'" in logged["reason"]


def test_the_help_of_serve_lists_every_setting_and_its_variable() -> None:
    shown = " ".join(run("serve", "--help").stdout.split())
    for name, field in Settings.model_fields.items():
        assert f"--{name.replace('_', '-')} " in shown
        assert str(field.description) in shown
        assert f"env: MOCKSERVER_{name.upper()}" in shown


def test_a_mistake_ends_the_process_with_code_2_and_no_traceback() -> None:
    result = run("serve", "--port", "abc")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == "mockserver: --port is 'abc': input should be a valid integer\n"


@pytest.fixture
def mistake(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs the command in this process, and returns its one line of error output."""
    monkeypatch.setattr(server, "run", lambda *_: pytest.fail("it started"))

    def make_one(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["mockserver", *words])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        output, errors = capsys.readouterr()
        assert (caught.value.code, output, errors.count("\n")) == (2, "", 1)
        assert errors.startswith("mockserver: ")
        return errors.removeprefix("mockserver: ").rstrip("\n")

    return make_one


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["serve", "--prot", "1"], "No such option: --prot; did you mean --port?"),
        (
            ["serve", "--log-level", "inof"],
            "--log-level is 'inof': input should be 'debug', 'info', 'warning'",
        ),
        (["help", "sevre"], "No such command 'sevre'. Did you mean 'serve'?"),
        (["serve", "--port"], "Option '--port' requires an argument."),
        (["serve", "--spec", "nowhere.yaml"], "nowhere.yaml: cannot be read: No such file or directory"),
        (["serve", "--host", "no.such.host.invalid"], "--host 'no.such.host.invalid': no such address"),
        (["serve", "--host", "a..b"], "--host 'a..b': no such address"),
        (["serve", "--host", "*"], "--host '*': no such address"),
        (["serve", "--host", "192.0.2.1"], "port 4010 of 192.0.2.1 cannot be bound: "),
        (["sevre"], "No such command 'sevre'"),
        (["serve", "--scenario", "slwo"], "--scenario: unknown scenario 'slwo': did you mean 'slow'?"),
        (["serve", "--scenarios", "nowhere.toml"], "nowhere.toml: cannot be read: No such file"),
        (["serve", "--scenarios", "/"], "/: cannot be read: Is a directory"),
        (["serve", "--scenarios", "/dev/zero"], "/dev/zero: should be a file of at most 1,000,000 bytes"),
        (["serve", "--since", "yesterday"], "--since is 'yesterday': input should be a valid datetime"),
        (["serve", "--admin-token", ""], "--admin-token: should not be empty"),
        (["scenarios", "--scenarios", "nowhere.toml"], "nowhere.toml: cannot be read: No such file"),
    ],
)
def test_a_mistake_is_reported_in_one_line(
    mistake: Callable[..., str], words: list[str], complaint: str
) -> None:
    assert mistake(*words).startswith(complaint)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"\xff\xfe", "is not TOML: 'utf-8' codec can't decode"),
        (b"not toml", "is not TOML: "),
        (b"[scenarios.a]\nis = 'a'", "scenarios.a.is: the scenario 'a' refers to itself"),
        (b'[tasks]\n"a\\nb" = 1', "tasks.a b: should be a string"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "scenarios"])
def test_a_bad_scenario_file_is_reported_in_one_line(
    mistake: Callable[..., str], tmp_path: Path, command: str, content: bytes, complaint: str
) -> None:
    file = tmp_path / "scenarios.toml"
    file.write_bytes(content)
    assert mistake(command, "--scenarios", str(file)).startswith(f"{file}: {complaint}")


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs `mockserver scenarios` in this process, and returns its output."""

    def list_them(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["mockserver", "scenarios", *words])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        output, errors = capsys.readouterr()
        assert (caught.value.code or 0, errors) == (0, "")
        return output

    return list_them


def test_scenarios_and_their_keys_are_listed(listed: Callable[..., str]) -> None:
    shown = listed()
    for name, named in presets.bundled().scenarios.items():
        assert re.search(rf"^  {name} +{re.escape(named.about)}$", shown, re.MULTILINE)
        assert re.search(rf"^  {name} +{re.escape(named.text)}$", shown, re.MULTILINE)
    assert re.search(r"^  rows= +numbers in every task: an integer from 0 to 10\*\*12$", shown, re.MULTILINE)
    assert re.search(
        r"^  drop= +resets the connection .*: a probability such as 5% or 0.05", shown, re.MULTILINE
    )


def test_scenarios_are_listed_even_where_chinese_cannot_be_printed() -> None:
    words = [*COMMAND, "scenarios"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    result = subprocess.run(words, capture_output=True, env=environment, timeout=30, check=False)
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"a task without numbers" in result.stdout


def test_drifts_are_listed_with_their_descriptions(listed: Callable[..., str]) -> None:
    lines = listed("--drift").splitlines()
    assert [tuple(line.strip().split(maxsplit=1)) for line in lines] == [
        (name, drift.about) for name, drift in DRIFTS.items()
    ]


def test_scenarios_of_a_file_are_listed_too(listed: Callable[..., str], tmp_path: Path) -> None:
    file = tmp_path / "scenarios.toml"
    file.write_text("[scenarios.mine]\nabout = 'for me'\nis = 'slow,seed=7'")
    output = listed("--scenarios", str(file))
    assert re.search(r"^  mine +for me$", output, re.MULTILINE)
    assert re.search(r"^  mine +slow,seed=7$", output, re.MULTILINE)


def test_a_variable_can_name_the_scenario_file(
    listed: Callable[..., str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "scenarios.toml"
    file.write_text("[scenarios.mine]\nis = 'slow'")
    monkeypatch.setenv("MOCKSERVER_SCENARIOS", str(file))
    assert "  mine " in listed()


def test_a_contract_with_an_unknown_operation_is_refused(
    mistake: Callable[..., str], contract: Contract, tmp_path: Path
) -> None:
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(contract.document).replace("list_numbers", "list_digits"))
    complaint = "operationId 'list_digits' is unknown to the mock, which has list_numbers"
    assert mistake("serve", "--spec", str(file)) == f"{file}: {complaint}"


def test_a_port_in_use_is_reported_with_a_remedy(mistake: Callable[..., str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        message = mistake("serve", "--port", str(port))
    assert message == f"port {port} of 127.0.0.1 is in use: choose another with --port, or 0 for a free one"


def test_the_request_it_prints_works_when_pasted(start: Start) -> None:
    base, curl = greeting(start("--port", "0"))
    assert re.fullmatch(r"http://127\.0\.0\.1:[1-9][0-9]+", base)
    program, flag, header, url = shlex.split(curl)
    assert (program, flag) == ("curl", "-H")
    name, _, value = header.partition(": ")
    response = httpx.get(url, headers={name: value})
    assert response.status_code == 200
    assert len(response.json()["data"]) == 15


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_ipv6_is_served_too(start: Start) -> None:
    base, _ = greeting(start("--host", "::1", "--port", "0"))
    assert base.startswith("http://[::1]:")
    assert httpx.get(f"{base}{PATH}?page=1", headers=AUTHORIZED).status_code == 200


def test_every_flag_reaches_the_server(start: Start) -> None:
    flags = {"seed": "7", "rows": "20", "token": "sesame", "numbers": "realistic", "log-level": "debug"}
    words = [f"--{name}={value}" for name, value in flags.items()]
    base, _ = greeting(start("--port", "0", "--encryption-key", "00" * 16, *words))
    query, headers = f"{PATH}?page=1&encryption=1", {"Authorization": "Bearer sesame"}
    same = make_client(seed=7, rows=20, token="sesame", numbers="realistic", encryption_key="00" * 16)
    answer = httpx.get(f"{base}{query}", headers=headers)
    assert answer.status_code == 200
    assert answer.content == same.get(query, headers=headers).content
    assert httpx.get(f"{base}{PATH}?page=1", headers=AUTHORIZED).status_code == 401


def test_variables_reach_the_server(start: Start) -> None:
    base, _ = greeting(start(PORT="0", MOCKSERVER_ROWS="3"))
    assert httpx.get(f"{base}{PATH}?page=1", headers=AUTHORIZED).json()["meta"]["total"] == 3


def test_another_process_sends_the_same_headers_and_body(start: Start) -> None:
    answers = []
    for _ in range(2):
        base, _curl = greeting(start("--port", "0"))
        answer = httpx.get(f"{base}{PATH}?page=7&status=1&status=4&encryption=true", headers=AUTHORIZED)
        answers.append((answer.status_code, answer.headers, answer.content))
    assert answers[0] == answers[1]
    assert set(answers[0][1]) == {"content-type", "content-length", "content-encoding", "vary", "etag"}


@pytest.mark.parametrize(
    ("host", "shown"),
    [("0.0.0.0", "http://127.0.0.1:"), ("127.0.0.1", "http://127.0.0.1:")],  # noqa: S104  # Closed at once.
)
def test_the_url_is_one_that_works_on_this_machine(host: str, shown: str) -> None:
    with closing(server.bind(host, 0)) as listening:
        assert server.url(listening).startswith(shown)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_during_the_start_ends_it_cleanly(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    handled = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    monkeypatch.setattr(cli, "main", lambda: signal.raise_signal(number))
    try:
        with pytest.raises(SystemExit) as caught:
            __main__.main()
    finally:
        for each, handler in handled.items():
            signal.signal(each, handler)
    assert caught.value.code == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_promptly_and_cleanly(start: Start, number: signal.Signals) -> None:
    process = start("--port", "0")
    base, _ = greeting(process)
    with httpx.Client(base_url=base, headers=AUTHORIZED) as client:  # Keeps its connection open.
        assert client.get(f"{PATH}?page=1").status_code == 200
        process.send_signal(number)
        begun = time.monotonic()
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert time.monotonic() - begun < 5
    assert "Traceback" not in errors


def test_a_second_signal_stops_it_immediately(start: Start) -> None:
    process = start("--port", "0")
    base, _ = greeting(process)
    with closing(socket.create_connection(("127.0.0.1", httpx.URL(base).port or 0))) as reader:
        request = f"GET {PATH}?page=1&per_page=1000 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n"
        reader.sendall(request.encode() * 20)  # Never reads a response.
        time.sleep(0.3)
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            time.sleep(0.1)
        _, errors = process.communicate(timeout=5)
    assert (process.returncode, errors) == (0, "")


def test_malformed_http_is_refused_in_the_envelope_and_logged(start: Start) -> None:
    process = start("--port", "0")
    base, _ = greeting(process)
    with closing(socket.create_connection(("127.0.0.1", httpx.URL(base).port or 0))) as client:
        client.sendall(f"GET {PATH}?start_at=2025/12/3 0:00 HTTP/1.1\r\n\r\n".encode())
        answer = b"".join(iter(lambda: client.recv(4096), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body) == {"code": 400, "status": "error", "message": limits.URL, "data": []}
    process.terminate()
    assert "refused: 400" in process.communicate(timeout=10)[1]


@pytest.mark.parametrize("level", ["debug", "info"])
def test_no_token_appears_in_the_output(start: Start, level: str) -> None:
    process = start("--port", "0", "--log-level", level, "--token", "open-sesame")
    base, curl = greeting(process)
    for token in ("open-sesame", "wrong-sesame", "invalid-sesame"):
        headers = {"Authorization": f"Bearer {token}"}
        httpx.get(f"{base}{PATH}?page=1&token={token}&pgae=1", headers=headers)
    httpx.get(f"{base}/nowhere?token=sesame", headers={"Authorization": "Basic sesame"})
    process.terminate()
    output, log = process.communicate(timeout=10)
    assert "sesame" not in curl + output + log
    assert "unknown parameter 'pgae': did you mean 'page'?" in log
    assert f"GET {PATH}?page=1&token=…&pgae=… 401" in log


@pytest.mark.parametrize(("way", "lines"), [("flag", 1), ("variable", 0), ("file", 0)])
def test_an_admin_token_that_others_can_read_is_a_warning_that_does_not_show_it(
    start: Start, tmp_path: Path, way: str, lines: int
) -> None:
    (tmp_path / "secret.txt").write_text("open-sesame\n", encoding="utf-8")
    words = {
        "flag": ("--admin-token", "open-sesame"),
        "file": ("--admin-token-file", str(tmp_path / "secret.txt")),
    }
    variables = {"MOCKSERVER_ADMIN_TOKEN": "open-sesame"} if way == "variable" else {}
    process = start("--port", "0", *words.get(way, ()), **variables)
    base, _ = greeting(process)
    refused = httpx.post(f"{base}/_mock/reset")
    accepted = httpx.post(f"{base}/_mock/reset", headers={"Authorization": "Bearer open-sesame"})
    assert (refused.status_code, accepted.status_code) == (401, 200)
    process.terminate()
    said = [line for line in process.communicate(timeout=10)[1].splitlines() if "list of processes" in line]
    assert len(said) == lines
    assert "sesame" not in "".join(said)


def test_workers_get_the_token_of_a_file(start: Start, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("sesame\n", encoding="utf-8")
    process = start("--port", "0", "--workers", "2", MOCKSERVER_TOKEN_FILE=str(tmp_path / "secret.txt"))
    base, _ = greeting(process)
    for token, status in (("sesame", 200), ("another", 401)):
        headers = {"Authorization": f"Bearer {token}", "Connection": "close"}
        assert httpx.get(f"{base}{PATH}?page=1", headers=headers, timeout=60).status_code == status


def test_all_workers_send_the_same_bytes(start: Start) -> None:
    flags = ("--workers", "2", "--validate-responses", "--rows", "50", "--token", "sesame")
    process = start("--port", "0", *flags)
    base, _ = greeting(process)
    headers = {"Authorization": "Bearer sesame", "Connection": "close"}
    # The port is open before the workers are ready to answer.
    answers = {httpx.get(f"{base}{PATH}?page=2", headers=headers, timeout=60).content for _ in range(12)}
    assert len(answers) == 1
    assert json.loads(answers.pop())["meta"]["total"] == 50
    process.terminate()
    _, errors = process.communicate(timeout=15)
    assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize(("level", "lines"), [("warning", 1), ("error", 0)])
def test_the_log_level_limits_the_log(start: Start, level: str, lines: int) -> None:
    process = start("--port", "0", "--log-level", level)
    base, _ = greeting(process)
    httpx.get(f"{base}{PATH}?page=1&pgae=1", headers=AUTHORIZED)
    process.terminate()
    assert process.communicate(timeout=10)[1].count("\n") == lines


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
@pytest.mark.parametrize("words", [("scenarios",), ("scenarios", "--drift"), ("spec",)])
def test_a_full_disk_is_one_clear_line(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        found = subprocess.run(
            [*COMMAND, *words], stdout=full, stderr=subprocess.PIPE, text=True, timeout=30, check=False
        )
    assert found.returncode == 2
    assert found.stderr == "mockserver: standard output cannot be written: No space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
@pytest.mark.parametrize(
    ("words", "code"), [(("serve", "--port", "abc"), 2), (("health", "--url", CLOSED), 1)]
)
def test_a_mistake_that_cannot_be_reported_has_its_exit_code(words: tuple[str, ...], code: int) -> None:
    with Path("/dev/full").open("wb") as full:
        found = subprocess.run([*COMMAND, *words], stderr=full, timeout=30, check=False)
    assert found.returncode == code


def test_a_misspelled_variable_is_a_warning_and_hosts_can_be_allowed(start: Start) -> None:
    process = start(
        *("--port", "0", "--allowed-host", "mock", "--allowed-host", "mock.test"),
        MOCKSERVER_ALLOWED_HOSTS="x",
    )
    base, _ = greeting(process)
    statuses = [
        httpx.get(f"{base}/_mock/requests", headers={"Host": host}).status_code
        for host in ("mock:80", "mock.test", "x", "rebind.example")
    ]
    assert statuses == [200, 200, 403, 403]
    process.terminate()
    log = process.communicate(timeout=10)[1]
    name = "MOCKSERVER_ALLOWED_HOST"
    assert log.endswith(f"WARNING {name}S is no setting, and is ignored; did you mean {name}?\n")


def test_control_characters_of_a_users_file_do_not_reach_the_terminal(
    listed: Callable[..., str], tmp_path: Path
) -> None:
    file = tmp_path / "own.toml"
    file.write_text('[scenarios.mine]\nabout = "x\\nFAKE\\u001b[31m"\nis = "slow"')
    shown = listed("--scenarios", str(file))
    assert "x FAKE [31m" in shown
