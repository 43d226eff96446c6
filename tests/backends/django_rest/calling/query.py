"""Validates the query of the list."""

from typing import Any

from django.http import QueryDict
from rest_framework import serializers

from .fields import EndField, MomentField, StatusListField, SwitchField, WholeNumberField
from .switches import habit


class NumberListQuery(serializers.Serializer):
    """The parameters of the list."""

    page = WholeNumberField(min_value=1, **({"default": 1} if habit("page-optional") else {}))
    per_page = WholeNumberField(
        min_value=1,
        max_value=100 if habit("per-page-maximum-100") else None,
        default=20 if habit("per-page-default-20") else 15,
    )
    encryption = SwitchField(default=False)
    sub_user_id = serializers.UUIDField(required=False)
    status = StatusListField(required=False, allow_empty=False)
    start_at = MomentField(required=False)
    end_at = EndField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        bounds = {"start_at", "end_at"} & attrs.keys()
        if habit("both-bounds-required") and len(bounds) == 1:
            raise serializers.ValidationError("start_at 和 end_at 必须同时出现。")
        if habit("reversed-bounds-refused") and len(bounds) == 2 and attrs["start_at"] > attrs["end_at"]:
            raise serializers.ValidationError("start_at 不能晚于 end_at。")
        return attrs


def validated(parameters: QueryDict) -> dict[str, Any]:
    """The parameters as typed values. Raises ValidationError."""
    query = NumberListQuery(data=parameters)
    if habit("invalid-ignored") and not query.is_valid():
        parameters = parameters.copy()
        for name in query.errors:
            for spelling in [key for key in parameters if key.partition("[")[0] == name]:
                del parameters[spelling]
        parameters.setdefault("page", "1")
        query = NumberListQuery(data=parameters)
    query.is_valid(raise_exception=True)
    values: dict[str, Any] = query.validated_data
    return values
