from collections.abc import Mapping
from typing import Any

import pytest

from mockserver.contract import ContractError, Parameter
from mockserver.http.responses import Refusal
from mockserver.http.validation import FORMATS, RULES, TYPES, Rule


def refused(schema: Mapping[str, Any], value: object, text: str = "x") -> str:
    rule = Rule(Parameter("p", "query", required=False, schema=schema, default=None, not_after=None))
    with pytest.raises(Refusal) as caught:
        rule.check(value, [text])
    assert caught.value.status == 422
    return str(caught.value.message)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer", "minimum": 3}, 2),
        ({"type": "integer", "maximum": 1}, 2),
        ({"type": "string", "minLength": 3}, "x"),
        ({"type": "string", "maxLength": 0}, "x"),
        ({"type": "string", "pattern": "^a$"}, "x"),
        ({"type": "integer", "enum": [1]}, 2),
        ({"type": "array", "minItems": 2}, []),
        ({"type": "array", "maxItems": 1}, [1, 2]),
    ],
    ids=list(RULES),
)
def test_each_rule_has_a_message_with_its_limit(schema: dict[str, Any], value: object) -> None:
    keyword = list(schema)[-1]
    limit = schema[keyword][0] if keyword == "enum" else schema[keyword]
    chinese, english = RULES[keyword]
    message = refused(schema, value)
    assert chinese.format(limit=limit) in message
    assert english.format(limit=limit) in message


@pytest.mark.parametrize("name", TYPES)
def test_each_type_has_a_message(name: str) -> None:
    assert f'参数 p {TYPES[name][0]}，收到的是 "x"' in refused({"type": name}, "x")


@pytest.mark.parametrize("name", FORMATS)
def test_the_message_of_a_format_replaces_that_of_its_pattern(name: str) -> None:
    assert FORMATS[name][1] in refused({"type": "string", "format": name, "pattern": "^$"}, "x")


def test_a_keyword_without_a_message_names_the_parameter_and_value() -> None:
    message = refused({"type": "integer", "multipleOf": 2}, 3, "3")
    assert 'p breaks a rule of the contract, received "3"' in message


def test_long_values_are_truncated_and_control_characters_escaped() -> None:
    message = refused({"type": "integer"}, "x", "\0" + "y" * 1000)
    assert '"\\u0000yyy' in message
    assert "…" in message
    assert len(message) < 500


@pytest.mark.parametrize("schema", [{"type": "string", "pattern": "(["}, {"type": "nothing"}])
def test_an_invalid_schema_is_named(schema: dict[str, Any]) -> None:
    with pytest.raises(ContractError, match="the schema of p cannot be used: "):
        Rule(Parameter("p", "query", required=False, schema=schema, default=None, not_after=None))
