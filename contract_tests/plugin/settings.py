"""What `pytest contract_tests` can be told, read once into values."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from contract_tests import dialect as dialects
from contract_tests import expectations as promises
from contract_tests import query
from contract_tests.checks import LAWS
from contract_tests.client import LIVE_BUDGET, LIVE_RATE, Target, Terms
from contract_tests.dialect import Dialect
from contract_tests.plugin import mock
from contract_tests.report.redaction import Mask
from contract_tests.transport import is_loopback

TOKEN: Final = "NUMBERS_TOKEN"  # The name of a variable.
"""The variable the token is taken from, and the only place."""

EXAMPLES: Final = 6
"""Cases of Schemathesis, of each kind, unless told otherwise."""

SETTLED: Final = timedelta(minutes=10)
"""Numbers added later than this before the start are not looked at in a live API."""


@dataclass(frozen=True)
class Choice:
    """What is judged, and how. Without a `url`, the mock is started here."""

    url: str | None
    target: Target
    dialect: Dialect
    terms: Terms
    examples: int
    report: Path | None

    @property
    def token(self) -> str:
        """The token to ask with; what the mock takes if there is none. Never part of a message."""
        return (self.url and os.environ.get(TOKEN)) or mock.TOKEN

    @property
    def mask(self) -> Mask:
        """Covers what no report shows."""
        return Mask(self.token)


def add(parser: pytest.Parser) -> None:
    """Add the options. One that another plugin has under the same name is shared with it."""
    group = parser.getgroup("contract", "the contract suite")
    for name, settings in OPTIONS.items():
        try:
            group.addoption(name, **settings)
        except ValueError:
            continue


OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "--base-url": {"metavar": "URL", "default": None, "help": "The API to judge; without it, the mock."},
    "--user-id": {"metavar": "ID", "default": None, "help": "A user of that API."},
    "--task-id": {"metavar": "ID", "default": None, "help": "A task of that user."},
    "--sub-user-id": {
        "metavar": "ID",
        "default": None,
        "help": "A sub account of that user, if there is one.",
    },
    "--dialect": {"metavar": "FILE", "default": None, "help": "What is known of that API's habits (TOML)."},
    "--live": {
        "action": "store_true",
        "help": "Ask as a live API is asked, even on this machine: GET only, slowly, no fuzzing.",
    },
    "--max-requests": {
        "metavar": "N",
        "type": int,
        "default": None,
        "help": f"Requests at most ({LIVE_BUDGET} if the API is live, else no limit).",
    },
    "--rate": {
        "metavar": "R",
        "type": float,
        "default": None,
        "help": f"Requests a second ({LIVE_RATE:g} if the API is live, else as fast as it answers).",
    },
    "--until": {
        "metavar": "MOMENT",
        "default": None,
        "help": "Look only at numbers created by then (ten minutes ago if the API is live).",
    },
    "--fuzz": {
        "metavar": "N",
        "type": int,
        "default": EXAMPLES,
        "help": f"Cases of Schemathesis ({EXAMPLES}; none for a live API).",
    },
    "--contract-report": {"metavar": "FILE", "default": None, "help": "Write a page (HTML) to read."},
}


def choose(config: pytest.Config) -> Choice:
    """What the command line asks for. Raises pytest.UsageError for what cannot be."""
    url = _url(config.getoption("--base-url"))
    if url is not None:  # The mock that is started here has a token of its own.
        _check_token()
    live = bool(config.getoption("--live")) or (url is not None and not is_loopback(url))
    return Choice(
        url=url,
        target=_target(config, live=live),
        dialect=_dialect(config),
        terms=_terms(config, live=live),
        examples=_at_least("--fuzz", config, 0, EXAMPLES),
        report=_report(config),
    )


def _url(given: str | None) -> str | None:
    if not given:
        return None
    try:
        parts = urlsplit(given)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise pytest.UsageError(
            f"--base-url is {given!r}: should be such as https://host or http://host:port"
        )
    if "@" in parts.netloc:
        raise pytest.UsageError(f"--base-url has a name or a password in it: a token goes into {TOKEN}")
    if any(mark in given for mark in "?#\\"):
        raise pytest.UsageError("--base-url has a ?, # or \\ in it: should end with its host or a path")
    return given


def _check_token() -> None:
    """Raise pytest.UsageError for a token that no header can carry, before anything could repeat it."""
    token = os.environ.get(TOKEN, "")
    if not token.isascii() or not token.isprintable() or token != token.strip():
        raise pytest.UsageError(
            f"{TOKEN} has a character that no header can carry: is there a line break or a space at its end?"
        )


def _report(config: pytest.Config) -> Path | None:
    given = config.getoption("--contract-report")
    if given is None:
        return None
    path = Path(given)
    if path.is_dir() or not path.parent.is_dir():
        raise pytest.UsageError(f"--contract-report is {given!r}: cannot be written")
    return path


def _target(config: pytest.Config, *, live: bool) -> Target:
    known = promises.load()
    names = ("user_id", "task_id", "sub_user_id")
    given = [config.getoption(f"--{name.replace('_', '-')}") for name in names]
    if (
        live
        and config.getoption("--base-url")
        and (not given[0] or not given[1] or not os.environ.get(TOKEN))
    ):
        raise pytest.UsageError(
            f"a live API is judged on --user-id and --task-id of your own, with a token in {TOKEN}"
        )
    user_id, task_id, sub_user_id = given
    return Target(
        user_id or known.example("user_id"),
        task_id or known.example("task_id"),
        sub_user_id or (None if live else known.example("sub_user_id")),
    )


def _dialect(config: pytest.Config) -> Dialect:
    path = config.getoption("--dialect")
    if path is None:
        return Dialect()
    try:
        return dialects.load(Path(path), promises.load().questions | {law.id for law in LAWS})
    except dialects.DialectError as error:
        raise pytest.UsageError(str(error)) from None


def _terms(config: pytest.Config, *, live: bool) -> Terms:
    rate = config.getoption("--rate")
    if rate is not None and not rate > 0:
        raise pytest.UsageError(f"--rate is {rate}: should be above 0")
    until = config.getoption("--until")
    if until is not None and query.date(until) is None:
        raise pytest.UsageError(f"--until is {until!r}: should be such as '2025-12-03 00:00:00'")
    if until is None and live:
        until = (datetime.now(ZoneInfo("Asia/Shanghai")) - SETTLED).strftime("%Y-%m-%d %H:%M:00")
    budget = _at_least("--max-requests", config, 1, None)
    if live:
        return Terms(live=True, rate=rate or LIVE_RATE, budget=budget or LIVE_BUDGET, until=until)
    return Terms(rate=rate, budget=budget, until=until)


def _at_least(name: str, config: pytest.Config, least: int, default: Any) -> Any:
    value = config.getoption(name)
    if value is None:
        return default
    if value < least:
        raise pytest.UsageError(f"{name} is {value}: should be at least {least}")
    return value
