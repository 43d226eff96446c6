"""Errors in the envelope of the API."""

import traceback
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from rest_framework import views
from rest_framework.exceptions import NotAuthenticated
from rest_framework.response import Response

from .switches import fault, habit


def exception_handler(exc: Exception, context: dict[str, Any]) -> HttpResponseBase | None:
    """REST framework's answer to an exception, put into the envelope."""
    response = views.exception_handler(exc, context)
    if response is None:
        return _unexpected()
    if fault("redirect-to-login") and isinstance(exc, NotAuthenticated):
        return redirect(f"/login?next={context['request'].path}")
    if fault("errors-without-envelope"):
        return response
    if habit("invalid-422") and response.status_code == 400:
        response.status_code = 422
    code, detail = response.status_code, response.data
    if habit("errors-in-200"):
        code, response.status_code = 4000 + code % 100, 200
    if habit("business-codes"):
        code = 10000 + code
    response.data = envelope(code, _message(detail))
    if fault("errors-in-data"):
        response.data["data"] = detail
    return response


def envelope(code: int, message: str) -> dict[str, Any]:
    """The body of an error."""
    return {
        "code": 200 if fault("error-code-200") else code,
        "status": "success" if fault("errors-say-success") else "error",
        "message": message,
        "data": None if fault("error-data-null") else [],
    }


def not_found(request: HttpRequest, exception: Exception) -> JsonResponse:
    """A path without a route, in the envelope of the API."""
    return JsonResponse(envelope(404, "接口不存在"), status=404, json_dumps_params={"ensure_ascii": False})


def _unexpected() -> Response | None:
    """The answer to an error of the program; Django writes it unless there is one."""
    if fault("traceback-in-message"):
        return Response(envelope(500, traceback.format_exc()), status=500)
    return None


def _message(detail: Any) -> str:
    """The first message of the detail, with the name of its parameter."""
    if isinstance(detail, dict):
        name, inner = next(iter(detail.items()))
        text = _message(inner)
        return text if name in ("detail", "non_field_errors") else f"{name}: {text}"
    if isinstance(detail, list):
        return _message(detail[0])
    return str(detail)
