"""Caches and validators: none forgets a part of the request, none shares what is private."""

import re
from collections.abc import Iterator
from email.utils import formatdate
from itertools import islice
from typing import Any, Final

from contract_tests.baseline import Baseline
from contract_tests.check import Check, check, evidence_check
from contract_tests.checks import odd
from contract_tests.client import Client
from contract_tests.evidence import Evidence
from contract_tests.page import Page
from contract_tests.results import Failed

LONG_AGO: Final = "Sat, 01 Jan 2000 00:00:00 GMT"
"""A moment before any number."""

_SHARED: Final = re.compile(r"\bpublic\b|\bs-maxage\b")


def _others(client: Client, known: Baseline) -> Iterator[tuple[str, Page]]:
    """Pages that differ from the first one in one part of the request, each with the name of this part."""
    first = client.page()
    statuses = sorted({row["status"] for row in known.rows})
    requests: dict[str, dict[str, Any]] = {
        "status": {"status": statuses[:1]},
        "per_page": {"per_page": 1},
        "encryption": {"encryption": True, "assumes": ("ciphertext",)},
    }
    if first.meta["last_page"] > 1:
        requests["page"] = {"page": 2}
    if client.target.sub_user_id is not None:
        requests["sub_user_id"] = {"sub_user_id": client.target.sub_user_id}
    for name, values in requests.items():
        page = client.page(**values)
        if page.rows != first.rows:
            yield name, page


@check(cost=5)
def a_validator_belongs_to_one_page(client: Client) -> None:
    """The ETag of a page, sent with another request, does not give 304, and neither does an old date."""
    first = client.page()
    exchange = odd.send(client, first.exchange.request, headers=(("If-Modified-Since", LONG_AGO),))
    if exchange.status == 304:
        raise Failed(f"the numbers are said to be unchanged since {LONG_AGO}", first.exchange, exchange)
    tag = first.exchange.headers.get("etag")
    if tag is None:
        return
    others = _others(client, Baseline.of(client))
    for name, page in islice(others, 2 if client.policy.sparing else None):
        exchange = odd.send(client, page.exchange.request, headers=(("If-None-Match", tag),))
        if exchange.status == 304:
            found = f"the ETag of a page gives 304 for one with another {name}, whose rows differ"
            raise Failed(found, first.exchange, page.exchange, exchange)


@check(cost=2)
def a_validator_is_no_token(client: Client) -> None:
    """Without a token, a request with validators is not answered with 304."""
    first = client.page().exchange
    now = formatdate(usegmt=True)
    for headers in ((("If-None-Match", first.headers.get("etag", "*")),), (("If-Modified-Since", now),)):
        exchange = odd.send(client, first.request, authorization=None, headers=headers)
        if exchange.status == 304 or odd.page_in(client, exchange) is not None:
            raise Failed(f"without a token the answer is {exchange.status}", first, exchange)


@evidence_check()
def numbers_stay_out_of_shared_caches(evidence: Evidence) -> None:
    """No page allows caches to share it between tokens."""
    for page in evidence.pages():
        headers = page.exchange.headers
        control = headers.get("cache-control", "").lower()
        varies = headers.get("vary", "").lower()
        if _SHARED.search(control) and "authorization" not in varies and "*" not in varies:
            found = f"Cache-Control is {control!r} with Vary {varies!r}"
            raise Failed(f"{found}: a cache may give these numbers to others", page.exchange)


@check(cost=4)
def requests_that_read_alike_are_kept_apart(client: Client) -> None:
    """Requests whose values read alike when they are joined, such as statuses 1, 2 and 12, are kept apart."""
    known = Baseline.of(client)
    for statuses in ([12], [1, 2], [1, 12], [11], [1, 1])[: 2 if client.policy.sparing else None]:
        known.compare(known.where(status=statuses), known.fetch(status=statuses))
    for number, size in ((1, 11), (11, 1)):
        rows = known.rows[(number - 1) * size : number * size]
        if rows:
            known.compare(rows, known.fetch(page=number, per_page=size))


WRONG_CREDENTIALS: Final[tuple[Check, ...]] = (a_validator_is_no_token,)

CHECKS: Final[tuple[Check, ...]] = (
    a_validator_belongs_to_one_page,
    a_validator_is_no_token,
    numbers_stay_out_of_shared_caches,
    requests_that_read_alike_are_kept_apart,
)
