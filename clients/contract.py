"""The contract as a client should spell it."""

from typing import Final, Literal, get_args

import yaml

from clients.languages import ROOT, Document

Style = Literal["repeat", "brackets"]
"""How arrays are spelled: `status=2&status=5` or `status[]=2&status[]=5`."""

STYLES: Final[tuple[Style, ...]] = get_args(Style)


def spelled(style: Style) -> Document:
    """The contract with its arrays spelled so."""
    document: Document = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
    for parameter in document["components"]["parameters"].values():
        if style == "brackets" and parameter["schema"]["type"] == "array":
            parameter["name"] += "[]"
    return document
