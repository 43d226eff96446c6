"""The contract's cases by Schemathesis, each answer held against the request as sent on the wire."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, Response

from contract_tests import query
from contract_tests.check import Broken, Law, NotJudged, When
from contract_tests.checks import LAWS
from contract_tests.client import Api, Terms
from contract_tests.exchange import Exchange, Request
from contract_tests.expectations import Promises
from contract_tests.runner import MISSHAPEN

MODES: Final = {"positive": GenerationMode.POSITIVE, "negative": GenerationMode.NEGATIVE}

# Schemathesis cannot know the contract's own format; these are dates around those of the mock.
_DATES = st.datetimes(datetime(2025, 11, 30), datetime(2025, 12, 5))
schemathesis.openapi.format("local-date-time", _DATES.map(lambda date: f"{date:{query.SECOND}}"))


def cases(known: Promises, mode: str) -> st.SearchStrategy[Case[Any]]:
    """Cases that keep the contract (`positive`) or break it (`negative`)."""
    schema = schemathesis.openapi.from_dict(known.document)
    path = next(iter(known.document["paths"]))
    names = {each.name for each in known.parameters}

    def usable(case: Case[Any]) -> bool:
        # Beside unknown parameters Schemathesis may take one for missing that is there.
        return in_order(case) and (case.query or {}).keys() <= names

    return schema[path]["GET"].as_strategy(generation_mode=MODES[mode]).filter(usable)


def in_order(case: Case[Any]) -> bool:
    """Whether `start_at` is not after `end_at`, which no schema can say (`x-not-after`)."""
    start, end = (query.date(str((case.query or {}).get(name))) for name in ("start_at", "end_at"))
    return start is None or end is None or start <= end


def held_against_its_request(response: Response, api: Api) -> Iterator[tuple[Law, Broken, Exchange]]:
    """The laws that one answer alone breaks, seen beside the URL that was really asked."""
    headers = {name.lower(): values[0] for name, values in response.headers.items()}
    url = str(response.request.url)
    exchange = Exchange(Request(url, expected=0), url, response.status_code, headers, response.content)
    # A budget of nothing: what would have to ask again says that it cannot judge.
    alone = replace(api, terms=Terms(budget=0))
    alone.exchanges.append(exchange)
    for law in LAWS:
        if law.when is When.AT_THE_END:
            try:
                law.check(alone)
            except Broken as broken:
                yield law, broken, exchange
            except (NotJudged, *MISSHAPEN):
                continue
