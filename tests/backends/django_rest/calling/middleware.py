"""Headers that do not fit the body."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


def length_in_characters(get_response: Answer) -> Answer:
    """Counts characters for Content-Length instead of bytes."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Content-Length"] = str(len(response.content.decode()))
        return response

    return answer


def gzip_in_name_only(get_response: Answer) -> Answer:
    """Names a compression that is not there."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Content-Encoding"] = "gzip"
        return response

    return answer
