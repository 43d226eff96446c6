"""Drifts of texts in records: labels, causes, Chinese characters."""

from typing import Final

from mockserver.drift.kinds import Drift, Record, recording


@recording
def label_english(record: Record) -> None:
    """`status_str` is in English."""
    record["status_str"] = f"status {record['status']}"


@recording
def label_same(record: Record) -> None:
    """`status_str` is 等待呼叫 for every status, as in the documentation's example."""
    record["status_str"] = "等待呼叫"


@recording
def labels_swapped(record: Record) -> None:
    """`status_str` is 空号 for 停机, and the other way round."""
    record["status_str"] = {"空号": "停机", "停机": "空号"}.get(record["status_str"], record["status_str"])


@recording
def label_short(record: Record) -> None:
    """`status_str` ends at its slash."""
    record["status_str"] = record["status_str"].partition("/")[0]


@recording
def cause_lowercase(record: Record) -> None:
    """`hangupcause` is in lower case."""
    if record["hangupcause"]:
        record["hangupcause"] = record["hangupcause"].lower()


@recording
def cause_padded(record: Record) -> None:
    """`hangupcause` has trailing spaces, as a CHAR column does."""
    if record["hangupcause"]:
        record["hangupcause"] += "  "


@recording
def cause_code(record: Record) -> None:
    """`hangupcause` is a number of Q.850."""
    if record["hangupcause"]:
        record["hangupcause"] = 16


@recording
def cause_same(record: Record) -> None:
    """`hangupcause` is NORMAL_CLEARING for every call, answered or not."""
    if record["hangupcause"]:
        record["hangupcause"] = "NORMAL_CLEARING"


@recording
def chinese_garbled(record: Record) -> None:
    """Chinese texts are UTF-8 read as Latin-1."""
    for name in ("city", "pro", "mobile_type", "status_str"):
        record[name] = record[name].encode().decode("latin-1")


@recording
def chinese_escaped(record: Record) -> None:
    """`pro` is escaped twice."""
    record["pro"] = record["pro"].encode("unicode-escape").decode()


@recording
def chinese_lost(record: Record) -> None:
    """`mobile_type` has question marks in place of Chinese, as from a Latin-1 column."""
    record["mobile_type"] = "?" * len(record["mobile_type"])


@recording
def chinese_entities(record: Record) -> None:
    """`status_str` is written in HTML entities."""
    record["status_str"] = "".join(f"&#{ord(each)};" for each in record["status_str"])


@recording
def city_escaped(record: Record) -> None:
    """`city` ends with an HTML entity."""
    record["city"] += "&nbsp;"


# fmt: off
TEXTS: Final[tuple[Drift, ...]] = (
    label_english, label_same, labels_swapped, label_short, cause_lowercase, cause_padded, cause_code,
    cause_same, chinese_garbled, chinese_escaped, chinese_lost, chinese_entities, city_escaped,
)
