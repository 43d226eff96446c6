"""Whatever goes wrong, as an answer in the vendor's envelope."""

import logging
from typing import Final

from connexion.exceptions import ProblemException
from connexion.lifecycle import ConnexionRequest, ConnexionResponse
from starlette.exceptions import HTTPException

from mockserver.contract import Contract
from mockserver.http import responses

OPTIONS: Final = "OPTIONS"

NAMES: Final = {404: "unknown_route", 405: "wrong_method", 500: "failed"}
"""The contract's examples whose messages tell what no operation answers."""

log = logging.getLogger("mockserver")


class ErrorHandlers:
    """The handlers Connexion calls, one for each kind of exception."""

    def __init__(self, contract: Contract) -> None:
        """Raises ContractError if the contract lacks an example of an error."""
        self._messages = {status: contract.error(status, name) for status, name in NAMES.items()}

    async def problem(self, _request: ConnexionRequest, error: ProblemException) -> ConnexionResponse:
        """A refusal of our own, or one of Connexion's."""
        return responses.error(error.status, error.detail or str(error.title), error.headers)

    async def http(self, request: ConnexionRequest, error: HTTPException) -> ConnexionResponse:
        """A path or method that the contract does not have."""
        headers = dict(error.headers or {})
        if "Allow" in headers:
            # Connexion writes the methods in any order; sorted, the answer is always the same.
            headers["Allow"] = ", ".join(sorted({OPTIONS, *headers["Allow"].split(", ")}))
            if request.method == OPTIONS:
                return ConnexionResponse(status_code=204, headers=headers)
        message = self._messages.get(error.status_code, error.detail)
        return responses.error(error.status_code, message, headers)

    async def failure(self, request: ConnexionRequest, error: Exception) -> ConnexionResponse:
        """A fault of the mock itself: the log has the details, the client none."""
        log.error("failure at %r", request.url.path, exc_info=error)
        return responses.error(500, self._messages[500])
