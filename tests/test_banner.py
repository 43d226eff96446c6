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
