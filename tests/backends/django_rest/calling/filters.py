"""Filter backends of the list, each for one kind of parameter."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request


class StatusFilter(BaseFilterBackend):
    """`status`: the numbers with one of these statuses."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        if "status" not in view.query:
            return queryset
        return queryset.filter(status__in=view.query["status"])


class CreatedFilter(BaseFilterBackend):
    """`start_at` and `end_at`: the numbers created between these times."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        if "start_at" in view.query:
            queryset = queryset.filter(created_at__gte=view.query["start_at"])
        if "end_at" in view.query:
            queryset = queryset.filter(created_at__lte=view.query["end_at"])
        return queryset
