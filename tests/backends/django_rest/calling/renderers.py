"""How answers are written."""

import json
from typing import Any

from rest_framework.renderers import JSONRenderer

from .switches import fault, habit


class EnvelopeRenderer(JSONRenderer):
    """JSON."""

    charset = "utf-8" if habit("charset-named") else None

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        if fault("keys-in-camel-case"):
            data = _in_camel_case(data)
        if fault("json-twice"):
            data = json.dumps(data, ensure_ascii=False, default=str)
        return super().render(data, accepted_media_type, renderer_context)


def _in_camel_case(data: Any) -> Any:
    if isinstance(data, dict):
        return {_camel(name): _in_camel_case(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_in_camel_case(value) for value in data]
    return data


def _camel(name: str) -> str:
    first, *others = str(name).split("_")
    return first + "".join(other.capitalize() for other in others)
