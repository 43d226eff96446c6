"""The assertions of a request, in JavaScript that Postman and Bruno both run."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tools.api_collections import source
from tools.api_collections.model import Check


def page(number: int, per_page: int) -> list[Check]:
    """A page of numbers: its envelope, its rows, and totals that agree with them."""
    return [
        _status(200),
        Check(
            "the envelope is that of a page",
            [
                f"expect(body).to.include.all.keys({_js(source.required['NumberPage'])});",
                'expect(body).to.include({ code: 200, status: "success" });',
                f"expect(body.meta).to.include.all.keys({_js(source.required['PageMeta'])});",
            ],
        ),
        Check(
            "page and per_page are those of the request",
            [f"expect(body.meta).to.include({{ current_page: {number}, per_page: {per_page} }});"],
        ),
        Check(
            "rows, total and last_page agree",
            [
                "const { total, last_page, current_page, per_page } = body.meta;",
                "expect(last_page).to.equal(Math.max(1, Math.ceil(total / per_page)));",
                "const rest = total - (current_page - 1) * per_page;",
                "expect(body.data).to.have.lengthOf(Math.max(0, Math.min(per_page, rest)));",
            ],
        ),
        _every(
            "every row has all fields, and the label of its status",
            [
                f"expect(row).to.include.all.keys({_js(source.required['NumberRecord'])});",
                f"expect(row.status_str).to.equal({_js(list(source.labels.values()))}[row.status]);",
            ],
        ),
    ]


def numbers_match(pattern: str) -> Check:
    """Every number matches a pattern."""
    return _every(
        "every number is spelled as requested", [f"expect(row.number).to.match(new RegExp({_js(pattern)}));"]
    )


def status_among(statuses: Iterable[int]) -> Check:
    """Every row has one of these call statuses."""
    return _every(
        "every row matches the status filter", [f"expect(row.status).to.be.oneOf({_js(list(statuses))});"]
    )


def created_between(first: str, last: str) -> Check:
    """Every row was created between two dates, in the format of the rows."""
    return _every(
        "every row matches the date filter",
        [
            f"const inside = {_js(first)} <= row.created_at && row.created_at <= {_js(last)};",
            "expect(inside, row.created_at).to.equal(true);",
        ],
    )


def error(status: int, headers: Mapping[str, str]) -> list[Check]:
    """An error: its HTTP status, envelope and headers."""
    return [
        _status(status),
        Check(
            "the envelope is that of an error",
            [
                f"expect(body).to.include.all.keys({_js(source.required['ErrorEnvelope'])});",
                f'expect(body).to.include({{ code: {status}, status: "error" }});',
                "expect(body.data).to.deep.equal([]);",
            ],
        ),
        *(header_includes(name, "") for name in headers),
    ]


def message_is(text: str) -> Check:
    """The message is exactly this one."""
    return Check("the message is the contract's", [f"expect(body.message).to.equal({_js(text)});"])


def message_names(parameter: str) -> Check:
    """The message names the parameter that is wrong."""
    return Check(f"the message names {parameter}", [f"expect(body.message).to.include({_js(parameter)});"])


def header_includes(name: str, text: str) -> Check:
    """The response has a header that contains a text."""
    return Check(
        f"the header {name} is sent",
        [f"expect(header({_js(name)})).to.be.a('string').that.includes({_js(text)});"],
    )


def script(checks: Iterable[Check], prelude: Iterable[str]) -> list[str]:
    """The lines of a test script; `prelude` defines `check` and the names the statements use."""
    lines = list(prelude)
    for each in checks:
        lines += [f"check({_js(each.title)}, () => {{", *(f"  {line}" for line in each.statements), "});"]
    return lines


def _status(status: int) -> Check:
    return Check(f"HTTP {status}", [f"expect(status).to.equal({status});"])


def _every(title: str, statements: Iterable[str]) -> Check:
    return Check(title, ["body.data.forEach((row) => {", *(f"  {line}" for line in statements), "});"])


def _js(value: Any) -> str:
    """A value as a JavaScript literal."""
    return json.dumps(value, ensure_ascii=False)
