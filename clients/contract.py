"""The contract as a client should spell it."""

import json
from collections.abc import Mapping
from typing import Final, Literal, get_args

from clients.languages import Document
from mockserver import contract
from mockserver.export import spec
from mockserver.export.spec import ArrayStyle, Format

Style = Literal["repeat", "brackets"]
"""How arrays are spelled: `status=2&status=5` or `status[]=2&status[]=5`."""

STYLES: Final[tuple[Style, ...]] = get_args(Style)

DEFAULT: Final[Style] = "brackets"
"""What clients send unless another style is chosen. Ground: sibling, whose array is `recordIds[]`."""

STATUS: Final[Mapping[Style, str]] = {"repeat": "status", "brackets": "status[]"}
"""The name under which each style sends the statuses."""


def spelled(style: Style) -> Document:
    """The contract with its arrays spelled so."""
    document: Document = json.loads(spec.render(contract.load(), ArrayStyle(style), None, Format.JSON))
    return document
