"""The settings of a run, read once from the command line and the environment."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from contract_tests import checks, expectations, query
from contract_tests import dialect as dialects
from contract_tests.check import Check
from contract_tests.client import Target
from contract_tests.dialect import Dialect
from contract_tests.exchange import Token
from contract_tests.history import History, HistoryError
from contract_tests.plugin import PACKAGE, mock
from contract_tests.plugin.options import EXAMPLES, TOKEN_VARIABLE
from contract_tests.report.redaction import Redaction
from contract_tests.request_policy import EXHAUSTIVE, LIVE_BUDGET, LIVE_RATE, RequestPolicy
from contract_tests.transport import is_loopback

SETTLED: Final = timedelta(minutes=10)
"""Numbers of a live API that were created later than this before the run are ignored."""


@dataclass(frozen=True)
class Settings:
    """The API under test, and how to test it. `url` None: a mock, started for the run."""

    url: str | None
    target: Target
    checks: tuple[Check, ...]
    dialect: Dialect
    policy: RequestPolicy
    examples: int
    report: Path | None
    run: datetime
    dialect_file: str | None = None
    ledger: str | None = None
    baseline: Path | None = None
    history: History | None = None
    calibrate: Path | None = None

    @property
    def token(self) -> Token:
        """The token to send, by default the mock's. It is not part of `repr`."""
        return Token((self.url and os.environ.get(TOKEN_VARIABLE)) or mock.TOKEN)

    @property
    def redact(self) -> Redaction:
        """Redacts every text that leaves the run."""
        return Redaction(self.token)


def redaction() -> Redaction:
    """Redacts texts before there are settings."""
    return Redaction(os.environ.get(TOKEN_VARIABLE, ""))


def read(config: pytest.Config) -> Settings:
    """The settings in the options and the environment. Raises pytest.UsageError for invalid ones."""
    url = _url(config.getoption("--base-url"))
    if url is not None:  # A mock started for the run has a token of its own.
        _check_token()
    live = bool(config.getoption("--live")) or (url is not None and not is_loopback(url))
    try:
        known = checks.load(expectations.load())
    except checks.UnsupportedParameter as error:
        raise pytest.UsageError(str(error)) from None
    return Settings(
        url=url,
        target=_target(config, live=live),
        checks=known,
        dialect=_dialect(config, known),
        policy=_policy(config, live=live),
        examples=_at_least("--fuzz", config, 0, EXAMPLES),
        report=(report := _path("--contract-report", config)),
        run=datetime.now(UTC).astimezone().replace(microsecond=0),
        dialect_file=config.getoption("--dialect"),
        ledger=config.getoption("--ledger") or _ledger(report),
        baseline=(baseline := _path("--baseline", config)),
        history=_history(baseline),
        calibrate=_path("--calibrate", config),
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
        raise pytest.UsageError(f"--base-url is {given!r}: should be like https://host or http://host:port")
    if "@" in parts.netloc:
        raise pytest.UsageError(f"--base-url contains credentials: set the token in {TOKEN_VARIABLE} instead")
    if any(mark in given for mark in "?#\\"):
        raise pytest.UsageError("--base-url contains ?, # or \\: should end with the host or a path")
    return given


def _check_token() -> None:
    """Raise pytest.UsageError for a token that is no valid header, before any message could contain it."""
    token = os.environ.get(TOKEN_VARIABLE, "")
    if not token.isascii() or not token.isprintable() or token != token.strip():
        raise pytest.UsageError(
            f"{TOKEN_VARIABLE} has a character that no header may contain: does it end with a line break?"
        )


def _path(name: str, config: pytest.Config) -> Path | None:
    """A file to write."""
    given = config.getoption(name)
    if given is None:
        return None
    path = Path(given)
    if path.is_dir() or not path.parent.is_dir():
        raise pytest.UsageError(f"{name} is {given!r}: cannot be written")
    return path


def _history(path: Path | None) -> History | None:
    try:
        return None if path is None else History.load(path)
    except HistoryError as error:
        raise pytest.UsageError(f"--baseline {error}") from None


def _ledger(report: Path | None) -> str | None:
    """The ledger of this checkout, if it is one, as a link in the report."""
    file = PACKAGE.parent / "docs" / "LEDGER.md"
    if report is None or not file.exists():
        return None
    return Path(os.path.relpath(file, report.resolve().parent)).as_posix()


def _target(config: pytest.Config, *, live: bool) -> Target:
    known = expectations.load()
    names = ("user_id", "task_id", "sub_user_id")
    given = [config.getoption(f"--{name.replace('_', '-')}") for name in names]
    if (
        live
        and config.getoption("--base-url")
        and (not given[0] or not given[1] or not os.environ.get(TOKEN_VARIABLE))
    ):
        raise pytest.UsageError(f"a live API needs --user-id and --task-id, and a token in {TOKEN_VARIABLE}")
    user_id, task_id, sub_user_id = given
    return Target(
        user_id or known.example("user_id"),
        task_id or known.example("task_id"),
        sub_user_id or (None if live else known.example("sub_user_id")),
    )


def _dialect(config: pytest.Config, known: tuple[Check, ...]) -> Dialect:
    path = config.getoption("--dialect")
    if path is None:
        return Dialect()
    try:
        return dialects.load(Path(path), expectations.load().questions | {each.id for each in known})
    except dialects.DialectError as error:
        raise pytest.UsageError(str(error)) from None


def _policy(config: pytest.Config, *, live: bool) -> RequestPolicy:
    rate = config.getoption("--rate")
    if rate is not None and not rate > 0:
        raise pytest.UsageError(f"--rate is {rate}: should be above 0")
    until = config.getoption("--until")
    if until is not None and query.date(until) is None:
        raise pytest.UsageError(f"--until is {until!r}: should be like '2025-12-03 00:00:00'")
    if until is None and live:
        until = (datetime.now(ZoneInfo("Asia/Shanghai")) - SETTLED).strftime("%Y-%m-%d %H:%M:00")
    budget = _at_least("--max-requests", config, 1, None)
    assumptions = config.getoption("--assumptions")
    calibrates = config.getoption("--calibrate") is not None
    if assumptions is None and calibrates:
        assumptions = "calibrated"
    usual = EXHAUSTIVE if calibrates else LIVE_BUDGET
    own = not config.getoption("--base-url")
    return RequestPolicy(
        live=live,
        assumptions=assumptions,
        rate=rate or (LIVE_RATE if live else None),
        budget=budget or (usual if live else None),
        until=until,
        unsafe_methods=own or bool(config.getoption("--unsafe-methods")),
        hostile_values=not live or bool(config.getoption("--hostile-values")),
    )


def _at_least(name: str, config: pytest.Config, least: int, default: Any) -> Any:
    value = config.getoption(name)
    if value is None:
        return default
    if value < least:
        raise pytest.UsageError(f"{name} is {value}: should be at least {least}")
    return value
