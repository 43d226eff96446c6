"""HTTP: how requests may be written, and answers encoded."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

from contract_tests.baseline import Baseline, compare
from contract_tests.check import Check, check
from contract_tests.checks import odd
from contract_tests.checks.access import refused
from contract_tests.checks.refusals import REFUSED
from contract_tests.client import Client
from contract_tests.results import Failed, Skipped

AT_ONCE: Final = 8
"""Requests that are sent at the same time."""


@check()
def a_packed_answer_is_the_same(client: Client) -> None:
    """A client that accepts gzip receives the same answer, compressed or not."""
    page = Baseline.of(client).page
    packed = client.send(replace(page.exchange.request, encoding="gzip"))
    if packed.failure is not None:
        raise Failed(f"the answer cannot be decompressed: {packed.failure}", page.exchange, packed)
    compare(page.rows, client.page_of(packed.request), page)


@check(cost=2)
def who_names_no_type_receives_json(client: Client) -> None:
    """With `Accept: */*`, as curl sends it, answers and refusals are the same."""
    page = client.page()
    anything = replace(page.exchange.request, accept="*/*")
    compare(page.rows, client.page_of(anything), page)
    refused(client, client.send(replace(anything, expected=401, authorization=None)), 401)


@check(assumes=REFUSED, cost=2)
def who_names_no_type_is_refused_alike(client: Client) -> None:
    """With `Accept: */*` an invalid value is refused with the status that clients of JSON get."""
    request = client.request_for("page=1&per_page=0")
    usual = odd.send(client, request)
    if not 400 <= client.evidence.status_of(usual) < 500:
        raise Skipped("per_page=0 is not refused")
    other = odd.send(client, request, accept="*/*")
    if client.evidence.status_of(other) != client.evidence.status_of(usual):
        found = f"per_page=0 is answered with {other.status}, and with {usual.status} if JSON is asked for"
        raise Failed(found, usual, other)


@check(cost=2)
def a_space_may_be_written_as_a_plus(client: Client) -> None:
    """A space in a query may be written `%20` or `+`."""
    known = Baseline.of(client)
    page = known.fetch(start_at=known.middle)
    target = page.exchange.request.target.replace("%20", "+")
    compare(page.rows, client.page_of(replace(page.exchange.request, target=target)), page)


@check(assumes=("unknown-parameters-ignored",))
def an_unknown_parameter_changes_nothing(client: Client) -> None:
    """A parameter that is not in the contract changes nothing."""
    page = client.page()
    target = f"{page.exchange.request.target}&contract_test=1"
    other = replace(page.exchange.request, target=target, assumes=("unknown-parameters-ignored",))
    compare(page.rows, client.page_of(other), page)


@check()
def the_order_of_parameters_does_not_matter(client: Client) -> None:
    """The order of parameters changes nothing."""
    known = Baseline.of(client)
    status = known.rows[0]["status"]
    values: dict[str, Any] = {"per_page": client.largest_page, "status": [status], **known.bounds}
    query = client.request(**values).target.partition("?")[2]
    backwards = "&".join(reversed(query.split("&")))
    known.compare(known.where(status=[status]), client.page_of(client.request_for(backwards)))


@check(cost=0)
def answers_asked_at_once_do_not_mix(client: Client) -> None:
    """Requests sent at the same time have the same answers as one after another."""
    if client.policy.live:
        raise Skipped("requests to a live API are sent one at a time")
    known = Baseline.of(client)
    pages = [known.fetch(status=[status]) for status in sorted({row["status"] for row in known.rows})]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        again = list(threads.map(lambda page: client.page_again(page.exchange.request), pages))
    for page, other in zip(pages, again, strict=True):
        compare(page.rows, other, page)


CHECKS: Final[tuple[Check, ...]] = (
    a_packed_answer_is_the_same,
    who_names_no_type_receives_json,
    who_names_no_type_is_refused_alike,
    a_space_may_be_written_as_a_plus,
    an_unknown_parameter_changes_nothing,
    the_order_of_parameters_does_not_matter,
    answers_asked_at_once_do_not_mix,
)
