"""Evidence: what the exchanges of a run hold, without a client."""

import json
import shlex
from typing import Any, ClassVar

import requests

from contract_tests import expectations
from contract_tests.cases import exchange_of, failures
from contract_tests.checks import load
from contract_tests.dialect import Dialect
from contract_tests.evidence import Evidence
from contract_tests.exchange import Exchange, Request

EXPECTATIONS = expectations.load()


def answer(*rows: dict[str, Any], status: int = 200) -> Exchange:
    body = json.dumps({"status": "success", "data": rows, "meta": {"total": len(rows)}}).encode()
    return Exchange(Request("/number"), "http://127.0.0.1/number", status, {}, body)


def evidence(*exchanges: Exchange) -> Evidence:
    return Evidence(EXPECTATIONS, Dialect(), exchanges)


def test_records_are_distinct_and_keep_their_first_exchange() -> None:
    first, second = answer({"id": 1}, {"id": 2}), answer({"id": 2}, {"id": 3})
    found = evidence(first, second).records
    assert [(row["id"], exchange) for row, exchange in found] == [(1, first), (2, first), (3, second)]


def test_records_and_breaches_grow_with_the_exchanges() -> None:
    growing = evidence(answer({"id": 1}))
    before = len(growing.breaches)
    growing.exchanges.append(answer({"id": 2}))
    assert len(growing.records) == 2
    assert len(growing.breaches) == 2 * before > 0


def test_answers_that_are_no_page_hold_no_records() -> None:
    failure = Exchange(Request("/number"), "http://127.0.0.1/number", failure="ReadTimeout")
    assert evidence(answer({"id": 1}, status=500), failure).records == []


class Response:
    """An answer as Schemathesis has it."""

    headers: ClassVar = {"content-type": ["text/html"]}
    request = requests.Request(
        "GET",
        "http://127.0.0.1/number?sub_user_id=' OR '1'='1",
        {"Authorization": "Bearer a-s3cret", "Accept-Encoding": "gzip", "Accept": "*/*"},
    ).prepare()
    status_code = 200
    content = b"<html>"


GENERATED = exchange_of(Response())  # type: ignore[arg-type]


def test_one_answer_alone_can_fail_checks_of_evidence() -> None:
    found = {each.id for each in failures(GENERATED, EXPECTATIONS, load(EXPECTATIONS))}
    assert found == {"answers-are-exact-json", "answers-say-that-they-are-json"}


def test_a_generated_request_is_a_curl_command_without_the_token() -> None:
    assert shlex.split(GENERATED.curl()) == [
        *("curl", "-sS", "-i", "-g", "--compressed", "-H", "Authorization: Bearer $NUMBERS_TOKEN"),
        "http://127.0.0.1/number?sub_user_id=%27%20OR%20%271%27=%271",
    ]
