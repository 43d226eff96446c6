"""The bearer token: who may ask."""

from collections.abc import Callable, Mapping
from hmac import compare_digest
from typing import Any, Final

from connexion.lifecycle import ConnexionRequest

from mockserver.contract import Contract
from mockserver.http.responses import Refusal

REFUSED_PREFIXES: Final = ("invalid", "expired")
"""A token that begins with one of these is refused for that reason, so that clients can meet a 401."""

REASONS: Final = ("missing", "scheme", "empty", *REFUSED_PREFIXES)
"""Why a request is refused, as the contract's examples of 401 are named."""

BLANKS: Final = " \t"

CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}


class BearerCheck:
    """Connexion's handler of the scheme `bearer`: any token will do, or only the one given."""

    def __init__(self, contract: Contract, token: str | None = None) -> None:
        """Raises ContractError if the contract lacks an example of a refusal."""
        self._messages = {reason: contract.error(401, reason) for reason in REASONS}
        self._token = None if token is None else token.encode()

    def get_fn(self, _scheme: Mapping[str, Any], _scopes: list[str]) -> Callable[..., dict[str, Any]]:
        """The function Connexion calls for each request."""
        return self.verify

    def verify(self, request: ConnexionRequest) -> dict[str, Any]:
        """Raise a Refusal (401) unless the request carries a token that is welcome."""
        reason = self.reason(request.headers.get("authorization", ""))
        if reason is not None:
            raise Refusal(401, self._messages[reason], CHALLENGE)
        return {}

    def reason(self, authorization: str) -> str | None:
        """Why a header is refused, one of REASONS; None if it is not."""
        # Only blanks are stripped: other white space of Latin-1 may be a byte of a token in UTF-8.
        scheme, _, token = authorization.strip(BLANKS).partition(" ")
        token = token.strip(BLANKS)
        if not scheme:
            return "missing"
        if scheme.lower() != "bearer":
            return "scheme"
        if not token:
            return "empty"
        for prefix in REFUSED_PREFIXES:
            if token.startswith(prefix):
                return prefix
        # Headers are decoded as Latin-1, so this gives back the bytes that were sent.
        if self._token is not None and not compare_digest(token.encode("latin-1"), self._token):
            return "invalid"
        return None
