"""The protocol, with the installed uvicorn and with unknown ones."""

import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httptools
import httpx
import pytest
from uvicorn.protocols.http import httptools_impl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

import mockserver
from mockserver import fallback
from mockserver.protocol import Protocol
from tests.conftest import AUTHORIZED, PATH
from tests.servers import greeting, starting

MODULE = "mockserver.protocol"


@pytest.fixture(autouse=True)
def as_at_the_start(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is chosen, and the protocol is not imported yet."""
    monkeypatch.delitem(sys.modules, MODULE)
    fallback.protocol.cache_clear()
    yield
    fallback.protocol.cache_clear()


def test_our_protocol_is_used_with_the_installed_uvicorn(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert fallback.protocol().__qualname__ == Protocol.__qualname__
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("length", [65_535, 65_536, 70_000])
def test_the_installed_parser_reads_a_long_url_whole_or_refuses_it(length: int) -> None:
    url = b"/" + b"a" * (length - 1)
    with suppress(httptools.HttpParserInvalidURLError):
        assert httptools.parse_url(url).path == url


Change = Callable[[pytest.MonkeyPatch], None]


def sealed(patch: pytest.MonkeyPatch) -> None:
    """A class that cannot be extended."""

    def refuse(cls: type) -> None:
        raise TypeError("sealed")

    patch.setattr(HttpToolsProtocol, "__init_subclass__", classmethod(refuse))


def moved(patch: pytest.MonkeyPatch) -> None:
    """A class that has gone elsewhere."""
    patch.delattr(httptools_impl, "HttpToolsProtocol")


def renamed_callback(patch: pytest.MonkeyPatch) -> None:
    """A method that is called by another name."""
    patch.delattr(HttpToolsProtocol, "on_message_begin")


def other_arguments(patch: pytest.MonkeyPatch) -> None:
    """A constructor that takes something else."""

    def make(self: HttpToolsProtocol, *, settings: Any) -> None:
        raise AssertionError

    patch.setattr(HttpToolsProtocol, "__init__", make)


def renamed_attribute(patch: pytest.MonkeyPatch) -> None:
    """An attribute that has another name once it is set."""
    known = HttpToolsProtocol.connection_made

    def made(self: HttpToolsProtocol, transport: Any) -> None:
        known(self, transport)
        del self.transport

    patch.setattr(HttpToolsProtocol, "connection_made", made)


def other_answer(patch: pytest.MonkeyPatch) -> None:
    """A protocol that closes connections itself."""
    patch.setattr(HttpToolsProtocol, "on_headers_complete", lambda self: self.transport.close())


def no_answer(patch: pytest.MonkeyPatch) -> None:
    """A protocol that has to be asked to read."""
    patch.setattr(HttpToolsProtocol, "data_received", lambda self, data: None)
    patch.setattr(fallback, "PATIENCE", 0.1)
    patch.setattr(HttpToolsProtocol, "_unset_keepalive_if_required", lambda self: self.missing)


@pytest.mark.parametrize(
    "change",
    [sealed, moved, renamed_callback, other_arguments, renamed_attribute, other_answer, no_answer],
    ids=lambda change: change.__name__,
)
def test_an_unknown_uvicorn_is_used_plainly_with_one_warning(
    change: Change, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    change(monkeypatch)
    assert [fallback.protocol() for _ in range(3)] == [fallback.PLAIN] * 3
    (message,) = [
        record.getMessage()
        for record in caplog.records
        if record.name == "mockserver" and record.levelno >= logging.WARNING
    ]
    assert re.match(
        r"uvicorn \S+ is not known: it serves without the limits and faults of connections \(", message
    )


UNKNOWN = """
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


def refuse(cls):
    raise TypeError("sealed")


HttpToolsProtocol.__init_subclass__ = classmethod(refuse)
"""


@pytest.mark.parametrize("flags", [(), pytest.param(("--workers", "2"), marks=pytest.mark.slow)])
def test_a_server_with_an_unknown_uvicorn_answers_and_says_so_once(
    tmp_path: Path, flags: tuple[str, ...]
) -> None:
    (tmp_path / "sitecustomize.py").write_text(UNKNOWN, encoding="utf-8")
    with starting() as start:
        process = start("--port", "0", *flags, PYTHONPATH=str(tmp_path))
        base, _ = greeting(process)
        answer = httpx.get(f"{base}{PATH}?page=1", headers=AUTHORIZED, timeout=60)
        assert (answer.status_code, len(answer.json()["data"])) == (200, 15)
        dropped = httpx.get(f"{base}/@drop{PATH}?page=1", headers=AUTHORIZED)
        assert dropped.status_code == 500
        process.terminate()
        _, errors = process.communicate(timeout=15)
    assert process.returncode == 0
    assert errors.count("is not known") == (1 if not flags else errors.count("TypeError: sealed")) > 0
    assert "Traceback" not in errors


def test_no_other_module_uses_the_internals_of_uvicorn() -> None:
    files = Path(mockserver.__file__).parent.rglob("*.py")
    users = {path.name for path in files if re.search("uvicorn.protocols", path.read_text("utf-8"))}
    assert users == {"protocol.py"}
