"""The ways in which an API is hostile, and how a run of the contract suite against each of them may end.

Each mode answers one call. Modes of one theme stand together; `ENDS` has the ends that are true.
"""

import gzip
import json
import random
import uuid
import zlib
from collections.abc import Mapping
from email.utils import formatdate
from functools import cache
from typing import Any, Final

from contract_tests.results import End
from tests.hostile.api import Call, Mode, correct

MB: Final = 2**20


# Heads: never complete, never ending, or none.


def silent(call: Call) -> None:
    call.connection.recv(1)


def slow_head(call: Call) -> None:
    call.raw(b"HTTP/1.1 200 OK\r\nx: ")
    call.forever(b"a", every=0.05)


def endless_headers(call: Call) -> None:
    call.raw(b"HTTP/1.1 200 OK\r\n")
    call.forever(b"a: b\r\n" * 1000)


def endless_header(call: Call) -> None:
    call.raw(b"HTTP/1.1 200 OK\r\nx: ")
    call.forever(b"a" * 65536)


def endless_status_text(call: Call) -> None:
    call.raw(b"HTTP/1.1 200 ")
    call.forever(b"O" * 65536)


def huge_status_text(call: Call) -> None:
    call.raw(b"HTTP/1.1 200 " + b"O" * 50_000 + b"\r\ncontent-length: 2\r\n\r\n{}")


