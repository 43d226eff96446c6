"""What is judged: the mock, started here."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, HookContext

# Schemathesis cannot know the contract's own format; these are dates around those of the mock.
dates = st.datetimes(datetime(2025, 11, 30), datetime(2025, 12, 5))
schemathesis.openapi.format("local-date-time", dates.map(lambda date: f"{date:%Y-%m-%d %H:%M:%S}"))

schema = schemathesis.openapi.from_path(Path(__file__).parent.parent / "openapi.yaml")


def parts(date: object) -> list[int]:
    """The numbers a date is made of; none if it is no date."""
    text = date if isinstance(date, str) and re.fullmatch("[0-9/ :-]+", date) else ""
    return [int(part) for part in re.split("[/ :-]", text) if part]


@schema.hook
def filter_case(_: HookContext, case: Case[Any]) -> bool:
    """Leave out what no schema can say: `start_at` after `end_at` is refused (`x-not-after`)."""
    query = case.query or {}
    start, end = parts(query.get("start_at")), parts(query.get("end_at"))
    return not (start and end) or start <= end


@dataclass(frozen=True)
class Target:
    """An API to judge: where it is, and what its requests carry."""

    url: str
    headers: Mapping[str, str]


@pytest.fixture(scope="session")
def target() -> Iterator[Target]:
    """The mock on a free port of this machine."""
    token = "contract-tests"
    flags = ["--port", "0", "--token", token, "--log-level", "error"]
    command = [sys.executable, "-m", "mockserver", "serve", *flags]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOCKSERVER_")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(2)]
        yield Target(lines[1].strip(), {"Authorization": f"Bearer {token}"})
        process.terminate()
