"""What holds for every drift, whatever its kind."""

import gzip
import re
import subprocess
import sys
from importlib import import_module

import pytest
from starlette.types import ASGIApp

from mockserver.drift import DRIFTS, Answer, Drift, Request
from mockserver.drift.catalogue import THEMES
from mockserver.drift.kinds import Ask, Page, Record, hearing, paging, receiving, recording, saying, serving
from tests.asgi import TOKEN, ask
from tests.conftest import PATH

MODULES = (
    "fields", "texts", "calls", "meta", "pages", "filters", "parameters", "errors", "access", "bodies",
    "documented", "doors", "foreign", "shapes", "caches", "headers", "ciphers", "damage", "far",
)  # fmt: skip

GZIP = ("gzip_broken", "gzip_cached")
"""Drifts of answers to clients that accept gzip."""

OTHER_BYTES = ("gzip_unasked", "extra_random")
"""Drifts whose bodies have other bytes whenever they are sent, or for such clients."""


@pytest.mark.parametrize("name", DRIFTS)
def test_every_drift_has_a_name_for_a_url_and_a_sentence(name: str) -> None:
    assert re.fullmatch("[a-z0-9_]+", name)
    assert re.fullmatch(r"[A-Z`][^|]+\.", DRIFTS[name].about)


@pytest.mark.parametrize(("module", "theme"), list(zip(MODULES, THEMES, strict=True)))
def test_every_theme_lists_all_drifts_of_its_module(module: str, theme: tuple[Drift, ...]) -> None:
    values = vars(import_module(f"mockserver.drift.{module}")).values()
    assert {each.name for each in values if isinstance(each, Drift)} == {each.name for each in theme}


def test_no_two_drifts_have_the_same_name() -> None:
    assert len(DRIFTS) == sum(map(len, THEMES))


def test_a_server_without_drifts_does_not_load_them() -> None:
    program = (
        "import sys; from mockserver import cli, contract, settings; from mockserver.app import create_app;"
        "create_app(settings.load(), contract.load());"
        "sys.exit('mockserver.drift.catalogue' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0


@pytest.mark.parametrize("name", DRIFTS)
def test_every_drift_answers_head_as_get(app: ASGIApp, name: str) -> None:
    for query in ("page=2", "page=0"):
        target = f"/@drift={name}{PATH}?{query}"
        head, whole = ask(app, target, method="HEAD"), ask(app, target)
        assert (head.status, head.headers) == (whole.status, whole.headers)


@pytest.mark.parametrize("name", [name for name in DRIFTS if name not in (*GZIP, *OTHER_BYTES)])
def test_clients_that_accept_gzip_or_have_a_tag_get_every_drift(app: ASGIApp, name: str) -> None:
    target = f"/@drift={name}{PATH}?page=1&per_page=1"
    headers = [TOKEN, (b"accept-encoding", b"gzip"), (b"if-none-match", b"*")]
    answer = ask(app, target, headers=headers)
    assert (answer.status, answer.body) == (200, ask(app, target).body)


def test_without_a_drift_the_same_client_gets_gzip(app: ASGIApp) -> None:
    answer = ask(app, f"{PATH}?page=1", headers=[TOKEN, (b"accept-encoding", b"gzip")])
    assert gzip.decompress(answer.body) == ask(app, f"{PATH}?page=1").body


def test_a_drift_of_gzip_reaches_only_clients_that_accept_it(app: ASGIApp) -> None:
    for name in GZIP:
        target = f"/@drift={name}{PATH}?page=1"
        packed = ask(app, target, headers=[TOKEN, (b"accept-encoding", b"gzip")])
        assert dict(packed.headers)[b"content-encoding"] == b"gzip"
        assert ask(app, target).body == ask(app, f"{PATH}?page=1").body


def test_gzip_unasked_reaches_every_client(app: ASGIApp) -> None:
    packed = ask(app, f"/@drift=gzip_unasked{PATH}?page=1")
    assert dict(packed.headers)[b"content-encoding"] == b"gzip"
    assert gzip.decompress(packed.body) == ask(app, f"{PATH}?page=1").body


def test_a_drift_can_break_the_connection(app: ASGIApp) -> None:
    with pytest.raises(ConnectionResetError):
        ask(app, f"/@drift=page_large_reset{PATH}?page={10**12}")
    assert ask(app, f"/@drift=page_large_reset{PATH}?page=1").status == 200


def test_a_drift_can_answer_another_method_and_another_path(app: ASGIApp) -> None:
    right = ask(app, f"{PATH}?page=1").body
    assert ask(app, f"/@drift=method_post{PATH}?page=1", method="POST").body == right
    assert ask(app, f"/@drift=path_prefix{PATH}s?page=1").body == right


@pytest.mark.parametrize("name", ["token_unneeded", "token_unchecked", "token_cached"])
def test_no_drift_opens_a_mock_with_a_token_of_its_own(own_token: ASGIApp, name: str) -> None:
    for headers in ([], [(b"authorization", b"Bearer wrong")]):
        answer = ask(own_token, f"/@drift={name}{PATH}?page=1&per_page=1000", headers=headers)
        assert answer.status == 401


def test_every_kind_takes_name_and_sentence_from_its_function() -> None:
    @serving
    async def served(request: Request, ask: Ask) -> Answer:
        """Serves."""
        return await ask(request)

    @receiving
    def received(request: Request) -> Request:
        """Receives."""
        return request

    @hearing
    def heard(values: object) -> dict[str, object]:
        """Hears."""
        return {"page": 1}

    @saying
    def said(answer: Answer, _: Request) -> Answer:
        """Says."""
        return answer

    @paging
    def paged(page: Page, _: Request) -> None:
        """Changes
        pages.
        """

    @recording
    def recorded(record: Record) -> None:
        """Changes records."""

    names = [(each.name, each.about) for each in (served, received, heard, said, paged, recorded)]
    assert names == [
        ("served", "Serves."), ("received", "Receives."), ("heard", "Hears."), ("said", "Says."),
        ("paged", "Changes pages."), ("recorded", "Changes records."),
    ]  # fmt: skip
