"""Test cases that Schemathesis generates from the contract."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, Response
from schemathesis.config import SchemathesisConfig

from contract_tests import query
from contract_tests.check import Check, EvidenceCheck
from contract_tests.dialect import Dialect
from contract_tests.evidence import Evidence
from contract_tests.exchange import Exchange, Request
from contract_tests.expectations import Expectations
from contract_tests.results import Outcome, Result

MODES: Final = {"positive": GenerationMode.POSITIVE, "negative": GenerationMode.NEGATIVE}

_DATES: Final = st.datetimes(datetime(2025, 11, 30), datetime(2025, 12, 5))
"""Dates around those of the mock's numbers."""


def cases(known: Expectations, mode: str) -> st.SearchStrategy[Case[Any]]:
    """Valid (`positive`) or invalid (`negative`) requests."""
    # A format of this contract, unknown to Schemathesis.
    schemathesis.openapi.format("local-date-time", _DATES.map(lambda date: f"{date:{query.SECOND}}"))
    # With its own defaults, whatever `schemathesis.toml` there is in the current folder.
    schema = schemathesis.openapi.from_dict(known.document, config=SchemathesisConfig())
    path = next(iter(known.document["paths"]))
    names = {each["name"] for each in known.document["components"]["parameters"].values()}

    def usable(case: Case[Any]) -> bool:
        # Among unknown parameters Schemathesis may report one as missing that is there.
        return in_order(case) and (case.query or {}).keys() <= names

    return schema[path]["GET"].as_strategy(generation_mode=MODES[mode]).filter(usable)


def in_order(case: Case[Any]) -> bool:
    """Whether `start_at` is not after `end_at`, a rule that no schema can express (`x-not-after`)."""
    start, end = (query.date(str((case.query or {}).get(name))) for name in ("start_at", "end_at"))
    return start is None or end is None or start <= end


def failures(response: Response, known: Expectations, checks: Sequence[Check]) -> list[Result]:
    """The failures of all checks that one answer alone can fail."""
    headers = {name.lower(): values[0] for name, values in response.headers.items()}
    url = str(response.request.url)
    exchange = Exchange(Request(url, expected=0), url, response.status_code, headers, response.content)
    evidence = Evidence(known, Dialect(), [exchange])
    results = [check.on(evidence) for check in checks if isinstance(check, EvidenceCheck)]
    return [each for each in results if each.outcome is Outcome.FAILED]
