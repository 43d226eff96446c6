"""Evidence: what the exchanges of a run hold, without a client."""

import json
from typing import Any

from contract_tests import expectations
from contract_tests.checks import load
from contract_tests.dialect import Dialect
from contract_tests.evidence import Evidence
from contract_tests.exchange import Exchange, Request
from contract_tests.fuzzing import failures

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


def test_one_answer_alone_can_fail_checks_of_evidence() -> None:
    html = {"content-type": "text/html"}
    page = Exchange(Request("/number?page=1", expected=0), "http://127.0.0.1/", 200, html, b"<html>")
    found = {each.id for each in failures(evidence(page), load(EXPECTATIONS))}
    assert found == {"answers-are-exact-json", "answers-say-that-they-are-json"}
