"""The contract as a client should spell it."""

import json
from typing import Final, Literal, get_args

from clients.languages import Document
from mockserver import contract
from mockserver.export import spec
from mockserver.export.spec import ArrayStyle, Format

Style = Literal["repeat", "brackets"]
"""How arrays are spelled: `status=2&status=5` or `status[]=2&status[]=5`."""

STYLES: Final[tuple[Style, ...]] = get_args(Style)


def spelled(style: Style) -> Document:
    """The contract with its arrays spelled so."""
    document: Document = json.loads(spec.render(contract.load(), ArrayStyle(style), None, Format.JSON))
    return document
