"""Users, tasks and sub accounts: each has its own numbers."""

from typing import Any, Final

from contract_tests.baseline import differ, window
from contract_tests.check import Broken, NotJudged, law
from contract_tests.client import Api
from contract_tests.exchange import Request
from contract_tests.page import NUMBER, Page

OTHER: Final = "00000000-0000-4000-8000-00000000000a"
"""A user, task or sub account that nobody has."""


def _sub(api: Api, **values: object) -> Page:
    """A page of the sub account. Raises NotJudged if there is no such account, or no number in it."""
    if api.target.sub_user_id is None:
        raise NotJudged("no sub account was named (--sub-user-id)")
    page = api.page(sub_user_id=api.target.sub_user_id, **{"per_page": api.most, **values})
    if not page.rows:
        raise NotJudged("the sub account has no numbers")
    return page


def _share_nothing(page: Page, other: Page, whose: str) -> None:
    mine = {(row["number"], row["created_at"]) for row in page.rows}
    shared = [row["id"] for row in other.rows if (row["number"], row["created_at"]) in mine]
    if shared:
        found = f"{len(shared)} numbers of {whose} are this one's too, such as id {shared[0]}"
        raise Broken(found, page.exchange, other.exchange)


@law()
def a_sub_account_has_its_own_rows(api: Api) -> None:
    """With `sub_user_id` the numbers are those of the sub account, not of the user."""
    _share_nothing(window(api).page, _sub(api), "the sub account")


@law()
def pages_join_in_a_sub_account(api: Api) -> None:
    """Paging and filters hold in a sub account as they do without."""
    whole = _sub(api)
    size = max(1, len(whole.rows) // 3)
    differ(whole.rows[size : 2 * size], _sub(api, page=2, per_page=size), whole)
    if len(whole.rows) == whole.meta["total"]:
        status = whole.rows[-1]["status"]
        rows = [row for row in whole.rows if row["status"] == status]
        differ(rows, _sub(api, status=[status]), whole)
    if api.terms.frugal:
        return
    differ(whole.rows, _sub(api, encryption=True), whole, but=NUMBER)
    moment = whole.rows[len(whole.rows) // 2]["created_at"]
    rows = [row for row in whole.rows if row["created_at"] == moment]
    differ(rows, _sub(api, start_at=moment, end_at=moment), whole)


def _other(api: Api, user_id: str, task_id: str, whose: str, **values: Any) -> None:
    if api.terms.live:
        raise NotJudged("of a live API no second one is known")
    query = api.request(**values).target.partition("?")[2]
    target = f"{api.promises.path(user_id, task_id)}?{query}"
    page = api.page_at(Request(target, assumes=("unknown-task",)))
    _share_nothing(api.page(), page, whose)
    if values:
        _share_nothing(_sub(api), page, whose)


@law(assumes=("unknown-task",))
def another_task_has_other_rows(api: Api) -> None:
    """The numbers of another task are others."""
    _other(api, api.target.user_id, OTHER, "another task")


@law(assumes=("unknown-task",))
def another_user_has_other_rows(api: Api) -> None:
    """The numbers of another user are others."""
    _other(api, OTHER, api.target.task_id, "another user")


@law(assumes=("unknown-task",))
def another_sub_account_has_other_rows(api: Api) -> None:
    """The numbers of another sub account are others."""
    _other(api, api.target.user_id, api.target.task_id, "another sub account", sub_user_id=OTHER)
