"""The list of numbers."""

import itertools
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.metadata import SimpleMetadata
from rest_framework.request import Request
from rest_framework.response import Response

from .caching import cache_key
from .filters import CreatedFilter, StatusFilter
from .models import Account, Number, Task
from .pagination import NumberPagination
from .query import validated
from .serializers import NumberSerializer
from .switches import fault, habit

LISTS = itertools.count()
"""Counts the lists, for a task that grows."""


class NumberListView(ListAPIView):
    """`GET /agent-api/user/{user_id}/task/{task_id}/number`."""

    serializer_class = NumberSerializer
    pagination_class = NumberPagination
    filter_backends = (StatusFilter, CreatedFilter)
    metadata_class = None if habit("options-405") else SimpleMetadata
    remembered: ClassVar[dict[str, Any]] = {}

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        _read_carelessly(request)
        self.query = validated(request.query_params)
        if fault("query-remembered"):
            self.remembered.update(self.query)
            self.query = dict(self.remembered)
        key = cache_key(self.kwargs, self.query)
        if key and (answer := cache.get(key)):
            return Response(answer)
        response = super().list(request, *args, **kwargs)
        if fault("columns-misaligned"):
            customers = self.filter_queryset(self.get_queryset()).values_list("customer_id", flat=True)
            for row, customer_id in zip(response.data["data"], customers, strict=False):
                row["customer_id"] = customer_id
        if key:
            cache.set(key, response.data)
        return response

    if habit("post-exists"):

        def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
            return Response({"code": 201, "status": "success", "message": "添加号码成功", "data": []}, 201)

    def finalize_response(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().finalize_response(*args, **kwargs)
        if fault("json-as-html"):
            response.content_type = "text/html; charset=utf-8"
        return response

    def get_queryset(self) -> QuerySet:
        numbers = self._numbers().order_by(*_order())
        if habit("growing-task") or habit("growing-at-the-front"):
            now = timezone.make_aware(datetime(2025, 12, 3, 12)) + timedelta(minutes=5 * next(LISTS))
            numbers = numbers.filter(created_at__lte=now)
        return numbers

    def _numbers(self) -> QuerySet:
        """The numbers of the account in the task."""
        user_id, task_id = str(self.kwargs["user_id"]), str(self.kwargs["task_id"])
        sub_user_id = self.query.get("sub_user_id")
        if sub_user_id and fault("sub-user-of-anyone"):
            anyone = Q(user_id=str(sub_user_id), sub_user=None) | Q(sub_user_id=str(sub_user_id))
            return Number.objects.filter(anyone, task_id=task_id)
        owned = self._owned(user_id, task_id)
        if sub_user_id is None or fault("sub-user-ignored"):
            return owned.filter(sub_user=None)
        sub_account = Account.objects.filter(pk=str(sub_user_id), parent_id=user_id).first()
        if sub_account is None:
            if habit("unknown-sub-user-empty"):
                return owned.none()
            if habit("unknown-sub-user-400"):
                raise ValidationError({"sub_user_id": "子账户不存在。"})
            get_object_or_404(Account, pk=str(sub_user_id), parent_id=user_id)
        return owned.filter(sub_user=sub_account)

    def _owned(self, user_id: str, task_id: str) -> QuerySet:
        if fault("task-of-anyone"):
            return Number.objects.filter(task=get_object_or_404(Task, pk=task_id))
        if fault("capital-id-skips-check"):
            return _not_denied(user_id, task_id)
        tasks = Task.objects.filter(user_id=user_id, pk=task_id)
        if habit("unknown-task-403") and not tasks.exists():
            raise PermissionDenied("无权访问该任务。")
        if not habit("unknown-task-empty"):
            get_object_or_404(tasks)
        if fault("task-ignored"):
            return Number.objects.filter(user_id=user_id)
        return Number.objects.filter(user_id=user_id, task__in=tasks)


def _not_denied(user_id: str, task_id: str) -> QuerySet:
    """Looks for a task in any case, but for another user's task in the case that was sent."""
    if Task.objects.filter(pk=task_id).exclude(user_id=user_id).exists():
        raise PermissionDenied
    return Number.objects.filter(task__id__iexact=task_id)


def _order() -> tuple[str, ...]:
    if habit("newest-first") or habit("growing-at-the-front"):
        return "-created_at", "-id"
    if habit("newest-batches-first"):
        return "-created_at", "id"
    if fault("order-random"):
        return ("?",)
    return "created_at", "id"


def _read_carelessly(request: Request) -> None:
    """Reads parameters before they are validated."""
    if fault("missing-page-500"):
        request.query_params["page"]
    if fault("values-unvalidated") or fault("debug-mode") or fault("traceback-in-message"):
        for name in ("page", "per_page"):
            int(request.query_params.get(name, 1))
