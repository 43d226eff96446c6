import asyncio

import orjson
from connexion.lifecycle import ConnexionRequest
from starlette.exceptions import HTTPException

from mockserver.contract import Contract
from mockserver.http.error_handlers import ErrorHandlers


def test_an_error_of_the_framework_that_the_contract_does_not_know_keeps_the_envelope(
    contract: Contract,
) -> None:
    request = ConnexionRequest({"type": "http", "method": "GET"})
    response = asyncio.run(ErrorHandlers(contract).http(request, HTTPException(418, "short and stout")))
    assert response.status_code == 418
    assert orjson.loads(response.body) == {
        "code": 418,
        "status": "error",
        "message": "short and stout",
        "data": [],
    }
