"""Writes what was found as a dialect file, each line with its evidence."""

import json
from collections.abc import Callable, Iterator, Sequence

from contract_tests.client import Client
from contract_tests.dialect import QUESTIONS, Dialect
from contract_tests.exchange import Exchange
from contract_tests.page import status_of
from contract_tests.results import Habit

SHOWN = 160
"""Characters of an answer that are shown."""

EVIDENCE = 3
"""Exchanges that are shown with one line."""


def text(client: Client, habits: Sequence[Habit], redact: Callable[[str], str]) -> str:
    """The file; every line of it is redacted."""
    lines = [
        "# How this API answers what the documentation leaves open, found by calibration.",
        f"# {client.url}",
    ]
    for habit in habits:
        lines += ["", *_entry(habit, client.dialect, redact)]
    return redact("\n".join(lines)) + "\n"


def _entry(habit: Habit, dialect: Dialect, redact: Callable[[str], str]) -> Iterator[str]:
    differs = "" if habit.value == habit.assumed else f"; the contract assumes {_toml(habit.assumed)}"
    yield f"# {QUESTIONS[habit.key]}{differs}"
    for exchange in habit.exchanges[:EVIDENCE]:
        yield f"#   {exchange.request.method} {exchange.url}"
        yield f"#   {status_of(exchange, dialect)}: {_body(exchange, redact)}"
    yield f"{habit.key} = {_toml(habit.value)}"


def _body(exchange: Exchange, redact: Callable[[str], str]) -> str:
    text = exchange.failure or exchange.body[: SHOWN * SHOWN].decode("utf-8", "replace")
    return redact(" ".join(text.split()))[:SHOWN]  # In this order: a number may be cut.


def _toml(value: object) -> str:
    """A value as TOML, whose strings, integers and arrays are also JSON."""
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
            if value
            else "{}"
        )
    return json.dumps(value, ensure_ascii=False)
