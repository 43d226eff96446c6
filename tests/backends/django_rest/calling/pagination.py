"""Pages of the list, and the block `meta`."""

from typing import Any

from django.core.cache import cache
from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from .switches import fault, habit


class NumberPaginator(Paginator):
    """Cuts the list into pages."""

    def __init__(self, object_list: QuerySet, per_page: int) -> None:
        super().__init__(object_list, per_page, orphans=5 if fault("orphans") else 0)

    def page(self, number: int) -> Page:
        if habit("page-beyond-last-is-last"):
            return super().page(min(number, self.num_pages))
        if fault("page-unchecked"):
            return self._slice((number - 1) * self.per_page, self.per_page, number)
        try:
            page = super().page(number)
        except EmptyPage:
            if habit("page-beyond-last-empty"):
                return self._get_page(self.object_list.none(), number, self)
            raise
        miscut = self._miscut(number)
        return page if miscut is None else miscut

    def _miscut(self, number: int) -> Page | None:
        """The page with other rows than its own."""
        offset = (number - 1) * self.per_page
        if fault("page-as-offset"):
            return self._slice(number - 1, self.per_page, number)
        if fault("first-page-skipped"):
            return self._slice(offset + self.per_page, self.per_page, number)
        if fault("slice-inclusive"):
            return self._slice(offset, self.per_page + 1, number)
        if fault("per-page-cap-hidden"):
            return self._slice(offset, min(self.per_page, 50), number)
        return None

    def _slice(self, offset: int, limit: int, number: int) -> Page:
        return self._get_page(self.object_list[offset : offset + limit], number, self)


class NumberPagination(PageNumberPagination):
    """Pages by number; both parameters are validated by the view before."""

    django_paginator_class = NumberPaginator
    page_query_param = "page"
    page_size_query_param = "per_page"
    max_page_size = 100 if habit("per-page-clamped-100") else 1000

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: Any = None) -> list[Any]:
        self.view = view
        rows: list[Any] = super().paginate_queryset(queryset, request, view)
        if fault("paginate-before-filter") and "status" in view.query:
            return [row for row in rows if row.status in view.query["status"]]
        return rows

    def get_page_size(self, request: Request) -> int:
        if fault("per-page-ignored"):
            return 15
        return min(int(self.view.query["per_page"]), self.max_page_size)

    def get_page_number(self, request: Request, paginator: Paginator) -> int:
        number: int = self.view.query["page"]
        return number

    def get_paginated_response(self, data: Any) -> Response:
        if fault("empty-data-null"):
            data = data or None
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
        total = self.total()
        per_page = self.page.paginator.per_page
        echoed = habit("per-page-echoed") and "per_page" in self.request.query_params
        number = self.page.number - 1 if fault("current-page-from-zero") else self.page.number
        return {
            "has_pages": habit("has-pages-always") or self.page.has_other_pages(),
            "total": total,
            "last_page": self.last_page(total, per_page),
            "current_page": number,
            "per_page": str(per_page) if echoed else per_page,
        }

    def total(self) -> int:
        """How many numbers there are."""
        total: int = self.page.paginator.count
        if fault("total-of-page"):
            return len(self.page)
        if fault("total-unfiltered"):
            return self.view.get_queryset().count()
        if fault("total-cached-by-task"):
            return cache.get_or_set(f"total:{self.view.kwargs['task_id']}", total)
        if fault("total-rounded"):
            return round(total, -1)
        return total

    def last_page(self, total: int, per_page: int) -> int:
        """The number of the last page."""
        if fault("last-page-rounded-down"):
            return max(1, total // per_page)
        if fault("last-page-plus-one"):
            return total // per_page + 1
        last: int = self.page.paginator.num_pages
        return last
