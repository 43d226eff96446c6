"""How back ends are built, started and stopped, with a small one in Python."""

import http.client
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.backends import backend as backends
from tests.backends.backend import Backend

DESCRIPTION = """
probe = {probe}
build = ["{{python}}", "-c", "import sys, pathlib; pathlib.Path(sys.argv[1], 'built').touch()", "{{build}}"]
command = ["{{python}}", "server.py", "{{port}}"]

[habits]
newest-first = "Rows are ordered by created_at, descending."

[faults]
no-token = "The token is not checked."
"""

SERVER = """
import http.server
import json
import os
import sys


class Switches(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        names = ("BACKEND_DATABASE", "BACKEND_HABITS", "BACKEND_FAULTS")
        self.wfile.write(json.dumps([os.environ[name] for name in names]).encode())


http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Switches).serve_forever()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the back end `small`, which answers with its switches."""
    monkeypatch.setattr(backends, "FOLDER", tmp_path)
    folder = tmp_path / "small"
    folder.mkdir()
    describe(folder, probe='["{python}", "--version"]')
    (folder / "server.py").write_text(SERVER, encoding="utf-8")
    return folder


def describe(folder: Path, *, probe: str) -> None:
    (folder / "backend.toml").write_text(DESCRIPTION.format(probe=probe), encoding="utf-8")


def test_habits_and_faults_are_read_from_the_description(folder: Path) -> None:
    small = Backend("small")
    assert list(small.habits) == ["newest-first"]
    assert list(small.faults) == ["no-token"]


def test_switches_and_database_reach_the_server(folder: Path, tmp_path: Path) -> None:
    small = Backend("small")
    with small.serve(
        tmp_path, tmp_path / "numbers.sqlite", habits=["newest-first", "gzip"], faults=["no-token"]
    ) as url:
        answer = ask(url)
    assert answer == [str(tmp_path / "numbers.sqlite"), "newest-first,gzip", "no-token"]


def test_without_switches_the_lists_are_empty(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKEND_FAULTS", "inherited")
    with Backend("small").serve(tmp_path, tmp_path / "numbers.sqlite") as url:
        assert ask(url)[1:] == ["", ""]


def test_the_server_is_stopped_at_the_end(folder: Path, tmp_path: Path) -> None:
    with Backend("small").serve(tmp_path, tmp_path / "numbers.sqlite") as url:
        ask(url)
    with pytest.raises(OSError, match="Connection refused"):
        ask(url)


def test_a_server_that_ends_at_once_is_an_error_with_its_exit_code(folder: Path, tmp_path: Path) -> None:
    (folder / "server.py").write_text("raise SystemExit(7)", encoding="utf-8")
    with (
        pytest.raises(OSError, match="ended with exit code 7"),
        Backend("small").serve(tmp_path, tmp_path / "numbers.sqlite"),
    ):
        pytest.fail("it was served")


def test_a_server_that_does_not_listen_is_an_error(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backends, "START", 0.2)
    (folder / "server.py").write_text("import time; time.sleep(60)", encoding="utf-8")
    with (
        pytest.raises(OSError, match=r"did not listen within 0\.2 seconds"),
        Backend("small").serve(tmp_path, tmp_path / "numbers.sqlite"),
    ):
        pytest.fail("it was served")


def test_what_the_server_prints_is_kept_in_the_log(folder: Path, tmp_path: Path) -> None:
    (folder / "server.py").write_text("raise SystemExit('no such switch')", encoding="utf-8")
    with pytest.raises(OSError), Backend("small").serve(tmp_path, tmp_path / "numbers.sqlite"):  # noqa: PT011  # The log matters here.
        pass
    assert "no such switch" in (tmp_path / "log").read_text(encoding="utf-8")


def test_the_build_writes_into_the_folder_it_is_given(folder: Path, tmp_path: Path) -> None:
    build = tmp_path / "build"
    build.mkdir()
    Backend("small").build(build)
    assert (build / "built").exists()


@pytest.mark.parametrize(
    ("probe", "installed"),
    [
        ('["{python}", "--version"]', True),
        ('["{python}", "-c", "raise SystemExit(1)"]', False),
        ('["no-such-language", "--version"]', False),
    ],
)
def test_a_back_end_is_installed_if_its_probe_succeeds(folder: Path, probe: str, installed: bool) -> None:
    describe(folder, probe=probe)
    assert Backend("small").installed() is installed


def test_a_back_end_without_a_folder_is_an_error_that_names_the_file(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing.backend\.toml"):
        Backend("nothing").installed()


def test_every_description_has_a_sentence_for_each_switch() -> None:
    for backend in backends.BACKENDS:
        for name, sentence in (*backend.habits.items(), *backend.faults.items()):
            assert sentence.endswith("."), f"{backend.name}: {name}"


@pytest.mark.parametrize("backend", backends.BACKENDS, ids=lambda backend: backend.name)
def test_every_switch_that_is_described_is_read_by_the_program(backend: Backend) -> None:
    sources = [path for path in backend.folder.rglob("*") if path.suffix in (".go", ".php", ".py")]
    program = "".join(path.read_text(encoding="utf-8") for path in sources)
    switches = [*backend.habits, *backend.faults]
    assert [name for name in switches if not re.search(f"([\"'`]){name}\\1", program)] == []


def ask(url: str) -> list[str]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request("GET", "/")
        answer: list[str] = json.load(connection.getresponse())
        return answer
    finally:
        connection.close()
