"""Finds out whether numbers are added to a task during the run."""

from dataclasses import replace

from contract_tests.client import Client
from contract_tests.exchange import Request
from contract_tests.query import sent


def exclude_new_numbers(client: Client, request: Request) -> bool:
    """Send a request again; if there are more numbers now, ignore the newest ones from now on.

    Returns whether there are. Raises Skipped or Failed if there is no page.
    """
    before, after = client.page_of(request), client.page_again(request)
    if not after.rows or after.meta["total"] <= before.meta["total"]:
        return False
    account = sent(after.exchange.url).sub_user_id
    values = {"sub_user_id": account} if account else {}
    last = client.page_again(client.request(**{**values, "page": after.meta["last_page"]}))
    moments = sorted({row["created_at"] for page in (before, after, last) for row in page.rows})
    # Further numbers may be created in the second of the newest one.
    settled = moments[-2] if len(moments) > 1 else moments[0]
    until = client.policy.until
    client.policy = replace(client.policy, until=settled if until is None else min(settled, until))
    return True
