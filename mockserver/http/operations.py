"""What the contract's operations do: one short function each, named by its operationId."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from mockserver.dataset import Numbers, World, seal_number
from mockserver.dataset.cipher import NumberCipher
from mockserver.http import responses

FindNumbers = Callable[[World, str, str, str | None], Numbers]
"""Gives the dataset of a user's task in a world; of a sub account, if one is named."""

Operation = Callable[..., bytes]
"""Takes the parameters of a request by name, and its `world`; gives the JSON of a successful answer."""


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def list_numbers(
    user_id: str,
    task_id: str,
    page: int,
    per_page: int,
    encryption: bool,
    sub_user_id: str | None = None,
    status: Sequence[int] | None = None,
    start_at: str | None = None,
    end_at: str | None = None,
    *,
    world: World,
    find_numbers: FindNumbers,
    cipher: NumberCipher,
    message: str,
) -> bytes:
    """One page of a task's numbers; defaults come from the contract."""
    numbers = find_numbers(world, user_id, task_id, sub_user_id)
    selection = numbers.where(status=status, start_at=_moment(start_at), end_at=_moment(end_at))
    records = selection.page(page, per_page)
    if encryption:
        records = [seal_number(record, cipher.encrypt) for record in records]
    return responses.page(records, total=selection.total, page=page, per_page=per_page, message=message)


OPERATIONS: Final[Mapping[str, Operation]] = {"list_numbers": list_numbers}
"""Every operation by its operationId."""
