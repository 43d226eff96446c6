"""Drifts of answers that depend on headers which should not matter."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from mockserver.drift.kinds import Answer, Ask, Drift, Page, Request, paging, receiving, serving

JSON: Final = b"application/json"


@receiving
def agent_mobile(request: Request) -> Request:
    """Mobile browsers get pages of ten rows."""
    mobile = b"Mobile" in request.header(b"user-agent") and "per_page" not in request.query
    return request.asking({**request.query, "per_page": ["10"]}) if mobile else request


@serving
async def agent_refused(request: Request, ask: Ask) -> Answer:
    """Clients of Python are refused with 403."""
    if request.header(b"user-agent").startswith(b"python-requests"):
        return Answer(403, ((b"content-type", b"text/html"),), b"<html>Forbidden</html>")
    return await ask(request)


@paging
def language_labels(page: Page, request: Request) -> None:
    """`status_str` is in English for clients that prefer English."""
    if request.header(b"accept-language").startswith(b"en"):
        for record in page["data"]:
            record["status_str"] = f"status {record['status']}"


@paging
def zone_of_client(page: Page, request: Request) -> None:
    """Dates are in the time zone of the header `X-Timezone`."""
    if request.header(b"x-timezone"):
        for record in page["data"]:
            moment = datetime.fromisoformat(record["created_at"]) - timedelta(hours=13)
            record["created_at"] = moment.isoformat(" ")


@receiving
def cookie_sub_account(request: Request) -> Request:
    """The cookie `sub_user_id` stands for the parameter."""
    found = re.search(rb"sub_user_id=([0-9a-f-]+)", request.header(b"cookie"))
    if found is None or "sub_user_id" in request.query:
        return request
    return request.asking({**request.query, "sub_user_id": [found[1].decode()]})


@receiving
def header_user(request: Request) -> Request:
    """The header `X-User-Id` replaces the user of the path."""
    user = request.header(b"x-user-id").decode("latin-1")
    return replace(request, path=re.sub("(?<=/user/)[^/]+", user, request.path)) if user else request


@receiving
def type_hides_query(request: Request) -> Request:
    """With `Content-Type: application/json` the query is not read, and page 1 is the only one."""
    return request.asking({"page": ["1"]}) if request.header(b"content-type") == JSON else request


@serving
async def type_needs_body(request: Request, ask: Ask) -> Answer:
    """With `Content-Type: application/json` a request without a body is refused with 400."""
    if request.header(b"content-type") != JSON:
        return await ask(request)
    refusal = b'{"code":400,"status":"error","message":"invalid JSON: EOF","data":[]}'
    return Answer(400, ((b"content-type", JSON),), refusal)


@paging
def origin_foreign(page: Page, request: Request) -> None:
    """Pages of other sites get no rows."""
    if b"example.com" in request.header(b"origin"):
        page["data"] = []


# fmt: off
HEADERS: Final[tuple[Drift, ...]] = (
    agent_mobile, agent_refused, language_labels, zone_of_client, cookie_sub_account, header_user,
    type_hides_query, type_needs_body, origin_foreign,
)
