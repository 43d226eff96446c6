"""The list of numbers."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from .filters import CreatedFilter, StatusFilter
from .models import Account, Number, Task
from .pagination import NumberPagination
from .query import NumberListQuery
from .serializers import NumberSerializer


class NumberListView(ListAPIView):
    """`GET /agent-api/user/{user_id}/task/{task_id}/number`."""

    serializer_class = NumberSerializer
    pagination_class = NumberPagination
    filter_backends = (StatusFilter, CreatedFilter)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        query = NumberListQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        self.query = query.validated_data
        return super().list(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet:
        user_id, task_id = str(self.kwargs["user_id"]), str(self.kwargs["task_id"])
        task = get_object_or_404(Task, pk=task_id, user_id=user_id)
        sub_account = None
        if "sub_user_id" in self.query:
            sub_account = get_object_or_404(Account, pk=str(self.query["sub_user_id"]), parent_id=user_id)
        return Number.objects.filter(user_id=user_id, task=task, sub_user=sub_account).order_by("created_at", "id")
