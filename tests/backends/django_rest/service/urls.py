"""The routes of the service."""

from calling.caching import tag_of_task
from calling.switches import fault, habit
from calling.views import NumberListView
from django.urls import path, re_path, register_converter
from django.urls.converters import UUIDConverter
from django.views.decorators.cache import cache_control, cache_page
from django.views.decorators.http import condition


class AnyUUIDConverter(UUIDConverter):
    """A UUID in any case."""

    regex = "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"


register_converter(AnyUUIDConverter, "any_uuid")

numbers = NumberListView.as_view()
if fault("cached-before-token"):
    numbers = cache_page(60)(cache_control(public=True)(numbers))
if fault("cache-public"):
    numbers = cache_control(public=True, max_age=60)(numbers)
if fault("tag-of-task"):
    numbers = condition(etag_func=tag_of_task)(numbers)

_KIND = "uuid"
if habit("ids-in-any-case"):
    _KIND = "any_uuid"
if habit("any-text-as-id") or fault("capital-id-skips-check"):
    _KIND = "str"
_ROUTE = f"agent-api/user/<{_KIND}:user_id>/task/<{_KIND}:task_id>/number"
_REGEX = "^agent-api/user/(?P<user_id>[0-9a-f-]{36})/task/(?P<task_id>[0-9a-f-]{36})/number"

urlpatterns = [path(_ROUTE, numbers)]
if habit("slash-accepted"):
    urlpatterns = [re_path(f"{_REGEX}/?$", numbers)]
if fault("route-open-ended"):
    urlpatterns = [re_path(_REGEX, numbers)]
if fault("slash-required"):
    urlpatterns = [path(f"{_ROUTE}/", numbers)]

if habit("errors-of-django-in-envelope"):
    handler404 = "calling.exceptions.not_found"
