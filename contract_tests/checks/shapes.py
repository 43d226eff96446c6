"""Shapes of a query that frameworks understand and nobody sends: refused or ignored, they do no harm.

How an API answers them is open. It must not fail, show its code, or give more numbers than were asked for.
"""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from contract_tests.baseline import Baseline
from contract_tests.check import Check, check
from contract_tests.checks import odd
from contract_tests.checks.accounts import OTHER
from contract_tests.client import Client
from contract_tests.results import Failed, Skipped

DEEP: Final = 60
"""Brackets behind one name; above 64, PHP itself warns, whatever the API does."""

LONG: Final = 3000
"""Characters of a long value: too many for a column, few enough for every web server."""

DIGITS: Final = 4400
"""Digits of a long number; Python takes 4300."""


def _harmless(client: Client, queries: Iterable[str]) -> None:
    """Send requests of these queries, of a live API the first two. Raises Failed as `odd.send` does."""
    for query in [*queries][: 2 if client.policy.sparing else None]:
        odd.send(client, client.request_for(query))


@check(cost=6)
def an_array_in_place_of_one_value_does_no_harm(client: Client) -> None:
    """`page[]=1`, and any other parameter written as an array, neither fails nor gives a longer page."""
    usual = client.page()
    day = quote("2025-12-03 00:00:00")
    values = {
        "page": "1",
        "per_page": "2",
        "encryption": "true",
        "sub_user_id": OTHER,
        "start_at": f"{day}&end_at={day}",
        "end_at": f"{day}&start_at={day}",
    }  # Bounds come together, as only then a program compares them.
    for name, value in values.items():
        first = "" if name == "page" else "page=1&"
        page = odd.answer(client, client.request_for(f"{first}{name}[]={value}"))
        if page is not None and len(page.rows) > max(len(usual.rows), 2):
            found = f"{len(page.rows)} rows with {name}[], {len(usual.rows)} on a page without per_page"
            raise Failed(found, usual.exchange, page.exchange)


@check(cost=2)
def an_array_in_an_array_does_no_harm(client: Client) -> None:
    """Arrays of arrays and arrays with names make no request fail."""
    deep = "[a]" * DEEP
    queries = ("page=1&status[a][b]=1&status[][]=2", "page[a][b]=1", f"page=1&status{deep}=1")
    _harmless(client, queries)


@check(cost=2)
def an_empty_bracket_does_no_harm(client: Client) -> None:
    """Parameters with brackets and no value make no request fail."""
    _harmless(client, ("page[]=&per_page[]=", "page=1&start_at[]=&end_at[]=", "page=1&status[]="))


@check(cost=6)
def a_list_in_another_shape_lets_no_other_status_through(client: Client) -> None:
    """However an array is written, only rows with a status that is in it are returned."""
    if "brackets" not in client.dialect.array_spelling:
        raise Skipped("in this dialect an array is not written in brackets")
    known = Baseline.of(client)
    first = max({row["status"] for row in known.rows})
    second = next(status for status in client.expectations.labels if status not in (0, first))
    shapes = [
        (f"status[]={first}&status[x]={second}", {first, second}),
        (f"status[x]={first}&status[]={second}", {first, second}),
        (f"status={first}&status[]={second}", {first, second}),
    ]
    if client.dialect.invalid_values.get("status", "refused") == "refused":
        shapes += [
            (f"status[]={first}&status[]=", {first}),
            (f"status[]={first}%20&status[]={first}", {first}),
        ]
    if "indices" in client.dialect.array_spelling:
        shapes.append((f"status[7]={first}&status[3]={second}", {first, second}))
    for shape, allowed in shapes:
        indices = "[7]" in shape
        page = odd.answer(client, client.request_for(f"page=1&per_page={client.largest_page}&{shape}"))
        for row in page.rows if page is not None else ():
            if page is not None and row["status"] not in allowed:
                found = f"id {row['id']} has status {row['status']}; the filter was {shape}"
                raise Failed(found, page.exchange, assumes=("array-spelling",) if indices else ())


