"""The contract's rules for parameters, and the messages for broken ones."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import fastjsonschema
from fastjsonschema import JsonSchemaDefinitionException, JsonSchemaValueException

from mockserver.contract import ContractError, Parameter
from mockserver.http.query import MOMENT_FORMAT, Query, is_moment
from mockserver.http.responses import Refusal

SHOWN: Final = 64
"""Characters of a refused value that a message shows."""

MOST_SHOWN: Final = 10
"""Refused values that a message shows."""

RECENT: Final = 256
"""Valid paths that are cached."""

Wording = tuple[str, str]
"""The message of a rule in Chinese and in English; `{limit}` is the rule's value."""

RULES: Final[Mapping[str, Wording]] = {
    "minimum": ("不能小于 {limit}", "must not be less than {limit}"),
    "maximum": ("不能大于 {limit}", "must not be greater than {limit}"),
    "minLength": ("至少要有 {limit} 个字符", "must have at least {limit} characters"),
    "maxLength": ("最多只能有 {limit} 个字符", "must have at most {limit} characters"),
    "pattern": ("应符合格式 {limit}", "must match {limit}"),
    "enum": ("只能取 {limit}", "must be one of {limit}"),
    "minItems": ("至少要有 {limit} 个值", "must have at least {limit} value"),
    "maxItems": ("最多只能有 {limit} 个值", "must have at most {limit} values"),
}

TYPES: Final[Mapping[str, Wording]] = {
    "integer": ("应为整数", "must be an integer"),
    "number": ("应为数字", "must be a number"),
    "boolean": ("应为 true、false、1 或 0", "must be true, false, 1 or 0"),
}

FORMATS: Final[Mapping[str, Wording]] = {
    "uuid": ("应为 UUID", "must be a UUID"),
    MOMENT_FORMAT: (
        "应为存在的日期，如 2025-12-03 00:00:00、2025/12/3 0:00 或 2025/12/3",
        "must be a date that exists, such as 2025-12-03 00:00:00, 2025/12/3 0:00 or 2025/12/3",
    ),
}

UNKNOWN: Final[Wording] = ("不合规则", "breaks a rule of the contract")
MISSING: Final[Wording] = ("必填，但没有收到", "is required, but was not received")
NOT_AFTER: Final[Wording] = ("不能晚于 {limit}", "must not be later than {limit}")

_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


def _is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def compile_schema(name: str, schema: Mapping[str, Any]) -> Callable[[Any], Any]:
    """A function that raises JsonSchemaValueException for invalid values (JSON Schema, draft 4).

    Raises ContractError with `name` if the schema cannot be compiled.
    """
    draft = {"$schema": "http://json-schema.org/draft-04/schema#"}
    formats = {"uuid": _is_uuid, MOMENT_FORMAT: is_moment}
    try:
        check: Callable[[Any], Any] = fastjsonschema.compile(
            {**draft, **schema}, formats=formats, use_default=False
        )
    except (JsonSchemaDefinitionException, re.error) as error:
        raise ContractError(f"the schema of {name} cannot be used: {error}") from None
    return check


def _shown(text: str) -> str:
    """A received value as JSON, truncated, with unprintable characters escaped."""
    json_text = json.dumps(text if len(text) <= SHOWN else f"{text[:SHOWN]}…", ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in json_text)


def refusal(name: str, wording: Wording, limit: object, received: Iterable[str]) -> Refusal:
    """A 422 with the name of the parameter, the rule and the values received."""
    chinese, english = (text.format(limit=limit) for text in wording)
    values = [_shown(text) for text in islice(received, MOST_SHOWN)]
    if values:
        chinese += f"，收到的是 {'、'.join(values)}"
        english += f", received {' and '.join(values)}"
    return Refusal(422, f"参数 {name} {chinese} / the parameter {name} {english}")


class Rule:
    """The contract's rule for one parameter."""

    def __init__(self, parameter: Parameter) -> None:
        """Raises ContractError for a schema that cannot be compiled."""
        self.name = parameter.name
        self.required = parameter.required
        self.not_after = parameter.not_after
        self._schema = parameter.schema
        self._is_text = parameter.schema["type"] == "string"
        self._validate = compile_schema(parameter.name, parameter.schema)

    def check(self, value: Any, texts: Sequence[str]) -> None:
        """Raise a Refusal if a value breaks the rule. `texts` are the items it was parsed from."""
        try:
            # Strings are validated as received, not as parsed.
            self._validate(texts[-1] if self._is_text else value)
        except JsonSchemaValueException as error:
            items = [int(place) for place in error.path[1:]]
            received = [texts[item] for item in items] or texts
            wording, limit = self._wording(error, self._schema["items"] if items else self._schema)
            raise refusal(self.name, wording, limit, received) from None

    @staticmethod
    def _wording(error: JsonSchemaValueException, schema: Mapping[str, Any]) -> tuple[Wording, object]:
        """The message for the broken keyword of a schema, and the keyword's value."""
        if error.rule in ("pattern", "format") and schema.get("format") in FORMATS:
            return FORMATS[schema["format"]], None
        if "enum" in schema:  # The list of values is more helpful than the type.
            return RULES["enum"], ", ".join(map(str, schema["enum"]))
        if error.rule == "type":
            return TYPES.get(schema["type"], UNKNOWN), None
        return RULES.get(error.rule or "", UNKNOWN), error.rule_definition


class Rules:
    """The rules of one operation."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        """Raises ContractError for a schema that cannot be compiled."""
        rules = [(each.location, Rule(each)) for each in parameters]
        self._path = [rule for location, rule in rules if location == "path"]
        self._query = [rule for location, rule in rules if location == "query"]
        self._ordered = [rule for rule in self._query if rule.not_after]
        self._check_texts = lru_cache(RECENT)(self._check_texts_anew)

    def check_path(self, path: Mapping[str, str]) -> None:
        """Raise a Refusal for the first path parameter that breaks its rule."""
        self._check_texts(*[path[rule.name] for rule in self._path])

    def _check_texts_anew(self, *texts: str) -> None:
        for rule, text in zip(self._path, texts, strict=True):
            rule.check(text, [text])

    def check_query(self, query: Query) -> None:
        """Raise a Refusal for the first query parameter that breaks a rule."""
        values, texts, _ = query
        for rule in self._query:
            if rule.name in values:
                rule.check(values[rule.name], texts[rule.name])
            elif rule.required:
                raise refusal(rule.name, MISSING, None, [])
        for rule in self._ordered:
            if rule.name in values and rule.not_after in values:
                _check_order(rule, query)


def _check_order(rule: Rule, query: Query) -> None:
    """Raise a Refusal if a date is later than allowed. Both dates are `YYYY-MM-DD HH:MM:SS` here."""
    names = rule.name, rule.not_after or ""
    earlier, later = (query.values[name] for name in names)
    if earlier > later:
        texts = [text for name in names for text in query.texts[name]]
        raise refusal(rule.name, NOT_AFTER, rule.not_after, texts)
