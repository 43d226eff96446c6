"""Rows of the list."""

from datetime import UTC
from typing import Any

from rest_framework import serializers

from .encryption import encrypt
from .models import CallStatus, Number
from .switches import fault, habit

FIELDS = [
    *("number", "city", "pro", "mobile_type", "area_code", "post_code", "extra", "id", "status_str"),
    *("callid", "calldate", "bill", "duration", "hangupcause", "hangupdate", "answerdate"),
    *("is_blacklist", "status", "customer_id", "created_at"),
]
if habit("extra-fields"):
    FIELDS += ["user", "task", "sub_user"]
if fault("field-forgotten"):
    FIELDS.remove("answerdate")


class SecondsField(serializers.IntegerField):
    """Milliseconds as whole seconds."""

    def to_representation(self, value: int) -> int:
        return value // 1000


class NumberSerializer(serializers.ModelSerializer):
    """A number as the list shows it."""

    status_str = serializers.CharField(source="status_label")
    if habit("blacklist-as-digit"):
        is_blacklist = serializers.IntegerField()
    if fault("blacklist-as-text"):
        is_blacklist = serializers.CharField()
    if fault("post-code-as-number"):
        post_code = serializers.IntegerField()
    if fault("area-code-as-number"):
        area_code = serializers.IntegerField()
    if fault("number-as-number"):
        number = serializers.IntegerField()
    if fault("ids-as-text"):
        id = serializers.CharField()
    if fault("durations-as-text"):
        bill = serializers.DecimalField(max_digits=12, decimal_places=0)
        duration = serializers.DecimalField(max_digits=12, decimal_places=0)
    if fault("durations-in-seconds"):
        bill = SecondsField()
        duration = SecondsField()
    if fault("created-at-in-utc"):
        created_at = serializers.DateTimeField(default_timezone=UTC)

    class Meta:
        model = Number
        fields = FIELDS

    def to_representation(self, instance: Number) -> dict[str, Any]:
        row = super().to_representation(instance)
        query = self.context["view"].query
        plain = row["number"]
        if habit("numbers-masked"):
            row["number"] = f"{plain[:3]}****{plain[7:]}"
        first_only = fault("encryption-first-page-only") and query["page"] > 1
        if query["encryption"] and not habit("encryption-not-enabled") and not first_only:
            row["number"] = encrypt(str(plain))
        if fault("encryption-leaks"):
            row["phone"] = plain
        return self._without_values(self._labelled(row))

    def _labelled(self, row: dict[str, Any]) -> dict[str, Any]:
        language = self.context["request"].headers.get("Accept-Language", "")
        if fault("labels-shifted"):
            row["status_str"] = CallStatus.labels[row["status"] - 1]
        if fault("labels-by-language") and language.startswith("en"):
            row["status_str"] = CallStatus(row["status"]).name.capitalize()
        if fault("label-names"):
            row["status_str"] = CallStatus(row["status"]).name
        if fault("mojibake") and row["mobile_type"]:
            row["mobile_type"] = row["mobile_type"].encode().decode("latin-1")
        return row

    def _without_values(self, row: dict[str, Any]) -> dict[str, Any]:
        """Writes what has no value."""
        if habit("empty-strings"):
            empty = dict.fromkeys((name for name in row if name != "is_blacklist"), "")
            return {name: empty.get(name) if value is None else value for name, value in row.items()}
        if habit("durations-null"):
            return row | {name: row[name] or None for name in ("bill", "duration")}
        if habit("blacklist-false"):
            return row | {"is_blacklist": bool(row["is_blacklist"])}
        if fault("none-as-text"):
            return {name: str(value) if value is None else value for name, value in row.items()}
        if fault("nulls-omitted"):
            return {name: value for name, value in row.items() if value is not None}
        return row
