"""Users, tasks and sub accounts: each has its own numbers."""

from typing import Any, Final

from contract_tests.baseline import Baseline, compare
from contract_tests.check import Check, check
from contract_tests.client import Client
from contract_tests.exchange import Request
from contract_tests.page import NUMBER, Page, Row
from contract_tests.results import Failed, Skipped

OTHER: Final = "00000000-0000-4000-8000-00000000000a"
"""The id of a user, task or sub account that does not exist."""


def _sub(client: Client, **values: object) -> Page:
    """A page of the sub account. Raises Skipped if no sub account is known, or it has no numbers."""
    if client.target.sub_user_id is None:
        raise Skipped("no sub account was given (--sub-user-id)")
    page = client.page(sub_user_id=client.target.sub_user_id, **{"per_page": client.largest_page, **values})
    if not page.rows:
        raise Skipped("the sub account has no numbers")
    return page


def _share_nothing(page: Page, other: Page, whose: str) -> None:
    mine = {_identity(row) for row in page.rows}
    shared = [row["id"] for row in other.rows if _identity(row) in mine]
    if shared:
        found = f"{len(shared)} numbers are listed for {whose} too, such as id {shared[0]}"
        raise Failed(found, page.exchange, other.exchange, certain=True)


def _identity(row: Row) -> tuple[Any, ...]:
    """What two numbers do not share, even if they are masked and were imported together."""
    return tuple(row[name] for name in ("number", "created_at", "callid", "customer_id"))


@check(cost=2)
def a_sub_account_has_its_own_rows(client: Client) -> None:
    """With `sub_user_id` the numbers are those of the sub account, not of the user."""
    _share_nothing(Baseline.of(client).page, _sub(client), "the sub account")


@check(cost=4)
def pages_join_in_a_sub_account(client: Client) -> None:
    """Paging and filters work in a sub account as they do without one."""
    whole = _sub(client)
    size = max(1, len(whole.rows) // 3)
    compare(whole.rows[size : 2 * size], _sub(client, page=2, per_page=size), whole)
    if len(whole.rows) == whole.meta["total"]:
        status = whole.rows[-1]["status"]
        rows = [row for row in whole.rows if row["status"] == status]
        compare(rows, _sub(client, status=[status]), whole)
    compare(whole.rows, _sub(client, encryption=True), whole, ignore=NUMBER)
    moment = whole.rows[len(whole.rows) // 2]["created_at"]
    rows = [row for row in whole.rows if row["created_at"] == moment]
    compare(rows, _sub(client, start_at=moment, end_at=moment), whole)


def _other(client: Client, question: str, target: str, whose: str, answer: str) -> Page | None:
    """The page of somebody else, which has none of our numbers; None if the dialect has no such page."""
    exchange = client.send(Request(target, assumes=(question,), off_route=True))
    if answer == "refused" and 400 <= client.evidence.status_of(exchange) < 500:
        return None
    page = client.evidence.page(exchange)
    _share_nothing(client.page(), page, whose)
    return page


def _query(client: Client) -> str:
    return client.request().target.partition("?")[2]


@check(assumes=("unknown-task",), daily=True, cost=1)
def another_task_has_other_rows(client: Client) -> None:
    """Another task has other numbers."""
    target = f"{client.expectations.path(client.target.user_id, OTHER)}?{_query(client)}"
    _other(client, "unknown-task", target, "another task", client.dialect.unknown_task)


@check(assumes=("unknown-task",), daily=True)
def another_user_has_other_rows(client: Client) -> None:
    """Another user has other numbers."""
    target = f"{client.expectations.path(OTHER, client.target.task_id)}?{_query(client)}"
    _other(client, "unknown-task", target, "another user", client.dialect.unknown_task)


@check(assumes=("unknown-sub-account",))
def another_sub_account_has_other_rows(client: Client) -> None:
    """Another sub account has other numbers."""
    target = client.request(sub_user_id=OTHER).target
    answer = client.dialect.unknown_sub_account
    page = _other(client, "unknown-sub-account", target, "another sub account", answer)
    if page is not None and client.target.sub_user_id is not None:
        _share_nothing(_sub(client), page, "another sub account")


CHECKS: Final[tuple[Check, ...]] = (
    a_sub_account_has_its_own_rows,
    pages_join_in_a_sub_account,
    another_task_has_other_rows,
    another_user_has_other_rows,
    another_sub_account_has_other_rows,
)
