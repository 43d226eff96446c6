"""Requests of the journal with their parameters parsed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mockserver.admin.recorded import Received, RequestReader
from mockserver.contract import Contract
from mockserver.journal import Journal, token_hash
from tests.asgi import TOKEN, Header, scope_of
from tests.conftest import PATH, TASK, USER

IDS = {"user_id": USER, "task_id": TASK}


def parse(contract: Contract, target: str, *headers: Header) -> Received:
    journal = Journal()
    journal.receive(scope_of(target, headers=headers))
    (received,) = RequestReader(contract).read(journal)
    return received


@pytest.mark.parametrize(
    ("target", "path", "scenario", "parameters"),
    [
        (f"{PATH}?page=1", PATH, "", {**IDS, "page": 1}),
        (f"/@slow,seed=7{PATH}?page=2", PATH, "slow,seed=7", {**IDS, "page": 2}),
        (f"{PATH}/?status[]=2&status[]=5", f"{PATH}/", "", {**IDS, "status": [2, 5]}),
        (f"{PATH}?encryption=1&page=x", PATH, "", {**IDS, "encryption": True, "page": "x"}),
        (f"{PATH}?start_at=2025/12/3%200:00", PATH, "", {**IDS, "start_at": "2025-12-03 00:00:00"}),
        (f"{PATH}?stauts=1", PATH, "", IDS),
        ("/nowhere?page=1", "/nowhere", "", {"page": 1}),
        ("/@slow", "", "slow", {}),
        (f"{PATH}?%FF=%00&page=%F0", PATH, "", {**IDS, "page": "\ufffd"}),
    ],
)
def test_parameters_are_typed_as_in_the_contract(
    contract: Contract, target: str, path: str, scenario: str, parameters: dict[str, Any]
) -> None:
    received = parse(contract, target, TOKEN)
    assert (received.path, received.scenario, received.parameters) == (path, scenario, parameters)
    assert abs(received.time - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        ([], None),
        ([(b"authorization", b"")], None),
        ([(b"authorization", b"Bearer ")], None),
        ([(b"authorization", b"YOUR_TOKEN")], None),
        ([(b"authorization", b"Bearer YOUR_TOKEN")], token_hash("YOUR_TOKEN")),
        ([(b"authorization", b"bearer  YOUR_TOKEN ")], token_hash("YOUR_TOKEN")),
        ([(b"authorization", b"Bearer " + b"YOUR_TOKEN" * 400)], token_hash("YOUR_TOKEN" * 400)),
    ],
)
def test_only_the_hash_of_a_token_is_shown(
    contract: Contract, headers: list[Header], token: str | None
) -> None:
    received = parse(contract, f"{PATH}?page=1", *headers)
    assert received.token == token
    assert "YOUR_TOKEN" not in repr(received)


def test_a_request_without_a_response_has_no_status_and_no_time(contract: Contract) -> None:
    received = parse(contract, PATH)
    assert (received.status, received.milliseconds) == (None, None)


def test_a_request_with_a_response_has_status_and_time(contract: Contract) -> None:
    journal = Journal()
    journal.answer(journal.receive(scope_of(PATH)), 200)
    (received,) = RequestReader(contract).read(journal)
    assert received.status == 200
    assert received.milliseconds is not None
    assert received.milliseconds >= 0


@pytest.mark.parametrize(
    ("parameters", "has"),
    [
        ({}, True),
        ({"page": 1}, True),
        ({"page": 1, "status": [2]}, True),
        ({"page": 2}, False),
        ({"page": "1"}, False),
        ({"per_page": 15}, False),
    ],
)
def test_a_request_has_the_parameters_that_were_sent(
    contract: Contract, parameters: dict[str, Any], has: bool
) -> None:
    assert parse(contract, f"{PATH}?page=1&status=2").has(parameters) == has
