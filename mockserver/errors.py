"""Whatever goes wrong, as an answer in the vendor's envelope."""

import logging
from typing import Final

from connexion.exceptions import ProblemException
from connexion.lifecycle import ConnexionRequest, ConnexionResponse
from starlette.exceptions import HTTPException

from mockserver import responses
from mockserver.contract import Contract

OPTIONS: Final = "OPTIONS"

NAMES: Final = {404: "unknown_route", 405: "wrong_method"}
"""The contract's examples that serve as messages for what no operation answers."""

log = logging.getLogger("mockserver")


class ErrorHandlers:
    """The handlers Connexion calls, one for each kind of exception."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

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
        if error.status_code in NAMES:
            message = self._contract.error(error.status_code, NAMES[error.status_code])["message"]
        else:
            message = error.detail
        return responses.error(error.status_code, message, headers)

    async def failure(self, request: ConnexionRequest, error: Exception) -> ConnexionResponse:
        """A fault of the mock itself: the log has the details, the client none."""
        log.error("failure at %r", request.url.path, exc_info=error)
        return responses.error(500, self._contract.error(500, "failed")["message"])
