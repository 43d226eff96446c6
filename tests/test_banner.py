"""What `mockserver serve` prints when it starts."""

import shlex
import sys

import pytest

from mockserver import settings
from mockserver.banner import SHOWN, banner
from mockserver.contract import Contract
from mockserver.scenarios import presets

BASE = "http://127.0.0.1:4010"


@pytest.fixture
def shown(contract: Contract) -> str:
    return banner(settings.load(rows=2_000_000), contract, BASE)


def test_it_shows_url_docs_scenarios_documentation_and_how_to_stop(shown: str, contract: Contract) -> None:
    assert "2,000,000 numbers" in shown
    assert shown.splitlines()[1] == BASE
    assert f"{BASE}/_mock/docs\n" in shown
    assert all(f"{BASE}/@{name}" in shown for name in SHOWN)
    assert contract.documentation in shown
    assert "Ctrl-C" in shown


def test_the_scenarios_it_names_exist() -> None:
    assert set(SHOWN) <= set(presets.bundled().scenarios)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
def test_a_server_on_loopback_needs_no_warning(contract: Contract, host: str) -> None:
    assert "Warning" not in banner(settings.load(host=host), contract, BASE)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "mock.test"])  # noqa: S104  # Not bound to.
def test_a_server_for_other_machines_says_who_can_read_what(contract: Contract, host: str) -> None:
    open_to_all = banner(settings.load(host=host), contract, BASE).partition("Warning")[2]
    assert f"--host {host}: every machine" in open_to_all
    assert all(word in open_to_all for word in ("paths", "queries", "tokens", "--admin-token", "127.0.0.1"))
    protected = banner(settings.load(host=host, admin_token="sesame"), contract, BASE)
    assert "the admin token is required, except for health" in protected.partition("Warning")[2]
    assert "sesame" not in protected


def test_no_browser_is_sent_to_a_page_that_needs_a_token(contract: Contract) -> None:
    assert "/_mock/docs" not in banner(settings.load(admin_token="sesame"), contract, BASE)


@pytest.mark.parametrize("token", ["x", 'pa$$w`id`"x', "it's"])
def test_a_token_is_shown_quoted_and_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, contract: Contract, token: str
) -> None:
    chosen = settings.load(token=token)
    hidden = banner(chosen, contract, "http://h").splitlines()[3]
    assert token not in shlex.split(hidden)[2]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    curl = banner(chosen, contract, "http://h").splitlines()[3]
    assert shlex.split(curl)[2] == f"Authorization: Bearer {token}"
