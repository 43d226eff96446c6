"""Answers that are wrong as a whole: their status, their headers, their bytes."""

from dataclasses import replace
from typing import Final

import orjson

from mockserver.drift.kinds import Answer, Asked, Collect, saying

DRIFTS: Final[Collect] = []

drift = saying(DRIFTS)

HTML: Final = b"<!doctype html><title>Error</title><h1>Whoops, looks like something went wrong.</h1>"


def _is_error(answer: Answer) -> bool:
    return answer.status >= 400


def _typed(answer: Answer, content_type: bytes) -> Answer:
    """The answer with another content type."""
    others = (header for header in answer.headers if header[0] != b"content-type")
    return replace(answer, headers=((b"content-type", content_type), *others))


@drift
def error_200(answer: Answer, _: Asked) -> Answer:
    """Errors come with HTTP 200 and say so only in their body."""
    return replace(answer, status=200) if _is_error(answer) else answer


@drift
def error_400(answer: Answer, _: Asked) -> Answer:
    """A parameter that breaks its rule is a 400."""
    return replace(answer, status=400) if answer.status == 422 else answer


@drift
def error_500(answer: Answer, _: Asked) -> Answer:
    """A parameter that breaks its rule lets the server fail."""
    if answer.status != 422:
        return answer
    return replace(answer, status=500, body=answer.body.replace(b'"code":422', b'"code":500'))


@drift
def error_html(answer: Answer, _: Asked) -> Answer:
    """Errors are pages of HTML."""
    return _typed(replace(answer, body=HTML), b"text/html; charset=UTF-8") if _is_error(answer) else answer


@drift
def error_message_only(answer: Answer, _: Asked) -> Answer:
    """Errors have a `message` and nothing else."""
    if not _is_error(answer):
        return answer
    return replace(answer, body=orjson.dumps({"message": orjson.loads(answer.body)["message"]}))


@drift
def error_login(answer: Answer, _: Asked) -> Answer:
    """Who may not ask is sent to a login page."""
    if answer.status != 401:
        return answer
    return Answer(302, ((b"location", b"/login"), (b"content-type", b"text/html; charset=UTF-8")), b"")


@drift
def challenge_missing(answer: Answer, _: Asked) -> Answer:
    """A 401 does not say how to authenticate."""
    headers = tuple(header for header in answer.headers if header[0] != b"www-authenticate")
    return replace(answer, headers=headers)


@drift
def beyond_last_404(answer: Answer, _: Asked) -> Answer:
    """A page beyond the last is a 404."""
    if answer.status != 200 or orjson.loads(answer.body).get("data"):
        return answer
    body = {"code": 404, "status": "error", "message": "not found", "data": []}
    return replace(answer, status=404, body=orjson.dumps(body))


@drift
def type_html(answer: Answer, _: Asked) -> Answer:
    """The content type of JSON is text/html."""
    return _typed(answer, b"text/html; charset=UTF-8")


@drift
def mark_before(answer: Answer, _: Asked) -> Answer:
    """A byte order mark stands before the JSON."""
    return replace(answer, body=b"\xef\xbb\xbf" + answer.body)


@drift
def notice_before(answer: Answer, _: Asked) -> Answer:
    """A notice of PHP stands before the JSON."""
    return replace(answer, body=b"\nNotice: Undefined index: status in NumberController.php\n" + answer.body)


@drift
def page_behind(answer: Answer, _: Asked) -> Answer:
    """Something stands behind the JSON."""
    return replace(answer, body=answer.body + b"<!-- 0.042s -->")


@drift
def encoding_gbk(answer: Answer, _: Asked) -> Answer:
    """The JSON is in GBK."""
    return replace(answer, body=answer.body.decode().encode("gbk", "replace"))
