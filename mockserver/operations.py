"""What the contract's operations do: one short function each, named by its operationId."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from connexion.lifecycle import ConnexionResponse

from mockserver import responses
from mockserver.cipher import NumberCipher
from mockserver.contract import Contract
from mockserver.dataset import Numbers


class FindNumbers(Protocol):
    """Gives the dataset of a task; of a sub account, if one is named."""

    def __call__(self, user_id: str, task_id: str, sub_user_id: str | None) -> Numbers: ...


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


async def list_numbers(
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
    find_numbers: FindNumbers,
    cipher: NumberCipher,
    contract: Contract,
) -> ConnexionResponse:
    """One page of a task's numbers; defaults come from the contract, through Connexion."""
    selection = find_numbers(user_id, task_id, sub_user_id).where(
        status=status, start_at=_moment(start_at), end_at=_moment(end_at)
    )
    records = selection.page(page, per_page)
    if encryption:
        records = [each | {"number": cipher.encrypt(each["number"])} for each in records]
    return responses.page(
        records,
        total=selection.total,
        page=page,
        per_page=per_page,
        message=contract.success_message,
    )


OPERATIONS: dict[str, Callable[..., object]] = {"list_numbers": list_numbers}
"""Every operation by its operationId."""
