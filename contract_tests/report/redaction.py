"""Redacts phone numbers and tokens from every text that leaves a run."""

import re
from typing import Final

_PHONE: Final = re.compile(
    r"(?<![0-9a-f])((?:(?:00)?86[ -]?|0)?1[3-9][0-9])[ -]?[0-9]{4}[ -]?([0-9]{4})(?![0-9])"
    r"|(?<![0-9a-f])(0[1-9][0-9]{1,2})-?[0-9]{3,4}([0-9]{4})(?![0-9a-f])"
)
"""A mobile or fixed-line number; not among hexadecimal digits, where it would damage a UUID."""

SHORT: Final = 8
"""A token shorter than this is redacted as a whole word only, as it may be part of any other."""


def _pattern(secret: str) -> re.Pattern[str]:
    found = re.escape(secret).replace("/", r"\\?/")  # JSON may escape a slash.
    return re.compile(found if len(secret) >= SHORT else rf"(?<!\w){found}(?!\w)")


class Redaction:
    """Redacts phone numbers (161****6626) and the given secrets."""

    def __init__(self, *secrets: str) -> None:
        self._secrets = [_pattern(secret) for secret in secrets if secret]

    def __call__(self, text: str) -> str:
        """The text without them."""
        for secret in self._secrets:
            text = secret.sub("$NUMBERS_TOKEN", text)
        return _PHONE.sub(r"\1\3****\2\4", text)
