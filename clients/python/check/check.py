"""Calls the mock through the generated client and prints what it saw, one line per step."""

import json
import os
from uuid import UUID

from longlonglong import (
    ApiClient,
    ApiException,
    CallStatus,
    Configuration,
    ErrorEnvelope,
    NumberRecord,
    NumbersApi,
)
from longlonglong.exceptions import UnauthorizedException, UnprocessableEntityException

USER, TASK = UUID(os.environ["USER_ID"]), UUID(os.environ["TASK_ID"])


def connect(url: str = os.environ["BASE_URL"], token: str = os.environ["TOKEN"]) -> NumbersApi:
    return NumbersApi(ApiClient(Configuration(host=url, access_token=token)))


def report(step: str, seen: object) -> None:
    print(step, json.dumps(seen), sep="\t", flush=True)


def refused(step: str, envelope: object) -> None:
    if isinstance(envelope, ErrorEnvelope):
        report(step, {"code": envelope.code, "message": envelope.message})


def read(record: NumberRecord) -> dict[str, object]:
    return {
        "number": record.number,
        "city": record.city,
        "pro": record.pro,
        "mobile_type": record.mobile_type,
        "area_code": record.area_code,
        "post_code": record.post_code,
        "extra": record.extra,
        "id": record.id,
        "status_str": record.status_str,
        "callid": record.callid,
        "calldate": record.calldate,
        "bill": record.bill,
        "duration": record.duration,
        "hangupcause": record.hangupcause,
        "hangupdate": record.hangupdate,
        "answerdate": record.answerdate,
        "is_blacklist": record.is_blacklist,
        "status": record.status.value,
        "customer_id": record.customer_id,
        "created_at": record.created_at,
    }


def walk(numbers: NumbersApi) -> list[int]:
    ids, page, last = [], 0, 1
    while page < last:
        answer = numbers.list_numbers(USER, TASK, page := page + 1, per_page=334)
        ids += [record.id for record in answer.data]
        last = answer.meta.last_page
    return ids


numbers = connect()

first = numbers.list_numbers(USER, TASK, page=1, per_page=5)
report(
    "page", {"total": first.meta.total, "last_page": first.meta.last_page, "ids": [r.id for r in first.data]}
)

report("walk", walk(numbers))

failed = numbers.list_numbers(
    USER, TASK, page=1, per_page=1000, status=[CallStatus.INTERCEPTED, CallStatus.UNALLOCATED]
)
report("status", [record.id for record in failed.data])

morning = numbers.list_numbers(
    USER, TASK, page=1, per_page=1000, start_at="2025/12/2 0:00", end_at="2025/12/2 12:00"
)
report("dates", [record.id for record in morning.data])

report("record", [read(record) for record in numbers.list_numbers(USER, TASK, page=1, per_page=2).data])

try:
    connect(token="invalid").list_numbers(USER, TASK, page=1)
except UnauthorizedException as error:
    refused("401", error.data)

try:
    numbers.list_numbers(USER, TASK, page=1, start_at="2025-12-03", end_at="2025-12-02")
except UnprocessableEntityException as error:
    refused("422", error.data)

try:
    connect(os.environ["LIMITED_URL"]).list_numbers(USER, TASK, page=1)
except ApiException as error:
    if error.status == 429:
        refused("429", error.data)