@check()
def a_parameter_sent_twice_is_read_once(client: Client) -> None:
    """Of a parameter that is sent twice one value counts, or the request is refused."""
    known = Baseline.of(client)
    values: dict[str, Any] = {"page": 1, "per_page": 2, **known.bounds}
    target = client.request(**values).target
    page = odd.answer(client, client.request_for(f"{target.partition('?')[2]}&page=2&per_page=3"))
    if page is None:
        return
    ids = [row["id"] for row in known.rows]
    possible = [ids[(number - 1) * size : number * size] for number in (1, 2) for size in (2, 3)]
    if page.ids not in possible:
        found = (
            f"page=1&per_page=2&page=2&per_page=3 gives {len(page.rows)} rows that are none of these pages"
        )
        raise Failed(found, known.page.exchange, page.exchange)


@check(cost=2)
def bytes_that_are_no_text_do_no_harm(client: Client) -> None:
    """Escapes that are not UTF-8 make no request fail."""
    queries = ("sub_user_id=%ff%fe", "start_at=%e4%b8", "status[]=%c0%af", "%ff=%ff")
    _harmless(client, [f"page=1&{query}" for query in queries])


@check(cost=0)
def a_byte_of_zero_does_no_harm(client: Client) -> None:
    """A value with the byte 0 neither makes a request fail nor removes a filter."""
    odd.own_server_only(client)
    known = Baseline.of(client)
    status = max({row["status"] for row in known.rows})
    for name in client.dialect.array_spelling[:1]:
        spelled = "status[]" if name == "brackets" else "status"
        page = odd.answer(client, client.request_for(f"page=1&{spelled}={status}%00"))
        for row in page.rows if page is not None else ():
            if page is not None and row["status"] != status:
                raise Failed(
                    f"id {row['id']} has status {row['status']}; the filter was {status}%00", page.exchange
                )
    _harmless(client, (f"page=1&sub_user_id={OTHER}%00", "page=1&start_at=2025-12-03%00", "page=1%00"))


@check(cost=2)
def long_values_do_no_harm(client: Client) -> None:
    """Values and names of thousands of characters make no request fail."""
    long = "a" * LONG
    queries = (
        f"page={'9' * DIGITS}",
        f"page=1&sub_user_id={long}",
        f"page=1&start_at={long}",
        f"page=1&{long}=1",
    )
    _harmless(client, queries)


@check(cost=2)
def a_broken_query_does_no_harm(client: Client) -> None:
    """Stray brackets, ampersands, signs and percents make no request fail."""
    _harmless(
        client, ("&&page=1&=&=1&[]=1&status[=2&]=3&%=%&per_page&a%5B%5D%5B=1&?b=1", "?page=1;per_page=2")
    )


@check(cost=2)
def many_statuses_are_the_set_of_them(client: Client) -> None:
    """A filter by many values leaves the rows of the distinct ones, or is refused."""
    known = Baseline.of(client)
    every = list(client.expectations.labels)
    present = sorted({row["status"] for row in known.rows})[-2:]
    for statuses in (present * 100, [*every, *every]):
        values: dict[str, Any] = {"status": statuses, "per_page": client.largest_page, **known.bounds}
        request = client.request(**values)
        page = odd.answer(client, request)
        if page is not None:
            known.compare(known.where(status=set(statuses)), page)


CHECKS: Final[tuple[Check, ...]] = (
    an_array_in_place_of_one_value_does_no_harm,
    an_array_in_an_array_does_no_harm,
    an_empty_bracket_does_no_harm,
    a_list_in_another_shape_lets_no_other_status_through,
    a_parameter_sent_twice_is_read_once,
    bytes_that_are_no_text_do_no_harm,
    a_byte_of_zero_does_no_harm,
    long_values_do_no_harm,
    a_broken_query_does_no_harm,
    many_statuses_are_the_set_of_them,
)
