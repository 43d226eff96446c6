"""Refused parameters and their messages."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from mockserver.contract import Contract
from tests.asking import get, refused
from tests.conftest import PATH, TASK, USER, make_client

SUB_USER = "1181ffd3-e3ee-4d75-a45c-8b9be3deb330"


@pytest.mark.parametrize(
    ("query", "name", "rule", "received"),
    [
        ("", "page", "必填", None),
        ("per_page=15", "page", "必填", None),
        ("page=0", "page", "不能小于 1", "0"),
        ("page=-1", "page", "不能小于 1", "-1"),
        ("page=abc", "page", "应为整数", "abc"),
        ("page=", "page", "应为整数", ""),
        ("page=1.5", "page", "应为整数", "1.5"),
        ("page=1_0", "page", "应为整数", "1_0"),
        ("page=１", "page", "应为整数", "１"),
        ("page=%2B1", "page", "应为整数", "+1"),
        ("page=01", "page", "应为整数", "01"),
        (f"page={'9' * 23}", "page", "不能大于 9007199254740991", "9" * 23),
        (f"page={'9' * 5000}", "page", "应为整数", "9" * 64 + "…"),
        ("page=1%00", "page", "应为整数", "1\\u0000"),
        ("page=1&page=0", "page", "不能小于 1", "0"),
        ("page=1&per_page=0", "per_page", "不能小于 1", "0"),
        ("page=1&per_page=1001", "per_page", "不能大于 1000", "1001"),
        ("page=1&status=13", "status", "只能取 0, 1, 2", "13"),
        ("page=1&status=-1", "status", "只能取 0, 1, 2", "-1"),
        ("page=1&status=x", "status", "只能取 0, 1, 2", "x"),
        ("page=1&status[]=99", "status", "只能取 0, 1, 2", "99"),
        ("page=1&status=2,13", "status", "只能取 0, 1, 2", "13"),
        ("page=1&status=2&status=", "status", "只能取 0, 1, 2", ""),
        ("page=1&status=-0", "status", "只能取 0, 1, 2", "-0"),
        ("page=-0", "page", "应为整数", "-0"),
        ("page=1%C2%85", "page", "应为整数", "1\\u0085"),
        ("page=1&status=2,", "status", "只能取 0, 1, 2", ""),
        ("page=1&status=", "status", "只能取 0, 1, 2", ""),
        ("page=1&status=[]", "status", "至少要有 1 个值", None),
        ("page=1&start_at=2025-02-30", "start_at", "应为存在的日期", "2025-02-30"),
        ("page=1&end_at=2025-13-01", "end_at", "应为存在的日期", "2025-13-01"),
        ("page=1&end_at=yesterday", "end_at", "应为存在的日期", "yesterday"),
        ("page=1&end_at=2025-12-03%0A", "end_at", "应为存在的日期", "2025-12-03\\n"),
        ("page=1&end_at=", "end_at", "应为存在的日期", ""),
        ("page=1&start_at=2025-12-03&end_at=2025/12/2", "start_at", "不能晚于 end_at", "2025-12-03"),
        ("page=1&encryption=maybe", "encryption", "应为 true、false、1 或 0", "maybe"),
        ("page=1&encryption=", "encryption", "应为 true、false、1 或 0", ""),
        ("page=1&sub_user_id=7", "sub_user_id", "应为 UUID", "7"),
        ("page=1&sub_user_id=%00", "sub_user_id", "应为 UUID", "\\u0000"),
        (f"page=1&sub_user_id={SUB_USER}%0A", "sub_user_id", "应为 UUID", f"{SUB_USER}\\n"),
    ],
)
@pytest.mark.assumption("invalid-values-refused", "error-http-status", "error-code")
def test_an_invalid_value_is_refused_with_its_name_rule_and_value(
    client: TestClient, query: str, name: str, rule: str, received: str | None
) -> None:
    message = refused(client, query)
    assert f"参数 {name} {rule}" in message
    assert f"the parameter {name} " in message
    assert received is None or f'收到的是 "{received}"' in message


def test_dates_in_the_wrong_order_are_refused_with_both_values(client: TestClient) -> None:
    message = refused(client, "page=1&start_at=2025-12-03&end_at=2025/12/2")
    assert '收到的是 "2025-12-03"、"2025/12/2"' in message
    assert 'received "2025-12-03" and "2025/12/2"' in message


@pytest.mark.parametrize("wrong", ["7", f"{USER}0", USER[:-1], USER.replace("-", ""), "%00", f"{USER}%0A"])
@pytest.mark.parametrize(("name", "right"), [("user_id", USER), ("task_id", TASK)])
@pytest.mark.assumption("ids-are-uuids")
def test_an_id_that_is_not_a_uuid_is_refused(client: TestClient, name: str, right: str, wrong: str) -> None:
    assert f"参数 {name} 应为 UUID" in refused(client, "page=1", PATH.replace(right, wrong))


def test_a_limit_changed_in_the_contract_applies(tmp_path: Any, contract: Contract) -> None:
    document = contract.document
    document["components"]["parameters"]["per_page"]["schema"] |= {"maximum": 100, "default": 20}
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document))  # JSON is valid YAML.
    client = make_client(spec=file)
    assert "不能大于 100" in refused(client, "page=1&per_page=101")
    assert get(client, "page=1")["meta"]["per_page"] == 20


def test_a_pattern_changed_in_the_contract_applies(tmp_path: Any, contract: Contract) -> None:
    document = contract.document
    document["components"]["parameters"]["start_at"]["schema"]["pattern"] = "^[0-9-]+$"
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document))
    client = make_client(spec=file)
    assert get(client, "page=1&start_at=2025-12-03")["meta"]["total"] == 333
    assert "参数 start_at 应为存在的日期" in refused(client, "page=1&start_at=2025/12/3")
