"""The bearer token: who may ask."""

from hmac import compare_digest
from typing import Final

from mockserver.contract import Contract
from mockserver.http.responses import Refusal

REFUSED_PREFIXES: Final = ("invalid", "expired")
"""A token that begins with one of these is refused for that reason, so that clients can meet a 401."""

REASONS: Final = ("missing", "scheme", "empty", *REFUSED_PREFIXES)
"""Why a request is refused, as the contract's examples of 401 are named."""

BLANKS: Final = b" \t"

CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}


class BearerCheck:
    """The scheme `bearer`: any token will do, or only the one given."""

    def __init__(self, contract: Contract, token: str | None = None) -> None:
        """Raises ContractError if the contract lacks an example of a refusal."""
        self._messages = {reason: contract.error(401, reason) for reason in REASONS}
        self._refused = [(prefix, prefix.encode()) for prefix in REFUSED_PREFIXES]
        self._token = None if token is None else token.encode()

    def check(self, authorization: bytes) -> None:
        """Raise a Refusal (401) for a header without a token that is welcome; b"" if there is none."""
        reason = self._reason(authorization)
        if reason is not None:
            raise Refusal(401, self._messages[reason], CHALLENGE)

    def _reason(self, authorization: bytes) -> str | None:
        """Why a header is refused, one of REASONS; None if it is not."""
        # Only blanks are stripped: other white space may be a byte of a token in UTF-8.
        scheme, _, token = authorization.strip(BLANKS).partition(b" ")
        token = token.strip(BLANKS)
        if not scheme:
            return "missing"
        if scheme.lower() != b"bearer":
            return "scheme"
        if not token:
            return "empty"
        for reason, prefix in self._refused:
            if token.startswith(prefix):
                return reason
        if self._token is not None and not compare_digest(token, self._token):
            return "invalid"
        return None
