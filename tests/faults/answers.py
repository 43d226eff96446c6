"""Faults in answers as such: their status, their headers, their bytes."""

from asyncio import sleep
from gzip import compress

from tests.faults.mutant import Answer, Asked, Query, call, fault, in_answer

HTML = b"<!DOCTYPE html><html><head><title>500</title></head><body>Something went wrong.</body></html>"


@in_answer("answers-are-exact-json")
def a_byte_order_mark(answer: Answer, asked: Asked) -> Answer:
    """A byte order mark before the JSON."""
    return answer.around(b"\xef\xbb\xbf")


@in_answer("answers-are-exact-json")
def a_warning_of_php(answer: Answer, asked: Asked) -> Answer:
    """A warning of PHP before the JSON."""
    return answer.around(b"\nWarning: Undefined variable $x in /app/a.php on line 1\n")


@in_answer("answers-are-exact-json")
def a_blank_line_before(answer: Answer, asked: Asked) -> Answer:
    """A blank line before the JSON, from behind a closing tag of PHP."""
    return answer.around(b"\n")


@in_answer("answers-are-exact-json")
def two_documents(answer: Answer, asked: Asked) -> Answer:
    """The JSON twice."""
    return answer.with_body(answer.body * 2)


@in_answer("answers-are-exact-json")
def a_comment_behind(answer: Answer, asked: Asked) -> Answer:
    """A comment of a profiler behind the JSON."""
    return answer.around(b"", b"<!-- 12 ms -->")


@in_answer("answers-are-exact-json")
def jsonp(answer: Answer, asked: Asked) -> Answer:
    """The JSON is the argument of a call."""
    return answer.around(b"callback(", b")")


@in_answer("answers-are-exact-json")
def json_in_a_string(answer: Answer, asked: Asked) -> Answer:
    """The JSON was written as JSON once more."""
    return answer.with_document(answer.body.decode())


@in_answer("answers-are-exact-json")
def truncated(answer: Answer, asked: Asked) -> Answer:
    """Long answers end early."""
    return answer.with_body(answer.body[:8000])


@in_answer("answers-are-exact-json")
def in_gbk(answer: Answer, asked: Asked) -> Answer:
    """Chinese is in GBK."""
    return answer.with_body(answer.body.decode().encode("gbk"))


@in_answer("answers-are-exact-json")
def a_name_twice(answer: Answer, asked: Asked) -> Answer:
    """A name occurs twice in an object."""
    return answer.with_body(answer.body.replace(b'"code":', b'"code":0,"code":', 1))


@in_answer("answers-are-exact-json")
def not_a_number(answer: Answer, asked: Asked) -> Answer:
    """NaN stands for a length that is not known."""
    return answer.with_body(answer.body.replace(b'"bill":0', b'"bill":NaN'))


@in_answer("answers-say-that-they-are-json")
def content_type_is_html(answer: Answer, asked: Asked) -> Answer:
    """The content type is that of a page of HTML."""
    return answer.header("content-type", "text/html; charset=UTF-8")


@in_answer("answers-say-that-they-are-json")
def content_type_is_gone(answer: Answer, asked: Asked) -> Answer:
    """There is no content type."""
    return answer.header("content-type", None)


@in_answer("answers-say-that-they-are-json")
def charset_is_gbk(answer: Answer, asked: Asked) -> Answer:
    """The content type tells a wrong charset."""
    return answer.header("content-type", "application/json; charset=gbk")


@in_answer("answers-say-that-they-are-json")
def errors_are_problems(answer: Answer, asked: Asked) -> Answer:
    """Errors have another content type."""
    return answer if answer.status < 400 else answer.header("content-type", "application/problem+json")


@in_answer("errors-keep-the-envelope")
def errors_of_laravel(answer: Answer, asked: Asked) -> Answer:
    """Errors have the shape of a validator of Laravel."""
    if answer.status != 422:
        return answer
    return answer.with_document({"message": "The given data was invalid.", "errors": {"page": ["required"]}})


@in_answer("errors-keep-the-envelope")
def errors_have_an_object(answer: Answer, asked: Asked) -> Answer:
    """`data` of an error is an object."""
    return answer if answer.status < 400 else answer.with_document(answer.document | {"data": {}})


@in_answer("errors-keep-the-envelope")
def errors_have_null(answer: Answer, asked: Asked) -> Answer:
    """`data` of an error is null."""
    return answer if answer.status < 400 else answer.with_document(answer.document | {"data": None})


