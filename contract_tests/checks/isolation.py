"""Isolation: our numbers are listed for no other user, task or sub account, however its id is written.

A refusal and an empty page are as good as numbers of its own. None of this rests on an open question.
"""

from collections.abc import Iterator
from typing import Final

from contract_tests.check import Check, check
from contract_tests.checks import odd
from contract_tests.checks.accounts import OTHER
from contract_tests.client import Client
from contract_tests.exchange import Request
from contract_tests.page import Page
from contract_tests.results import Failed, Skipped


def _forms(id: str) -> Iterator[str]:
    """An id in other forms, for a path: capitals, without dashes, in braces, with a space behind it."""
    yield from (id.upper(), id.replace("-", ""), f"%7B{id}%7D", f"{id}%20")


def _near(id: str) -> Iterator[str]:
    """Ids that only look like this one: cut, longer, with a wildcard; and words that may stand for it."""
    yield from (id[:-1], id[:8], f"{id}0", f"{id[:-1]}%25", f"{id[:-1]}_", "0", "me", "null", "%25")


def _listed_too(client: Client, mine: Page, request: Request, whose: str) -> None:
    """Raise Failed if a request that is not for our numbers lists some of them."""
    page = odd.answer(client, request)
    ours = {(row["id"], row["number"], row["created_at"]) for row in mine.rows}
    shared = [
        row["id"]
        for row in (page.rows if page is not None else ())
        if (row.get("id"), row.get("number"), row.get("created_at")) in ours
    ]
    if page is not None and shared:
        found = f"{len(shared)} of our numbers are listed for {whose}, such as id {shared[0]}"
        raise Failed(found, mine.exchange, page.exchange)


def _at(client: Client, user_id: str, task_id: str, query: str) -> Request:
    return Request(f"{client.expectations.path(user_id, task_id)}?{query}")


def _query(client: Client) -> str:
    """The query of the first request of a run: a cache in front of the API has its answer."""
    return client.request().target.partition("?")[2]


@check(cost=7)
def our_numbers_are_not_listed_for_a_foreign_id_in_any_form(client: Client) -> None:
    """An id in capitals, without dashes or in braces lists our numbers for nobody else."""
    query, user, task = _query(client), client.target.user_id, client.target.task_id
    few = 2 if client.policy.sparing else None
    for form in [*_forms(OTHER)][:few]:
        _listed_too(client, client.page(), _at(client, form, task, query), f"the user {form}")
        _listed_too(client, client.page(), _at(client, user, form, query), f"the task {form}")
    for form in [*_forms(task)][:few]:
        _listed_too(client, client.page(), _at(client, OTHER, form, query), f"another user, the task {form}")
    if (
        client.dialect.invalid_values.get("sub_user_id", "refused") == "refused"
    ):  # Otherwise it may count as none.
        sub = _at(client, user, task, f"{query}&sub_user_id={OTHER.upper()}")
        _listed_too(client, client.page(), sub, "a sub account in capitals")


@check(cost=4)
def a_part_of_an_id_is_not_the_id(client: Client) -> None:
    """A part of our ids, a wildcard, or a word in their place does not list our numbers."""
    query, user, task = _query(client), client.target.user_id, client.target.task_id
    most = 2 if client.policy.live else None  # A firewall may take a wildcard for an attack.
    for near in [*_near(user)][:most]:
        _listed_too(client, client.page(), _at(client, near, task, query), f"the user {near}")
    for near in [*_near(task)][:most]:
        _listed_too(client, client.page(), _at(client, user, near, query), f"the task {near}")


@check(cost=4)
def ids_elsewhere_do_not_replace_those_of_the_path(client: Client) -> None:
    """Our ids in the query, in headers or in cookies do not list our numbers for another user or task."""
    mine, user, task = client.page(), client.target.user_id, client.target.task_id
    query = f"{_query(client)}&user_id={user}&task_id={task}&id={user}"
    headers = (("X-User-Id", user), ("X-Task-Id", task), ("Cookie", f"user_id={user}; task_id={task}"))
    for path, whose in (((OTHER, task), "another user"), ((user, OTHER), "another task")):
        for changes in ((query, ()), (_query(client), headers)):
            request = Request(_at(client, *path, changes[0]).target, headers=changes[1])
            _listed_too(client, mine, request, f"{whose}, with our ids elsewhere")


@check(cost=4)
def a_sub_account_belongs_to_its_user(client: Client) -> None:
    """The numbers of our sub account are not listed for another user or another task."""
    sub = client.target.sub_user_id
    if sub is None:
        raise Skipped("no sub account was given (--sub-user-id)")
    mine = client.page(sub_user_id=sub)
    query = mine.exchange.request.target.partition("?")[2]
    user, task = client.target.user_id, client.target.task_id
    _listed_too(client, mine, _at(client, OTHER, task, query), "another user, with our sub account")
    _listed_too(client, mine, _at(client, user, OTHER, query), "another task, with our sub account")
    query = client.request(sub_user_id=user).target.partition("?")[2]
    _listed_too(client, mine, _at(client, sub, task, query), "the sub account as the user")


CHECKS: Final[tuple[Check, ...]] = (
    our_numbers_are_not_listed_for_a_foreign_id_in_any_form,
    a_part_of_an_id_is_not_the_id,
    ids_elsewhere_do_not_replace_those_of_the_path,
    a_sub_account_belongs_to_its_user,
)
