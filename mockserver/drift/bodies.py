"""Drifts of any answer's bytes: what is before, behind and in its JSON, its type, its compression."""

import gzip
import re
from dataclasses import replace
from typing import Final

from mockserver.drift.errors import HTML_TYPE
from mockserver.drift.kinds import Answer, Ask, Drift, Request, saying, serving


@saying
def type_html(answer: Answer, _: Request) -> Answer:
    """The content type of JSON is text/html."""
    return answer.with_header(b"content-type", HTML_TYPE)


@saying
def type_missing(answer: Answer, _: Request) -> Answer:
    """The content type is missing."""
    return answer.with_header(b"content-type", None)


@saying
def type_gbk(answer: Answer, _: Request) -> Answer:
    """The content type says that UTF-8 is GBK."""
    return answer.with_header(b"content-type", b"application/json; charset=gbk")


@saying
def mark_before(answer: Answer, _: Request) -> Answer:
    """There is a byte order mark before the JSON."""
    return replace(answer, body=b"\xef\xbb\xbf" + answer.body)


@saying
def line_before(answer: Answer, _: Request) -> Answer:
    """There is a blank line before the JSON."""
    return replace(answer, body=b"\n" + answer.body)


@saying
def notice_before(answer: Answer, _: Request) -> Answer:
    """There is a PHP notice before the JSON."""
    return replace(answer, body=b"\nNotice: Undefined index: status in NumberController.php\n" + answer.body)


@saying
def page_behind(answer: Answer, _: Request) -> Answer:
    """There is an HTML comment behind the JSON."""
    return replace(answer, body=answer.body + b"<!-- 0.042s -->")


@saying
def body_twice(answer: Answer, _: Request) -> Answer:
    """The JSON is there twice."""
    return replace(answer, body=answer.body * 2)


@saying
def body_cut(answer: Answer, _: Request) -> Answer:
    """Answers end after 8000 bytes."""
    return replace(answer, body=answer.body[:8000])


@saying
def body_jsonp(answer: Answer, _: Request) -> Answer:
    """The JSON is the argument of a JavaScript function."""
    return replace(answer, body=b"callback(" + answer.body + b")")


@saying
def body_string(answer: Answer, _: Request) -> Answer:
    """The JSON is encoded twice: it is a string that contains JSON."""
    return answer.with_document(answer.body.decode())


@saying
def encoding_gbk(answer: Answer, _: Request) -> Answer:
    """The JSON is in GBK."""
    return replace(answer, body=answer.body.decode().encode("gbk", "replace"))


@saying
def code_twice(answer: Answer, _: Request) -> Answer:
    """`code` is there twice in one object."""
    return replace(answer, body=answer.body.replace(b'"code":', b'"code":0,"code":', 1))


@saying
def bill_nan(answer: Answer, _: Request) -> Answer:
    """`bill` is NaN where it should be 0."""
    return replace(answer, body=answer.body.replace(b'"bill":0', b'"bill":NaN'))


@saying
def id_huge(answer: Answer, _: Request) -> Answer:
    """`id` does not fit in 64 bits."""
    return replace(answer, body=re.sub(b'(?<="id":)[0-9]+', _more_than_64_bits, answer.body))


def _more_than_64_bits(number: re.Match[bytes]) -> bytes:
    return b"%d" % (int(number[0]) + 2**64)


@saying
def emoji_cut(answer: Answer, _: Request) -> Answer:
    """`extra` begins with half an emoji."""
    return replace(answer, body=answer.body.replace(b'"extra":"', b'"extra":"\\ud83d'))


@saying
def gzip_broken(answer: Answer, request: Request) -> Answer:
    """For clients that accept gzip the body is said to be gzip, but is not."""
    if b"gzip" not in request.header(b"accept-encoding"):
        return answer
    return replace(answer, body=b"\x1f\x8b broken").with_header(b"content-encoding", b"gzip")


@serving
async def gzip_cached(request: Request, ask: Ask) -> Answer:
    """Clients that accept gzip get the first three rows, as from a cache whose key lacks the query."""
    if b"gzip" not in request.header(b"accept-encoding"):
        return await ask(request)
    answer = await ask(request.asking({"page": 1, "per_page": 3}))
    return replace(answer, body=gzip.compress(answer.body, mtime=0)).with_header(b"content-encoding", b"gzip")


@saying
def gzip_unasked(answer: Answer, _: Request) -> Answer:
    """Bodies are compressed for clients that do not accept gzip, too."""
    return replace(answer, body=gzip.compress(answer.body, mtime=0)).with_header(b"content-encoding", b"gzip")


# fmt: off
BODIES: Final[tuple[Drift, ...]] = (
    type_html, type_missing, type_gbk, mark_before, line_before, notice_before, page_behind, body_twice,
    body_cut, body_jsonp, body_string, encoding_gbk, code_twice, bill_nan, id_huge, emoji_cut, gzip_broken,
    gzip_cached, gzip_unasked,
)
