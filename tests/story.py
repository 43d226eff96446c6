"""Consistency rules of one record, independent of the code that makes records."""

import re
from datetime import datetime
from typing import Any

FIELDS = [
    "number", "city", "pro", "mobile_type", "area_code", "post_code", "extra", "id", "status_str",
    "callid", "calldate", "bill", "duration", "hangupcause", "hangupdate", "answerdate",
    "is_blacklist", "status", "customer_id", "created_at",
]  # fmt: skip

LABELS = [
    "等待呼叫", "呼叫成功", "运营商拦截", "拒接", "无应答/无人接听", "空号", "关机", "停机",
    "占线/用户正忙", "呼入限制", "欠费", "黑名单", "用户屏蔽",
]  # fmt: skip

CAUSES = {
    1: "NORMAL_CLEARING", 3: "CALL_REJECTED", 4: "NO_ANSWER", 5: "UNALLOCATED_NUMBER",
    6: "SUBSCRIBER_ABSENT", 8: "USER_BUSY", 9: "INCOMING_CALL_BARRED",
}  # fmt: skip


def date(text: str) -> datetime:
    """Parse a date of a record; only one format is accepted."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")


def check(record: dict[str, Any]) -> None:
    """Fail unless the fields of the record agree."""
    assert list(record) == FIELDS
    status = record["status"]
    assert record["status_str"] == LABELS[status]
    assert re.fullmatch(r"1[3-9][0-9]{9}", record["number"])
    assert re.fullmatch(r"[0-9]{6}", record["post_code"])
    assert re.fullmatch(r"0[0-9]{2,3}", record["area_code"])
    assert record["is_blacklist"] is {0: None, 11: True}.get(status, False)
    if status == 0:
        absent = ("callid", "calldate", "hangupcause", "hangupdate", "answerdate")
        assert [record[name] for name in absent] == [None] * 5
        assert record["bill"] == record["duration"] == 0
        return
    called, ended = date(record["calldate"]), date(record["hangupdate"])
    assert date(record["created_at"]) <= called <= ended
    assert record["callid"]
    assert record["hangupcause"] == CAUSES.get(status, record["hangupcause"])
    seconds = (ended - called).total_seconds()
    assert record["duration"] // 1000 == round(record["duration"] / 1000) == seconds
    if status == 1:
        answered = date(record["answerdate"])
        assert called <= answered <= ended
        billed = (ended - answered).total_seconds()
        assert record["bill"] // 1000 == round(record["bill"] / 1000) == billed > 0
        assert record["bill"] <= record["duration"]
    else:
        assert record["answerdate"] is None
        assert record["bill"] == 0
