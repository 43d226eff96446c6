"""Filter backends of the list, each for one kind of parameter."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from .models import Number
from .switches import fault, habit


class StatusFilter(BaseFilterBackend):
    """`status`: the numbers with one of these statuses."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        statuses = view.query.get("status")
        if fault("status-zero-falsy"):
            statuses = [status for status in statuses or [] if status]
        if not statuses or fault("paginate-before-filter"):
            return queryset
        return _with_status(queryset, statuses)


def _with_status(queryset: QuerySet, statuses: list[int]) -> QuerySet:
    if fault("status-or-unscoped"):
        others = [Number.objects.filter(status=status) for status in statuses[1:]]
        return reduce(or_, others, queryset.filter(status=statuses[0]))
    if fault("status-chained"):
        for status in statuses:
            queryset = queryset.filter(status=status)
        return queryset
    if fault("status-contains"):
        return queryset.filter(reduce(or_, (Q(status__contains=status) for status in statuses)))
    if fault("status-range"):
        return queryset.filter(status__range=(min(statuses), max(statuses)))
    if fault("status-spans-relation"):
        return queryset.filter(task__numbers__status__in=statuses)
    return queryset.filter(status__in=statuses)


class CreatedFilter(BaseFilterBackend):
    """`start_at` and `end_at`: the numbers created between these times."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        bounds = {name: view.query[name] for name in ("start_at", "end_at") if name in view.query}
        if fault("bounds-only-together") and len(bounds) == 1:
            return queryset
        if fault("bounds-swapped") and len(bounds) == 2:
            return queryset.filter(created_at__range=(bounds["end_at"], bounds["start_at"]))
        if fault("bounds-as-text"):
            texts = {name: request.query_params[name] for name in bounds}
            return queryset.extra(  # noqa: S610  # The values are parameters.
                where=[f"numbers.created_at {'>=' if name == 'start_at' else '<='} %s" for name in texts],
                params=list(texts.values()),
            )
        for name, moment in bounds.items():
            queryset = queryset.filter(**{_created(name): moment})
        return queryset


def _created(name: str) -> str:
    """The lookup of a bound."""
    column = "calldate" if fault("bounds-of-the-call") else "created_at"
    if fault("bounds-by-day"):
        column += "__date"
    if name == "start_at":
        return f"{column}__gte"
    return f"{column}__lt" if habit("end-exclusive") else f"{column}__lte"