@in_answer("errors-keep-the-envelope")
def errors_say_success(answer: Answer, asked: Asked) -> Answer:
    """`status` of an error is success."""
    return answer if answer.status < 400 else answer.with_document(answer.document | {"status": "success"})


@in_answer("errors-keep-the-envelope")
def errors_have_no_message(answer: Answer, asked: Asked) -> Answer:
    """The message of an error is empty."""
    return answer if answer.status < 400 else answer.with_document(answer.document | {"message": ""})


@in_answer("the-code-of-an-error-is-its-status")
def errors_have_code_200(answer: Answer, asked: Asked) -> Answer:
    """`code` of an error is 200."""
    return answer if answer.status < 400 else answer.with_document(answer.document | {"code": 200})


@in_answer("errors-travel-with-their-status")
def errors_travel_with_200(answer: Answer, asked: Asked) -> Answer:
    """Errors travel with HTTP 200."""
    return Answer(200, answer.headers, answer.body)


@in_answer("answers-are-exact-json")
def errors_are_html(answer: Answer, asked: Asked) -> Answer:
    """Errors are pages of HTML."""
    return answer if answer.status < 400 else answer.with_body(HTML).header("content-type", "text/html")


@in_answer("refused-page-missing")
def refusals_are_400(answer: Answer, asked: Asked) -> Answer:
    """Wrong values are refused with 400."""
    return answer if answer.status != 422 else Answer(400, answer.headers, answer.body)


@in_answer("no-request-makes-the-server-fail")
def wrong_values_make_it_fail(answer: Answer, asked: Asked) -> Answer:
    """A wrong UUID makes the server fail."""
    failed = {"code": 500, "status": "error", "message": "SQLSTATE[22P02]", "data": []}
    wrong = answer.status == 422 and "user_id" in answer.document["message"]
    return Answer(500, answer.headers, b"").with_document(failed) if wrong else answer


@fault("valid-requests-are-answered")
async def the_second_page_fails(asked: Asked) -> Answer:
    """Page 2 is answered 500."""
    answer = await call(asked.app, asked.scope)
    failed = {"code": 500, "status": "error", "message": "服务器出错", "data": []}
    return Answer(500, answer.headers, b"").with_document(failed) if asked.last("page") == "2" else answer


@fault("valid-requests-are-answered")
async def nothing_found_is_404(asked: Asked) -> Answer:
    """Where no row is left the answer is 404."""
    answer = await call(asked.app, asked.scope)
    if answer.status != 200 or answer.document["meta"]["total"]:
        return answer
    gone = {"code": 404, "status": "error", "message": "没有号码", "data": []}
    return Answer(404, answer.headers, b"").with_document(gone)


@fault("valid-requests-are-answered")
async def nothing_found_is_204(asked: Asked) -> Answer:
    """Where no row is left there is no body."""
    answer = await call(asked.app, asked.scope)
    if answer.status != 200 or answer.document["meta"]["total"]:
        return answer
    return Answer(204, [], b"")


@fault("valid-requests-are-answered")
async def a_trailing_slash_is_wanted(asked: Asked) -> Answer:
    """Without a trailing slash there is a redirect."""
    answer = await call(asked.app, asked.scope)
    return (
        Answer(301, [(b"location", asked.scope["path"].encode() + b"/")], b"")
        if answer.status == 200 and asked.scope["query_string"].startswith(b"page=3")
        else answer
    )


@fault("no-request-makes-the-server-fail")
async def it_dies_of_large_pages(asked: Asked) -> Answer:
    """The connection ends where the page is large."""
    if asked.last("page").isdecimal() and int(asked.last("page")) > 10**12:
        raise OSError("out of memory")
    return await call(asked.app, asked.scope)


@fault("a-packed-answer-is-the-same")
async def gzip_is_broken(asked: Asked) -> Answer:
    """What is said to be gzip is not."""
    answer = await call(asked.app, asked.scope)
    return (
        answer
        if "gzip" not in asked.header("accept-encoding")
        else answer.header("content-encoding", "gzip").with_body(b"\x1f\x8b broken")
    )


@fault("a-packed-answer-is-the-same")
async def gzip_is_of_another_answer(asked: Asked) -> Answer:
    """The packed answer comes out of a cache that knows no parameters."""
    if "gzip" not in asked.header("accept-encoding"):
        return await call(asked.app, asked.scope)
    scope = {
        **asked.scope,
        "headers": [pair for pair in asked.scope["headers"] if pair[0] != b"accept-encoding"],
    }
    answer = await call(asked.app, {**scope, "query_string": b"page=1&per_page=3"})
    return answer.with_body(compress(answer.body)).header("content-encoding", "gzip")


