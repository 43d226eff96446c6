"""The contract with the array style of a client."""

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
"""The default style. Ground: sibling, whose array is `recordIds[]`."""

STATUS: Final[Mapping[Style, str]] = {"repeat": "status", "brackets": "status[]"}
"""The name of the parameter `status` in each style."""


def spelled(style: Style) -> Document:
    """The contract with arrays in a style."""
    document: Document = json.loads(spec.render(contract.load(), ArrayStyle(style), None, Format.JSON))
    return document
