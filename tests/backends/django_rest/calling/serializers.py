"""Rows of the list."""

from typing import Any

from rest_framework import serializers

from .encryption import encrypt
from .models import Number

FIELDS = (
    "number city pro mobile_type area_code post_code extra id status_str callid calldate bill duration "
    "hangupcause hangupdate answerdate is_blacklist status customer_id created_at"
).split()


class NumberSerializer(serializers.ModelSerializer):
    """A number as the list shows it."""

    status_str = serializers.CharField(source="get_status_display")

    class Meta:
        model = Number
        fields = FIELDS

    def to_representation(self, instance: Number) -> dict[str, Any]:
        row = super().to_representation(instance)
        if self.context["view"].query["encryption"]:
            row["number"] = encrypt(row["number"])
        return row