@fault("start-at-works-alone")
async def a_cache_without_bounds(asked: Asked) -> Answer:
    """A cache whose key lacks the bounds."""
    answer = await call(asked.app, asked.scope)
    if answer.status != 200 or not ({"start_at", "end_at"} & asked.query.keys()):
        return answer
    query = {name: values for name, values in asked.query.items() if name not in ("start_at", "end_at")}
    return await asked.again(query)


@fault("no-access-with-a-bad-token")
async def any_token_will_do(asked: Asked) -> Answer:
    """The token is not looked at."""
    headers = [
        (k, b"Bearer judge" if k == b"authorization" and b"invalid" in v else v)
        for k, v in asked.scope["headers"]
    ]
    return await call(asked.app, {**asked.scope, "headers": headers})


@fault("no-access-without-a-token")
async def no_token_is_needed(asked: Asked) -> Answer:
    """Without a token numbers are given away."""
    headers = [*asked.scope["headers"]] + (
        [] if asked.header("authorization") else [(b"authorization", b"Bearer judge")]
    )
    return await call(asked.app, {**asked.scope, "headers": headers})


@fault("no-access-with-another-scheme")
async def any_scheme_will_do(asked: Asked) -> Answer:
    """Another scheme than Bearer is as good."""
    headers = [(k, b"Bearer judge" if v.startswith(b"Basic") else v) for k, v in asked.scope["headers"]]
    return await call(asked.app, {**asked.scope, "headers": headers})


@fault("no-access-with-an-empty-token")
async def an_empty_token_will_do(asked: Asked) -> Answer:
    """An empty token is accepted."""
    headers = [(k, b"Bearer judge" if v.strip() == b"Bearer" else v) for k, v in asked.scope["headers"]]
    return await call(asked.app, {**asked.scope, "headers": headers})


@fault("no-access-without-a-token")
async def strangers_are_sent_to_the_login(asked: Asked) -> Answer:
    """Who has no access is sent to a page to log in, as Laravel does."""
    answer = await call(asked.app, asked.scope)
    return Answer(302, [(b"location", b"/login")], b"") if answer.status == 401 else answer


@fault("no-access-without-a-token")
async def strangers_get_403(asked: Asked) -> Answer:
    """Who has no token is answered 403."""
    answer = await call(asked.app, asked.scope)
    return (
        Answer(403, answer.headers, b"").with_document(answer.document | {"code": 403})
        if answer.status == 401
        else answer
    )


@fault("no-access-without-a-token")
async def the_challenge_is_gone(asked: Asked) -> Answer:
    """401 without WWW-Authenticate."""
    return (await call(asked.app, asked.scope)).header("www-authenticate", None)


@fault("the-scheme-may-be-written-in-any-case")
async def the_scheme_has_one_case(asked: Asked) -> Answer:
    """`bearer` in small letters is refused."""
    headers = [(k, v.replace(b"bearer", b"Token")) for k, v in asked.scope["headers"]]
    return await call(asked.app, {**asked.scope, "headers": headers})


@fault("access-is-checked-for-every-page")
async def a_cache_before_the_token(asked: Asked) -> Answer:
    """A page that was answered before is given to anybody."""
    answer = await call(asked.app, asked.scope)
    if answer.status == 401 and asked.last("per_page") == "1000":
        headers = [(k, b"Bearer judge" if k == b"authorization" else v) for k, v in asked.scope["headers"]]
        return await call(asked.app, {**asked.scope, "headers": headers})
    return answer


_shared: dict[str, Query] = {}


@fault("answers-asked-at-once-do-not-mix")
async def requests_share_a_variable(asked: Asked) -> Answer:
    """What was asked is kept where the next request writes too."""
    _shared["query"] = asked.query
    await sleep(0.002)
    return await asked.again(_shared["query"])


@fault("who-names-no-type-receives-json")
async def strangers_who_name_no_type_are_sent_to_the_login(asked: Asked) -> Answer:
    """Who has no access and accepts anything is sent to a page to log in, as Laravel does by itself."""
    answer = await call(asked.app, asked.scope)
    if answer.status == 401 and "json" not in asked.header("accept"):
        return Answer(302, [(b"location", b"/login"), (b"content-type", b"text/html")], b"<html></html>")
    return answer


@in_answer("answers-are-exact-json")
def texts_are_cut_within_a_character(answer: Answer, asked: Asked) -> Answer:
    """A text was cut in the middle of an emoji, which left half of it."""
    return answer.with_body(answer.body.replace(b'"extra":"', b'"extra":"\\ud83d'))
