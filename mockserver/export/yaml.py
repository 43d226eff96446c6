"""A document as YAML or JSON that every reader understands in the same way."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import yaml

UNBROKEN: Final = 1_000_000
"""Line width: only text with line breaks spans several lines."""

SHORT: Final = 80
"""Characters in a list that is written on one line."""

_RARE_BREAKS = re.compile("[\r\x85\u2028\u2029]")
# YAML 1.1 and 1.2 differ in what is a number, a date or a boolean: 0955, 1e3, 18:07, no, y.
# Whatever resembles one is quoted.
_LIKE_A_VALUE = re.compile(
    r"[-+]?\.?[0-9].*|[-+]?\.(inf|nan)|~|null|true|false|yes|no|on|off|y|n", re.I | re.S
)


class _Dumper(yaml.SafeDumper):
    """Writes YAML in a hand-written style: text blocks, indented lists, no anchors."""

    def ignore_aliases(self, _: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)

    def represent_items(self, items: list[Any]) -> yaml.SequenceNode:
        """A short list of scalars on one line, any other list with a line per item."""
        node = self.represent_list(items)
        values = [each.value for each in node.value if isinstance(each, yaml.ScalarNode)]
        node.flow_style = len(values) == len(items) and len(", ".join(values)) < SHORT
        return node

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """Text in the simplest style that every reader takes for text."""
        style = None
        if _RARE_BREAKS.search(text):
            style = '"'
        elif "\n" in text:
            style = "|"
        elif _LIKE_A_VALUE.fullmatch(text):
            style = "'"
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    def represent_date(self, moment: date) -> yaml.ScalarNode:
        """A date as text, as in JSON."""
        return self.represent_text(moment.isoformat())


_Dumper.add_representer(list, _Dumper.represent_items)
_Dumper.add_representer(str, _Dumper.represent_text)
for _type in (date, datetime):
    _Dumper.add_representer(_type, _Dumper.represent_date)


def as_yaml(document: Mapping[str, Any] | Sequence[Any]) -> str:
    """YAML in the order of the document, valid for versions 1.1 and 1.2; dates become text."""
    written: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=UNBROKEN)
    return written


def as_json(document: Mapping[str, Any] | Sequence[Any]) -> str:
    """JSON in the order of the document; dates become text.

    Raises ValueError or TypeError for a value that JSON cannot express, such as `.nan`.
    """
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not a JSON type")
