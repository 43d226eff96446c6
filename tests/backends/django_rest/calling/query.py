"""Validates the query of the list."""

from typing import Any

from django.http import QueryDict
from rest_framework import serializers

from .models import CallStatus

PER_PAGE = 15

DATES = ("%Y/%m/%d", "%Y-%m-%d")
TIMES = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")


class StatusListField(serializers.ListField):
    """`status=2&status=5` and `status[0]=2`, as in REST framework, and the documented `status[]=2`."""

    child = serializers.IntegerField(min_value=min(CallStatus.values), max_value=max(CallStatus.values))

    def get_value(self, dictionary: QueryDict) -> Any:
        return dictionary.getlist("status[]") or super().get_value(dictionary)


class NumberListQuery(serializers.Serializer):
    """The parameters of the list."""

    page = serializers.IntegerField(min_value=1)
    per_page = serializers.IntegerField(min_value=1, default=PER_PAGE)
    encryption = serializers.BooleanField(default=False)
    sub_user_id = serializers.UUIDField(required=False)
    status = StatusListField(required=False, allow_empty=False)
    start_at = serializers.DateTimeField(required=False, input_formats=TIMES + DATES)
    end_at = serializers.DateTimeField(required=False, input_formats=TIMES + DATES)
