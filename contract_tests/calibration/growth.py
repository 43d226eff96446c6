"""Finds out whether numbers are added to a task during the run."""

from dataclasses import replace

from contract_tests.client import Client


def exclude_new_numbers(client: Client, sub_user_id: str | None = None) -> bool:
    """Ask for the first page again; if there are more numbers now, ignore the newest ones from now on.

    Returns whether there are. Raises Skipped or Failed if there is no page.
    """
    values = {"sub_user_id": sub_user_id} if sub_user_id else {}
    first = client.page(**values)
    again = client.page_again(first.exchange.request)
    if not again.rows or again.meta["total"] <= first.meta["total"]:
        return False
    last = client.page_again(client.request(**{**values, "page": again.meta["last_page"]}))
    moments = sorted({row["created_at"] for page in (first, again, last) for row in page.rows})
    # Further numbers may be created in the second of the newest one.
    settled = moments[-2] if len(moments) > 1 else moments[0]
    until = client.policy.until
    client.policy = replace(client.policy, until=settled if until is None else min(settled, until))
    return True
