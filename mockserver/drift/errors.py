"""Drifts of errors: their status, their envelope, and answers that should not be errors."""

from dataclasses import replace
from typing import Final

from mockserver.drift.kinds import Answer, Drift, Request, saying

HTML: Final = b"<!doctype html><title>Error</title><h1>Whoops, looks like something went wrong.</h1>"
HTML_TYPE: Final = b"text/html; charset=UTF-8"


def _with(answer: Answer, **fields: object) -> Answer:
    """An error with other values of some fields; what is not an error stays."""
    return answer.with_document(answer.document | fields) if answer.is_error else answer


def _failed(answer: Answer, status: int, message: str) -> Answer:
    """An error in place of an answer."""
    return answer.with_document({"code": status, "status": "error", "message": message, "data": []}, status)


@saying
def error_200(answer: Answer, _: Request) -> Answer:
    """Errors have HTTP status 200, and say so only in their body."""
    return replace(answer, status=200) if answer.is_error else answer


@saying
def error_400(answer: Answer, _: Request) -> Answer:
    """Invalid parameters are answered with 400."""
    return replace(answer, status=400) if answer.status == 422 else answer


@saying
def error_500(answer: Answer, _: Request) -> Answer:
    """Invalid parameters make the server fail with 500."""
    if answer.status != 422:
        return answer
    return replace(answer, status=500, body=answer.body.replace(b'"code":422', b'"code":500'))


@saying
def error_user_500(answer: Answer, _: Request) -> Answer:
    """An invalid `user_id` makes the database fail, with 500."""
    wrong = answer.status == 422 and "user_id" in answer.document["message"]
    return _failed(answer, 500, "SQLSTATE[22P02]") if wrong else answer


@saying
def error_page_2_500(answer: Answer, request: Request) -> Answer:
    """Page 2 is answered with 500."""
    return _failed(answer, 500, "服务器出错") if request.values.get("page") == 2 else answer


@saying
def error_html(answer: Answer, _: Request) -> Answer:
    """Errors are HTML pages."""
    return replace(answer, body=HTML).with_header(b"content-type", HTML_TYPE) if answer.is_error else answer


@saying
def error_problem(answer: Answer, _: Request) -> Answer:
    """Errors have the content type application/problem+json."""
    return answer.with_header(b"content-type", b"application/problem+json") if answer.is_error else answer


@saying
def error_message_only(answer: Answer, _: Request) -> Answer:
    """Errors have a `message` and nothing else."""
    return answer.with_document({"message": answer.document["message"]}) if answer.is_error else answer


@saying
def error_laravel(answer: Answer, _: Request) -> Answer:
    """Invalid parameters are answered as Laravel's validator does."""
    document = {"message": "The given data was invalid.", "errors": {"page": ["required"]}}
    return answer.with_document(document) if answer.status == 422 else answer


@saying
def error_data_object(answer: Answer, _: Request) -> Answer:
    """`data` of errors is an object."""
    return _with(answer, data={})


@saying
def error_data_null(answer: Answer, _: Request) -> Answer:
    """`data` of errors is null."""
    return _with(answer, data=None)


@saying
def error_success(answer: Answer, _: Request) -> Answer:
    """`status` of errors is success."""
    return _with(answer, status="success")


@saying
def error_message_empty(answer: Answer, _: Request) -> Answer:
    """`message` of errors is empty."""
    return _with(answer, message="")


@saying
def error_code_200(answer: Answer, _: Request) -> Answer:
    """`code` of errors is 200."""
    return _with(answer, code=200)


@saying
def error_login(answer: Answer, _: Request) -> Answer:
    """Requests without access are redirected to a login page."""
    if answer.status != 401:
        return answer
    return Answer(302, ((b"location", b"/login"), (b"content-type", HTML_TYPE)), b"")


@saying
def error_login_unless_json(answer: Answer, request: Request) -> Answer:
    """Requests without access that accept any type are redirected to a login page, as by Laravel."""
    if answer.status != 401 or b"json" in request.header(b"accept"):
        return answer
    return Answer(302, ((b"location", b"/login"), (b"content-type", HTML_TYPE)), b"<html></html>")


@saying
def error_home_unless_json(answer: Answer, request: Request) -> Answer:
    """Invalid values from clients that accept any type are answered with a redirect, as by Laravel."""
    if answer.status != 422 or b"json" in request.header(b"accept"):
        return answer
    return Answer(302, ((b"location", b"/"), (b"content-type", HTML_TYPE)), b"<html></html>")


@saying
def error_403(answer: Answer, _: Request) -> Answer:
    """Requests without access are answered with 403."""
    return answer.with_document(answer.document | {"code": 403}, 403) if answer.status == 401 else answer


@saying
def challenge_missing(answer: Answer, _: Request) -> Answer:
    """A 401 does not say how to authenticate."""
    return answer.with_header(b"www-authenticate", None)


@saying
def nothing_found_404(answer: Answer, _: Request) -> Answer:
    """A request that matches no row is answered with 404."""
    return _failed(answer, 404, "没有号码") if _found_nothing(answer) else answer


@saying
def nothing_found_204(answer: Answer, _: Request) -> Answer:
    """A request that matches no row is answered without a body."""
    return Answer(204, (), b"") if _found_nothing(answer) else answer


def _found_nothing(answer: Answer) -> bool:
    return answer.has_page and answer.document["meta"]["total"] == 0


@saying
def beyond_last_404(answer: Answer, _: Request) -> Answer:
    """A page beyond the last is a 404."""
    return (
        answer if answer.status != 200 or answer.document.get("data") else _failed(answer, 404, "not found")
    )


# fmt: off
ERRORS: Final[tuple[Drift, ...]] = (
    error_200, error_400, error_500, error_user_500, error_page_2_500, error_html, error_problem,
    error_message_only, error_laravel, error_data_object, error_data_null, error_success,
    error_message_empty, error_code_200, error_login, error_login_unless_json, error_home_unless_json,
    error_403, challenge_missing,
    nothing_found_404, nothing_found_204, beyond_last_404,
)
