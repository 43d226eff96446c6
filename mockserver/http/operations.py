"""The operations of the contract: one function each, named by its operationId."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from inspect import signature
from typing import Final

from faker import Generator

from mockserver.contract import Contract, ContractError, Parameter
from mockserver.dataset import DatasetParameters, NumberProvider, Numbers, dataset_key, outcomes, seal_number
from mockserver.dataset.cipher import NumberCipher
from mockserver.http import responses

TASKS: Final = 64
"""Datasets that are cached; making one again takes some microseconds."""

Operation = Callable[..., bytes]
"""Takes the parameters of a request by name, its `dataset` and a `source`; returns the JSON response."""


class Source:
    """What operations read from: the datasets, the cipher of numbers and the message of a page."""

    def __init__(self, contract: Contract, encryption_key: str) -> None:
        """`encryption_key` is hexadecimal."""
        self._provider = NumberProvider(Generator(), contract.labels)
        self.find_numbers = lru_cache(TASKS)(self._find_anew)
        self.cipher = NumberCipher(bytes.fromhex(encryption_key))
        self.message = contract.success_message

    def _find_anew(
        self, dataset: DatasetParameters, user_id: str, task_id: str, sub_user_id: str | None
    ) -> Numbers:
        """The numbers of a task of a user or sub account."""
        key = dataset_key(dataset.seed, user_id, task_id, sub_user_id)
        return Numbers(key, self._provider, rows=dataset.rows, plan=dataset.plan, now=dataset.now)


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
    dataset: DatasetParameters,
    source: Source,
) -> bytes:
    """One page of a task's numbers; defaults come from the contract."""
    numbers = source.find_numbers(dataset, user_id, task_id, sub_user_id)
    selection = numbers.where(status=status, start_at=_moment(start_at), end_at=_moment(end_at))
    records = selection.page(page, per_page)
    if encryption:
        records = [seal_number(record, source.cipher.encrypt) for record in records]
    return responses.page(
        records, total=selection.total, page=page, per_page=per_page, message=source.message
    )


OPERATIONS: Final[Mapping[str, Operation]] = {"list_numbers": list_numbers}
"""Every operation by its operationId."""


def refuse_misfits(contract: Contract, operations: Mapping[str, Operation]) -> None:
    """Raise ContractError if the operations or the data do not fit the contract."""
    complaints = [
        complaint
        for name, parameters in contract.operations.items()
        for complaint in _misfits(name, parameters, operations)
    ]
    if len(contract.labels) != len(outcomes()):
        complaints.append(f"CallStatus should have {len(outcomes())} values")
    if complaints:
        raise ContractError(f"{contract.source}: {complaints[0]}")


def _misfits(
    name: str, parameters: Sequence[Parameter], operations: Mapping[str, Operation]
) -> Iterator[str]:
    """The ways in which an operation does not fit the contract."""
    if name not in operations:
        yield f"operationId {name!r} is unknown to the mock, which has {', '.join(operations)}"
        return
    taken = signature(operations[name]).parameters.values()
    expected = {each.name: each for each in taken if each.kind is not each.KEYWORD_ONLY}
    if expected.keys() != {each.name for each in parameters}:
        yield f"{name} should have the parameters {', '.join(expected)}"
        return
    for each in parameters:
        # For a path parameter of type integer, Connexion's routing would respond with 404 instead of 422.
        if each.location != "query" and (each.location, each.schema["type"]) != ("path", "string"):
            yield f"{each.name} should be in the query, or a string in the path"
        bounds = each.schema.get("minimum"), each.schema.get("maximum")
        if each.schema["type"] == "integer" and not _are_bounds(*bounds):
            yield f"{each.name} should have a minimum from 1 and a maximum below 2**53"
        if not (each.required or each.default is not None or expected[each.name].default is None):
            yield f"{each.name} should be required or have a default"


def _are_bounds(least: object, most: object) -> bool:
    return isinstance(least, int) and isinstance(most, int) and 1 <= least <= most < 2**53
