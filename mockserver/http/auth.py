"""Authentication by bearer token."""

from hmac import compare_digest
from typing import Final

from mockserver.contract import Contract
from mockserver.http.responses import Refusal

REFUSED_PREFIXES: Final = ("invalid", "expired")
"""Tokens with one of these prefixes are refused for that reason, so that clients can test a 401."""

REASONS: Final = ("missing", "scheme", "empty", *REFUSED_PREFIXES)
"""The reasons for a 401, which are the names of the contract's examples."""

BLANKS: Final = b" \t"

CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}


class BearerCheck:
    """The security scheme `bearer`: accepts any token, or only a given one."""

    def __init__(self, contract: Contract, token: str | None = None) -> None:
        """Raises ContractError if the contract lacks an example for a reason."""
        self._messages = {reason: contract.error(401, reason) for reason in REASONS}
        self._refused = [(prefix, prefix.encode()) for prefix in REFUSED_PREFIXES]
        self._token = None if token is None else token.encode()

    def check(self, authorization: bytes) -> None:
        """Raise a Refusal (401) for a header without an accepted token. A missing header is b""."""
        reason = self._reason(authorization)
        if reason is not None:
            raise Refusal(401, self._messages[reason], CHALLENGE)

    def _reason(self, authorization: bytes) -> str | None:
        """One of REASONS if the header is refused, otherwise None."""
        # Only blanks are stripped: other white space bytes can be part of a UTF-8 character.
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
