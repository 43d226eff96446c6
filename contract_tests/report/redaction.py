"""What no report shows: phone numbers in full, and the token."""

import re
from typing import Final

_PHONE: Final = re.compile(
    r"(?<![0-9a-f])((?:(?:00)?86[ -]?|0)?1[3-9][0-9])[ -]?[0-9]{4}[ -]?([0-9]{4})(?![0-9])"
    r"|(?<![0-9a-f])(0[1-9][0-9]{1,2})-?[0-9]{3,4}([0-9]{4})(?![0-9a-f])"
)
"""A mobile or a fixed line. Not within hexadecimal digits, which would spoil a UUID."""


SHORT: Final = 8
"""A token of fewer characters is covered where it stands alone only: it may be part of any word."""


def _pattern(secret: str) -> re.Pattern[str]:
    found = re.escape(secret).replace("/", r"\\?/")  # In JSON a slash may be escaped.
    return re.compile(found if len(secret) >= SHORT else rf"(?<!\w){found}(?!\w)")


class Mask:
    """Covers phone numbers (161****6626) and the tokens given in a text."""

    def __init__(self, *secrets: str) -> None:
        self._secrets = [_pattern(secret) for secret in secrets if secret]

    def __call__(self, text: str) -> str:
        """The text with both covered."""
        for secret in self._secrets:
            text = secret.sub("$NUMBERS_TOKEN", text)
        return _PHONE.sub(r"\1\3****\2\4", text)
