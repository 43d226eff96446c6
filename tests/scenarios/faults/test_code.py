import json
from collections import Counter

import pytest
from starlette.responses import Response

from mockserver.contract import Contract
from mockserver.scenarios.faults.code import Code
from mockserver.scenarios.faults.fault import Turn
from tests.asgi import ask
from tests.scenarios.faults.stand_ins import PLAIN, FixedTurn


@pytest.mark.parametrize(
    ("drawn", "status"), [(0.0, 500), (0.0499, 500), (0.05, 429), (0.0899, 429), (0.0901, 200), (0.999, 200)]
)
def test_each_error_has_its_own_probability(contract: Contract, drawn: float, status: int) -> None:
    code = Code(((contract.problem(500, "failed"), 0.05), (contract.problem(429, "too_many"), 0.04)))
    assert ask(code.wrap(PLAIN, FixedTurn(drawn=drawn)), "/").status == status


def test_an_error_has_message_and_headers_of_the_contract(contract: Contract) -> None:
    for problem in contract.problems:
        response = ask(Code(((problem, 1.0),)).wrap(PLAIN, FixedTurn(drawn=0.5)), "/")
        body = {"code": problem.status, "status": "error", "message": problem.message, "data": []}
        assert (response.status, json.loads(response.body)) == (problem.status, body)
        headers = {name.decode(): value.decode() for name, value in response.headers}
        assert {name.lower(): value for name, value in problem.headers.items()}.items() <= headers.items()


def test_errors_occur_with_their_probabilities_over_many_requests(contract: Contract) -> None:
    code = Code(((contract.problem(500, "failed"), 0.08), (contract.problem(429, "too_many"), 0.04)))
    wrapped = [code.wrap(PLAIN, Turn(0, count, "client", {})) for count in range(2000)]
    statuses = Counter(app.status_code if isinstance(app, Response) else None for app in wrapped)
    assert statuses[500] / 2000 == pytest.approx(0.08, abs=0.02)
    assert statuses[429] / 2000 == pytest.approx(0.04, abs=0.015)
    assert statuses.keys() == {200, 429, 500}
