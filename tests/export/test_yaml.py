import json
import re
from datetime import date, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockserver.export.yaml import as_json, as_yaml

# Any text without surrogates, which UTF-8 cannot encode.
texts = st.text(st.characters(exclude_categories=["Cs"]))
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
documents = st.dictionaries(
    texts,
    st.recursive(
        st.none() | st.booleans() | numbers | texts,
        lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
        max_leaves=5,
    ),
)


class Core(yaml.SafeLoader):
    """A loader for the core schema of YAML 1.2."""


Core.yaml_implicit_resolvers = {}
CORE = {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.nan|\.NaN|\.NAN",
}
for name, pattern in CORE.items():
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{name}", re.compile(f"^({pattern})$"), None)
Core.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))
Core.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


def in_core(text: str) -> Any:
    """The document that YAML 1.2 reads from a text."""
    return yaml.load(text, Loader=Core)  # noqa: S506  # It is a safe loader.


@given(documents)
def test_every_document_is_read_back_unchanged_and_in_order(document: dict[str, Any]) -> None:
    written = as_yaml(document)
    assert yaml.safe_load(written) == in_core(written) == json.loads(as_json(document)) == document
    assert list(yaml.safe_load(as_yaml(document))) == list(json.loads(as_json(document))) == list(document)


@pytest.mark.parametrize(
    "text",
    [
        "0955", "007", "1e3", "1E3", ".5", "+7", "-1", "1_000", "0x1F", "0o17", "0b1", "18:07", "1.0",
        "3.0.3", "2025-12-03", "2025-12-03 18:07:03", "2025/12/3 0:00", "1.", "-.5", ".inf", "-.INF", ".NaN",
        "null", "Null", "~", "true", "False", "yes", "No", "on", "OFF", "y", "N", "=", "<<",
    ],
)  # fmt: skip
def test_text_that_some_reader_takes_for_another_type_is_quoted(text: str) -> None:
    assert as_yaml({"key": text}) == f"key: '{text}'\n"
    assert as_yaml({text: 1}) == f"'{text}': 1\n"
    assert as_yaml([text, "a"]) == f"['{text}', a]\n"


@pytest.mark.parametrize(
    "text", ["a", "status", "status[]", "号码列表", "^0[0-9]{2,3}$", "x-1", "a/b c", "。"]
)
def test_unambiguous_text_is_not_quoted(text: str) -> None:
    assert as_yaml({"key": text}) == f"key: {text}\n"


def test_text_with_line_breaks_is_a_block() -> None:
    assert as_yaml({"a": "号码\n  表\n\nx: 1\n"}) == "a: |\n  号码\n    表\n\n  x: 1\n"


def test_a_long_line_stays_one_line() -> None:
    assert as_yaml({"a": "word " * 200 + "end"}).count("\n") == 1


def test_only_a_short_list_is_on_one_line() -> None:
    assert as_yaml({"a": [1, 2], "b": [{"c": []}]}) == "a: [1, 2]\nb:\n  - c: []\n"
    assert as_yaml({"a": ["x" * 50, "y" * 50]}).count("\n") == 3


def test_a_shared_value_is_written_twice() -> None:
    shared = {"b": 1}
    assert as_yaml({"a": shared, "c": shared}) == "a:\n  b: 1\nc:\n  b: 1\n"


def test_a_date_becomes_text() -> None:
    moments = {"a": date(2025, 12, 3), "b": datetime(2025, 12, 3, 18, 7)}
    expected = {"a": "2025-12-03", "b": "2025-12-03T18:07:00"}
    assert yaml.safe_load(as_yaml(moments)) == json.loads(as_json(moments)) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"x", {1, 2}])
def test_a_value_that_json_cannot_express_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        as_json({"a": value})
