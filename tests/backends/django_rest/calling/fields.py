"""Fields of the query."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import QueryDict
from rest_framework import ISO_8601, serializers
from rest_framework.fields import empty

from .models import CallStatus
from .switches import fault, habit

_SLASHED = ["%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d"]
_DASHED = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]


def _input_formats() -> list[str]:
    if habit("dates-slashed-only"):
        return _SLASHED
    if habit("dates-dashed-only"):
        return _DASHED
    if habit("dates-iso-too"):
        return [ISO_8601, *_SLASHED, *_DASHED]
    if fault("day-before-month"):
        return [layout.replace("%m/%d", "%d/%m") for layout in _SLASHED] + _SLASHED + _DASHED
    return _SLASHED + _DASHED


class WholeNumberField(serializers.IntegerField):
    """An integer; REST framework also reads `1.0`, `+1` and ` 1 `."""

    def to_internal_value(self, data: Any) -> Any:
        if habit("integers-strict") and not re.fullmatch("[0-9]+", str(data)):
            self.fail("invalid")
        return super().to_internal_value(data)


class StatusListField(serializers.ListField):
    """`status=2&status=5` and `status[0]=2`, as in REST framework, and the documented `status[]=2`."""

    child = WholeNumberField(min_value=min(CallStatus.values), max_value=max(CallStatus.values))

    def get_value(self, dictionary: QueryDict) -> Any:
        if habit("status-brackets-only"):
            return dictionary.getlist("status[]") or empty
        if habit("status-repeated-only"):
            return dictionary.getlist("status") or empty
        if habit("status-with-commas") and "," in dictionary.get("status", ""):
            return dictionary["status"].split(",")
        statuses = dictionary.getlist("status[]") or super().get_value(dictionary)
        if statuses is empty:
            return empty
        if fault("status-last-only"):
            return statuses[-1:]
        if fault("status-list-cut"):
            return statuses[:4]
        return statuses


class SwitchField(serializers.BooleanField):
    """A boolean; REST framework also reads `yes`, `on`, `t` and the like."""

    def to_internal_value(self, data: Any) -> Any:
        text = str(data).lower()
        absent = data is False  # As of a form, whose checkbox is not ticked.
        if habit("encryption-digits-only") and not absent and text not in ("0", "1"):
            self.fail("invalid", input=data)
        if habit("encryption-words-only") and text not in ("true", "false"):
            self.fail("invalid", input=data)
        if fault("encryption-any-text"):
            return bool(data)
        return super().to_internal_value(data)


class MomentField(serializers.DateTimeField):
    """A time, with slashes or dashes, of Shanghai."""

    def __init__(self, **kwargs: Any) -> None:
        if fault("bounds-in-utc"):
            kwargs["default_timezone"] = UTC
        super().__init__(input_formats=_input_formats(), **kwargs)


class EndField(MomentField):
    """The end of a range."""

    def to_internal_value(self, value: Any) -> Any:
        moment: datetime = super().to_internal_value(value)
        if habit("whole-day-in-end") and ":" not in value:
            return moment + timedelta(days=1, seconds=-1)
        if habit("whole-minute-in-end") and value.count(":") == 1:
            return moment + timedelta(seconds=59)
        return moment
