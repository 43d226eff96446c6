"""The settings of a run, read once from the command line and the environment."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import inf
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
from contract_tests.plugin import PACKAGE, files, mock, secret
from contract_tests.plugin.options import EXAMPLES, TOKEN_OPTION, TOKEN_VARIABLE
from contract_tests.report.redaction import Redaction
from contract_tests.request_policy import (
    DEADLINE,
    EXHAUSTIVE,
    LIVE_BUDGET,
    LIVE_RATE,
    TIMEOUT,
    RequestPolicy,
)
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
    token: Token = field(default=Token(mock.TOKEN), repr=False)

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
    token = None
    if url is not None:  # A mock started for the run has a token of its own.
        token = secret.read(config.getoption(TOKEN_OPTION))
        _check_way(url, config)
    live = bool(config.getoption("--live")) or (url is not None and not is_loopback(url))
    try:
        known = checks.load(expectations.load())
    except checks.UnsupportedParameter as error:
        raise pytest.UsageError(str(error)) from None
    return Settings(
        url=url,
        target=_target(config, live=live, token=token),
        checks=known,
        dialect=_dialect(config, known),
        policy=_policy(config, live=live),
        examples=_at_least("--fuzz", config, 0, EXAMPLES),
        report=(report := _path("--contract-report", config)),
        run=datetime.now(UTC).astimezone().replace(microsecond=0),
        dialect_file=config.getoption("--dialect"),
        ledger=config.getoption("--ledger") or _ledger(report),
        baseline=(baseline := _path("--baseline", config, replaced=True)),
        history=_history(baseline),
        calibrate=_path("--calibrate", config),
        token=Token(token or mock.TOKEN),
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


def _check_way(url: str, config: pytest.Config) -> None:
    """Raise pytest.UsageError if others could read the token on its way, unless that is meant."""
    encrypted = urlsplit(url).scheme == "https"
    if not encrypted and not is_loopback(url) and not config.getoption("--send-token-unencrypted"):
        raise pytest.UsageError(
            f"--base-url is {url!r}: the token is sent over https only, apart from this machine "
            "(--send-token-unencrypted sends it where anyone on the way can read it)"
        )


def _path(name: str, config: pytest.Config, *, replaced: bool = False) -> Path | None:
    """A file to write."""
    given = config.getoption(name)
    if given is None:
        return None
    path = Path(given)
    if (problem := files.problem(path, replaced=replaced)) is not None:
        raise pytest.UsageError(f"{name} is {given!r}: cannot be written: {problem}")
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


def _target(config: pytest.Config, *, live: bool, token: str | None) -> Target:
    known = expectations.load()
    names = ("user_id", "task_id", "sub_user_id")
    given = [config.getoption(f"--{name.replace('_', '-')}") for name in names]
    if live and config.getoption("--base-url") and not (given[0] and given[1] and token):
        where = f"{TOKEN_VARIABLE} or {TOKEN_OPTION}"
        raise pytest.UsageError(f"a live API needs --user-id and --task-id, and a token in {where}")
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
    rate = _above_0("--rate", config) or (LIVE_RATE if live else None)
    until = config.getoption("--until")
    if until is not None and query.date(until) is None:
        raise pytest.UsageError(f"--until is {until!r}: should be like '2025-12-03 00:00:00'")
    if until is None and live:
        until = (datetime.now(ZoneInfo("Asia/Shanghai")) - SETTLED).strftime("%Y-%m-%d %H:%M:00")
    assumptions = config.getoption("--assumptions")
    calibrates = config.getoption("--calibrate") is not None
    if assumptions is None and calibrates:
        assumptions = "calibrated"
    usual = EXHAUSTIVE if calibrates else LIVE_BUDGET
    budget = _at_least("--max-requests", config, 1, usual if live else None)
    own = not config.getoption("--base-url")
    return RequestPolicy(
        live=live,
        assumptions=assumptions,
        rate=rate,
        budget=budget,
        until=until,
        unsafe_methods=own or bool(config.getoption("--unsafe-methods")),
        hostile_values=not live or bool(config.getoption("--hostile-values")),
        timeout=_above_0("--answer-timeout", config) or TIMEOUT,
        deadline=_above_0("--deadline", config) or DEADLINE + (budget / rate if budget and rate else 0.0),
    )


def _above_0(name: str, config: pytest.Config) -> float | None:
    value: float | None = config.getoption(name)
    if value is not None and not 0 < value < inf:
        raise pytest.UsageError(f"{name} is {value}: should be above 0")
    return value


def _at_least(name: str, config: pytest.Config, least: int, default: Any) -> Any:
    value = config.getoption(name)
    if value is None:
        return default
    if value < least:
        raise pytest.UsageError(f"{name} is {value}: should be at least {least}")
    return value
