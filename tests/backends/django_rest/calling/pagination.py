"""Pages of the list, and the block `meta`."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response


class NumberPagination(PageNumberPagination):
    """Pages by number; both parameters are validated by the view before."""

    page_query_param = "page"
    page_size_query_param = "per_page"
    max_page_size = 1000

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: Any = None) -> list[Any]:
        self.query = view.query
        return super().paginate_queryset(queryset, request, view)

    def get_page_size(self, request: Request) -> int:
        return min(self.query["per_page"], self.max_page_size)

    def get_page_number(self, request: Request, paginator: Paginator) -> int:
        return self.query["page"]

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "code": 200,
                "status": "success",
                "message": "查看号码列表成功",
                "data": data,
                "meta": self.meta(),
            }
        )

    def meta(self) -> dict[str, Any]:
        """The block `meta`."""
        return {
            "has_pages": self.page.has_other_pages(),
            "total": self.page.paginator.count,
            "last_page": self.page.paginator.num_pages,
            "current_page": self.page.number,
            "per_page": self.page.paginator.per_page,
        }
