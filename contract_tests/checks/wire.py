"""How requests may be written, and answers packed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from contract_tests.baseline import differ, window
from contract_tests.check import Broken, NotJudged, law
from contract_tests.checks.access import refused
from contract_tests.client import Api
from contract_tests.query import write

AT_ONCE = 8
"""Requests that are under way together."""


@law()
def a_packed_answer_is_the_same(api: Api) -> None:
    """To who accepts gzip the same answer is given, whether packed or not."""
    page = window(api).page
    packed = api.ask(replace(page.exchange.request, encoding="gzip"))
    if packed.failure is not None:
        raise Broken(f"the answer cannot be unpacked: {packed.failure}", page.exchange, packed)
    differ(page.rows, api.page_at(packed.request), page)


@law()
def who_names_no_type_receives_json(api: Api) -> None:
    """Who accepts anything, as curl and most clients do, has the same answer: numbers, or a refusal."""
    api.terms.spare()
    page = api.page()
    anything = replace(page.exchange.request, accept="*/*")
    differ(page.rows, api.page_at(anything), page)
    refused(api, api.ask(replace(anything, expected=401, authorization=None)), 401)


@law()
def a_space_may_be_written_as_a_plus(api: Api) -> None:
    """A space in a query may be written `%20` or `+`."""
    api.terms.spare()
    known = window(api)
    moment = known.rows[len(known.rows) // 2]["created_at"]
    page = known.ask(api, start_at=moment)
    target = page.exchange.request.target.replace("%20", "+")
    differ(page.rows, api.page_at(replace(page.exchange.request, target=target)), page)


@law(assumes=("unknown-parameters-ignored",))
def an_unknown_parameter_changes_nothing(api: Api) -> None:
    """A parameter that the contract does not have changes nothing."""
    page = api.page()
    target = f"{page.exchange.request.target}&contract_test=1"
    other = replace(page.exchange.request, target=target, assumes=("unknown-parameters-ignored",))
    differ(page.rows, api.page_at(other), page)


@law()
def the_order_of_parameters_does_not_matter(api: Api) -> None:
    """Parameters in another order ask for the same."""
    api.terms.spare()
    known = window(api)
    status = known.rows[0]["status"]
    values = {"page": 1, "per_page": api.most, "status": [status], **known.bounds}
    backwards = write(api.dialect.array_spelling[0], dict(reversed(values.items())))
    differ(known.where(status=[status]), api.page_with(backwards), known.page)


@law()
def answers_asked_at_once_do_not_mix(api: Api) -> None:
    """Several requests at the same time have the same answers as one after the other."""
    if api.terms.live:
        raise NotJudged("a live API is asked for one thing at a time")
    known = window(api)
    pages = [known.ask(api, status=[status]) for status in sorted({row["status"] for row in known.rows})]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        again = list(threads.map(lambda page: api.page_anew(page.exchange.request), pages))
    for page, other in zip(pages, again, strict=True):
        differ(page.rows, other, page)