def storm_of_100(call: Call) -> None:
    call.forever(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def slow_storm_of_102(call: Call) -> None:
    call.forever(b"HTTP/1.1 102 Processing\r\n\r\n", every=0.05)


def hints_before_the_answer(call: Call) -> None:
    call.raw(b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n" * 100)
    call.pass_on()


def switching_protocols(call: Call) -> None:
    call.raw(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n")
    call.forever(b"\x81\x05hello", every=0.05)


def http_0_9(call: Call) -> None:
    call.raw(call.right.content)
    raise ConnectionAbortedError


def http_2(call: Call) -> None:
    call.forever(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" * 10, every=0.05)


def tls_alert(call: Call) -> None:
    call.raw(b"\x15\x03\x01\x00\x02\x02\x28")
    raise ConnectionAbortedError


def noise(call: Call) -> None:
    call.raw(random.Random(call.number).randbytes(100_000))  # noqa: S311  # Noise needs no cryptography.
    raise ConnectionAbortedError


def odd_status(call: Call) -> None:
    call.send(call.right.content, ("999", "000", "42", "-1", "2e2", "+20")[call.number % 6])


def header_injection(call: Call) -> None:
    call.raw(b"HTTP/1.1 200 OK\r\nx: a\x00b\x1b[2J\x07\r\n : y\r\ncontent-length: 2\r\n\r\n{}")


def thousand_cookies(call: Call) -> None:
    cookie = b"set-cookie: token%d=x; Path=/; Max-Age=99999999999999999999; Expires=\x80; Domain=.\r\n"
    call.raw(b"HTTP/1.1 200 OK\r\n", *(cookie % number for number in range(1000)))
    call.raw(b"content-length: 2\r\n\r\n{}")


# Bodies: endless, slow, of another length than is said, or cut off.


def endless_body(call: Call) -> None:
    call.head()
    call.forever(b"a" * 65536)


def endless_chunks(call: Call) -> None:
    call.head(transfer_encoding="chunked")
    call.forever(b"1\r\na\r\n" * 1000)


def endless_white_space(call: Call) -> None:
    call.head()
    call.raw(call.right.content)
    call.forever(b" " * 65536)


def byte_a_moment(call: Call) -> None:
    call.head(content_length=100_000)
    call.forever(b"[", every=0.05)


def body_that_stops(call: Call) -> None:
    call.head(content_length=len(call.right.content))
    call.raw(call.right.content[:-1])
    call.connection.recv(1)


def closed_at_once(call: Call) -> None:
    raise ConnectionAbortedError


def closed_in_the_head(call: Call) -> None:
    call.raw(b"HTTP/1.1 200 OK\r\ncontent-le")
    raise ConnectionAbortedError


def closed_in_the_body(call: Call) -> None:
    call.head(content_length=len(call.right.content))
    call.raw(call.right.content[: len(call.right.content) // 2])
    raise ConnectionAbortedError


def reset_at_once(call: Call) -> None:
    call.reset()


def reset_in_the_body(call: Call) -> None:
    call.head(content_length=100_000)
    call.raw(b"{" * 50_000)
    call.reset()


def length_too_small(call: Call) -> None:
    call.head(content_length=10)
    call.raw(call.right.content)


def length_too_large(call: Call) -> None:
    call.head(content_length=len(call.right.content) + 10)
    call.raw(call.right.content)
    raise ConnectionAbortedError


def length_of_terabytes(call: Call) -> None:
    call.head(content_length=10**13)
    call.forever(b"a" * 65536)


def length_negative(call: Call) -> None:
    call.head(content_length=-1)
    call.raw(call.right.content)


def two_lengths(call: Call) -> None:
    call.raw(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 900\r\n\r\n", call.right.content)


def chunks_of_garbage(call: Call) -> None:
    call.head(transfer_encoding="chunked")
    call.raw(b"zz\r\n", call.right.content)


def chunk_of_exabytes(call: Call) -> None:
    call.head(transfer_encoding="chunked")
    call.raw(b"f" * 20 + b"\r\n")
    call.forever(b"a" * 65536)


def endless_chunk_extension(call: Call) -> None:
    call.head(transfer_encoding="chunked")
    call.raw(b"1;")
    call.forever(b"a" * 65536)


def endless_trailers(call: Call) -> None:
    call.head(transfer_encoding="chunked")
    call.raw(b"2\r\n{}\r\n0\r\n")
    call.forever(b"a: b\r\n" * 1000)


def no_content_with_content(call: Call) -> None:
    call.send(call.right.content, 204)


def not_modified(call: Call) -> None:
    call.head(304)


# Compression: bombs and lies.


@cache
def _bomb(wbits: int) -> bytes:
    """A gigabyte of zeros in a megabyte; it lacks its checksum, which nobody gets to."""
    packing = zlib.compressobj(9, wbits=wbits)
    first, block = (packing.compress(bytes(16 * MB)) + packing.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + block * 63


def gzip_bomb(call: Call) -> None:
    call.send(_bomb(zlib.MAX_WBITS | 16), content_encoding="gzip")


def deflate_bomb(call: Call) -> None:
    call.send(_bomb(zlib.MAX_WBITS), content_encoding="deflate")


def gzip_bomb_in_gzip(call: Call) -> None:
    call.send(gzip.compress(_bomb(zlib.MAX_WBITS | 16)), content_encoding="gzip, gzip")


def many_gzip_members(call: Call) -> None:
    call.send(gzip.compress(b"{}") * 50_000, content_encoding="gzip")


def fifty_codings(call: Call) -> None:
    call.send(call.right.content, content_encoding=", ".join(["gzip"] * 50))


def gzip_that_is_none(call: Call) -> None:
    call.send(call.right.content, content_encoding="gzip")


def gzip_cut_off(call: Call) -> None:
    call.send(gzip.compress(call.right.content)[:-4], content_encoding="gzip")


def brotli_not_asked_for(call: Call) -> None:
    call.send(b"\x1b\xff\xff\xf8\x27\x00\xe2\xb1\x40\x20\xf7\xfe\xff\xff\xff\xff\x03", content_encoding="br")


def unknown_coding(call: Call) -> None:
    call.send(call.right.content, content_encoding="../../etc/passwd")


# Status: limits, outages, redirects.


def limited_once(call: Call) -> None:
    call.error(429, retry_after=1) if call.number == 1 else call.pass_on()


def limited_for_good(call: Call) -> None:
    call.error(429)


def limited_for_a_second(call: Call) -> None:
    call.error(429, retry_after=1)


def limited_for_a_century(call: Call) -> None:
    call.error(429, retry_after=10**10)


def limited_until_the_past(call: Call) -> None:
    call.error(429, retry_after="Wed, 21 Oct 2015 07:28:00 GMT")


def limited_for_a_negative_time(call: Call) -> None:
    call.error(429, retry_after=-(10**30))


def limited_until_a_date_far_away(call: Call) -> None:
    call.error(429, retry_after=formatdate(2**33, usegmt=True))


def limited_for_nan(call: Call) -> None:
    call.error(429, retry_after=("nan", "inf", "1e400", "soon", "９", "0x10")[call.number % 6])


def limited_every_other_time(call: Call) -> None:
    call.error(429, retry_after=0) if call.number % 2 else call.pass_on()


def unavailable_for_good(call: Call) -> None:
    call.error(503)


def unavailable_for_a_second(call: Call) -> None:
    call.error(503, retry_after=1)


def failing_at_random(call: Call) -> None:
    bad = random.Random(call.number).random() < 0.5  # noqa: S311  # Chance needs no cryptography.
    call.error(500) if bad else call.pass_on()


def token_revoked(call: Call) -> None:
    call.error(401)


def locked_out(call: Call) -> None:
    call.error(403)


def redirected_to_itself(call: Call) -> None:
    call.send(b"", 302, location=call.target)


def redirected_elsewhere(call: Call) -> None:
    call.send(b"", 307, location=f"http://elsewhere.invalid{call.target}")


def redirected_nowhere(call: Call) -> None:
    call.send(b"", 308, location="http://[::1\x7f:99999999/%zz")


def web_page(call: Call) -> None:
    call.send(b"<html>" + b"<b>" * 500_000, content_type="text/html")


# Documents: too many, too deep, too long, or no JSON at all.


def nested_arrays(call: Call) -> None:
    call.send(b"[" * 100_000 + b"]" * 100_000)


def nested_objects_in_a_row(call: Call) -> None:
    def change(document: dict[str, Any]) -> None:
        nested: object = 1
        for _ in range(900):
            nested = {"a": nested}
        for row in document["data"]:
            row["extra"] = nested

    call.distort(change)


def million_rows(call: Call) -> None:
    call.pass_on(_page(b"{}", 1_000_000))


def many_rows(call: Call) -> None:
    call.pass_on(_page(b'{"id":1}', 80_000))


def _page(row: bytes, rows: int) -> bytes:
    meta = b'{"has_pages":true,"total":99,"last_page":9,"current_page":1,"per_page":15}'
    data = b",".join([row] * rows)
    return b'{"code":200,"status":"success","message":"m","data":[' + data + b'],"meta":' + meta + b"}"


def million_fields(call: Call) -> None:
    names = b",".join(b'"f%d":1' % number for number in range(100_000))
    call.pass_on(_page(b"{" + names + b"}", 2))


def field_twice_in_the_end(call: Call) -> None:
    names = b",".join(b'"f%d":1' % number for number in range(200_000))
    call.pass_on(b"{" + names + b',"f199999":2}')


def long_texts(call: Call) -> None:
    def change(document: dict[str, Any]) -> None:
        for row in document["data"][:3]:
            row |= {name: "长" * 20_000 for name in row if isinstance(row[name], str)}

    call.distort(change)


def long_message(call: Call) -> None:
    call.distort(lambda document: document.update(message="138 1234 5678 " * 400_000))


def heavy_pages(call: Call) -> None:
    call.distort(lambda document: _row(document).update(extra="x" * (6 * MB)))


def wide_pages(call: Call) -> None:
    call.distort(lambda document: document["meta"].update(more=[[]] * 80_000))


def huge_integers(call: Call) -> None:
    call.distort(lambda document: _numbers(document, 10**4000))


def endless_integers(call: Call) -> None:
    call.pass_on(_page(b'{"id":' + b"9" * MB + b"}", 3))


def huge_exponents(call: Call) -> None:
    call.pass_on(_with_numbers(call, "1e999999999"))


def tiny_exponents(call: Call) -> None:
    call.pass_on(_with_numbers(call, "-1e-999999999"))


def not_a_number(call: Call) -> None:
    call.pass_on(_with_numbers(call, "NaN"))


def negative_zero(call: Call) -> None:
    call.pass_on(_with_numbers(call, "-0"))


def _numbers(document: dict[str, Any], value: object) -> None:
    """Put a value in place of every number."""
    for each in (*document["data"], document["meta"]):
        each |= {name: value for name, found in each.items() if type(found) is int}


def _with_numbers(call: Call, text: str) -> bytes:
    document = call.right.json() if call.is_page else {"data": [], "meta": {}}
    _numbers(document, "@")
    return json.dumps(document).replace('"@"', text).encode()


def broken_utf_8(call: Call) -> None:
    call.pass_on(call.right.content.replace(b'"', b'"\xff\xfe', 40))


def utf_16(call: Call) -> None:
    call.pass_on(call.right.content.decode().encode("utf-16"))


def byte_order_mark(call: Call) -> None:
    call.pass_on(b"\xef\xbb\xbf" + call.right.content)


def half_surrogates(call: Call) -> None:
    call.distort(lambda document: _row(document).update({"city": "\ud83d", "\udc00": 1}))


def speaks_to_the_terminal(call: Call) -> None:
    text = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe\r\n::error::owned\n##vso[task.complete]\x00"

    def change(document: dict[str, Any]) -> None:
        for row in document["data"]:
            row |= {name: text for name in row if isinstance(row[name], str)} | {text: text}

    call.distort(change)


def repeats_the_request(call: Call) -> None:
    text = json.dumps({"target": call.target, **call.headers})
    call.distort(lambda document: _row(document).update(city=text, extra=text, status_str=text))


def other_types(call: Call) -> None:
    documents = (b"null", b"[]", b'"text"', b"1", b"{}", b'{"data":null}', b'{"data":{},"meta":[]}', b"")
    call.pass_on(documents[call.number % len(documents)])


def rows_of_other_types(call: Call) -> None:
    values: tuple[object, ...] = (None, [], {}, "", "x", -1, 1.5, True, [[]], {"a": {}})
    chance = random.Random(call.number)  # noqa: S311  # Chance needs no cryptography.

    def change(document: dict[str, Any]) -> None:
        for each in (*document["data"], document["meta"]):
            each |= {name: chance.choice(values) for name in each}

    call.distort(change)


def two_documents(call: Call) -> None:
    call.pass_on(call.right.content * 2)


def python_literals(call: Call) -> None:
    call.pass_on(repr(call.right.json() if call.is_page else {}).encode())


# Pages that lie about each other.


def always_the_first_page(call: Call) -> None:
    def change(document: dict[str, Any]) -> None:
        document["meta"] |= {"total": 10**18, "last_page": 10**17, "has_pages": True}

    call.distort(change)


def pages_without_end(call: Call) -> None:
    def change(document: dict[str, Any]) -> None:
        page = document["meta"]["current_page"]
        document["meta"] |= {"last_page": page + 1, "total": (page + 1) * 15, "has_pages": True}
        document["data"] = [{**_row(document), "id": str(uuid.uuid4())} for _ in range(15)]

    call.distort(change)


def always_other_rows(call: Call) -> None:
    def change(document: dict[str, Any]) -> None:
        for row in document["data"]:
            row["id"] = call.number * 10**6 + len(row)

    call.distort(change)


def always_growing(call: Call) -> None:
    def change(document: dict[str, Any]) -> None:
        document["meta"]["total"] += call.number
        document["meta"]["last_page"] += call.number

    call.distort(change)


def impossible_counts(call: Call) -> None:
    chance = random.Random(call.number)  # noqa: S311  # Chance needs no cryptography.
    values = (-1, 0, 10**30, -(10**30), 1.5, "15", None, True)
    call.distort(
        lambda document: document["meta"].update({name: chance.choice(values) for name in document["meta"]})
    )


def moments_out_of_range(call: Call) -> None:
    moments = ("9999-12-31 23:59:59", "0001-01-01 00:00:00", "2025-02-30 00:00:00", "25-1-1", "٢٠٢٥-12-01")

    def change(document: dict[str, Any]) -> None:
        for place, row in enumerate(document["data"]):
            row["created_at"] = moments[place % len(moments)]

    call.distort(change)


def _row(document: dict[str, Any]) -> dict[str, Any]:
    """The first row, if there is one."""
    return next(iter(document["data"]), {})


RUNS: Final[Mapping[End, tuple[Mode, ...]]] = {
    End.KEPT: (correct, hints_before_the_answer, limited_once),
    End.UNAVAILABLE: (
        silent,
        slow_head,
        endless_headers,
        endless_header,
        endless_status_text,
        storm_of_100,
        slow_storm_of_102,
        switching_protocols,
        http_0_9,
        http_2,
        tls_alert,
        noise,
        odd_status,
        header_injection,
        endless_body,
        endless_chunks,
        endless_white_space,
        byte_a_moment,
        body_that_stops,
        closed_at_once,
        closed_in_the_head,
        closed_in_the_body,
        reset_at_once,
        reset_in_the_body,
        length_too_large,
        length_of_terabytes,
        length_negative,
        two_lengths,
        chunks_of_garbage,
        chunk_of_exabytes,
        endless_chunk_extension,
        endless_trailers,
        gzip_bomb,
        deflate_bomb,
        gzip_bomb_in_gzip,
        fifty_codings,
        gzip_that_is_none,
        gzip_cut_off,
        limited_for_good,
        limited_for_a_second,
        limited_for_a_century,
        limited_until_the_past,
        limited_for_a_negative_time,
        limited_until_a_date_far_away,
        limited_for_nan,
        unavailable_for_good,
        unavailable_for_a_second,
        redirected_nowhere,
    ),
    End.NOT_JUDGED: (
        token_revoked,
        not_modified,
        redirected_to_itself,
        redirected_elsewhere,
        web_page,
        limited_every_other_time,
        long_message,
    ),
    End.BROKEN: (
        huge_status_text,
        thousand_cookies,
        length_too_small,
        no_content_with_content,
        many_gzip_members,
        brotli_not_asked_for,
        unknown_coding,
        failing_at_random,
        locked_out,
        nested_arrays,
        nested_objects_in_a_row,
        million_rows,
        many_rows,
        million_fields,
        field_twice_in_the_end,
        long_texts,
        heavy_pages,
        wide_pages,
        huge_integers,
        endless_integers,
        huge_exponents,
        tiny_exponents,
        not_a_number,
        negative_zero,
        broken_utf_8,
        utf_16,
        byte_order_mark,
        half_surrogates,
        speaks_to_the_terminal,
        repeats_the_request,
        other_types,
        rows_of_other_types,
        two_documents,
        python_literals,
        always_the_first_page,
        pages_without_end,
        always_other_rows,
        always_growing,
        impossible_counts,
        moments_out_of_range,
    ),
}
"""How a run against an API ends that is hostile from the first answer on."""
