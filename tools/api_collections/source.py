"""Input of the collections: the contract and the bundled scenarios."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver import contract
from mockserver.scenarios import presets
from tools.api_collections.model import Environment, Example, Parameter

OPERATION: Final = "list_numbers"
TOKEN: Final = "YOUR_TOKEN"  # noqa: S105  # The mock accepts any.

_CONTRACT: Final = contract.load()
_DOCUMENT: Final = _CONTRACT.document
_PARAMETERS: Final = _DOCUMENT["components"]["parameters"]

title: Final[str] = _DOCUMENT["info"]["title"]
about: Final[str] = _DOCUMENT["info"]["description"]
labels: Final = _CONTRACT.labels
path: Final = _CONTRACT.path(OPERATION).replace("{", "{{").replace("}", "}}")
required: Final = {
    name: schema["required"]
    for name, schema in _DOCUMENT["components"]["schemas"].items()
    if "required" in schema
}


def schema(parameter: str) -> Mapping[str, Any]:
    """The schema of a parameter."""
    found: Mapping[str, Any] = _PARAMETERS[parameter]["schema"]
    return found


def number_patterns() -> tuple[str, str]:
    """The patterns of a plain and of an encrypted number, the two halves of the contract's pattern."""
    both = _DOCUMENT["components"]["schemas"]["NumberRecord"]["properties"]["number"]["pattern"]
    clear, encrypted = both.removeprefix("^(").removesuffix(")$").split("|")
    return f"^{clear}$", f"^{encrypted}$"


def parameters() -> Sequence[Parameter]:
    """The query parameters, in the contract's order. Arrays are spelled with brackets, as PHP reads them."""
    return [
        Parameter(_key(each.name, each.schema), _text(contract_example(each.name)), _about(each.name))
        for each in _CONTRACT.operations[OPERATION]
        if each.location == "query"
    ]


def contract_example(parameter: str) -> Any:
    """The contract's example of a parameter; of an array, its first item."""
    value = _CONTRACT.example(parameter)
    return value[0] if isinstance(value, list) else value


def examples() -> Mapping[tuple[int, str], Example]:
    """Every response the contract shows, by HTTP status and name."""
    responses = _DOCUMENT["components"]["responses"]
    operation = _DOCUMENT["paths"][_CONTRACT.path(OPERATION)]["get"]
    found = {}
    for status, reference in operation["responses"].items():
        response = responses[reference["$ref"].rpartition("/")[2]]
        headers = {name: str(each["example"]) for name, each in response.get("headers", {}).items()}
        for name, example in response["content"]["application/json"]["examples"].items():
            found[int(status), name] = Example(example["summary"], int(status), headers, example["value"])
    return found


def scenarios() -> Mapping[str, str]:
    """What each bundled scenario is for, by its name."""
    return {name: scenario.about for name, scenario in presets.bundled().scenarios.items()}


def environments() -> Sequence[Environment]:
    """The mock, the mock in each bundled scenario, and the live API without a token."""
    live, mock, *_ = _DOCUMENT["servers"]
    ids = {name: _text(contract_example(name)) for name in ("user_id", "task_id", "sub_user_id")}
    known = {"token": TOKEN, **ids}
    unknown = dict.fromkeys(known, "")
    return [
        Environment("mock", mock["description"], {"base_url": mock["url"], **known}),
        *(
            Environment(name, about, {"base_url": f"{mock['url']}/@{name}", **known})
            for name, about in scenarios().items()
        ),
        Environment("live", live["description"], {"base_url": live["url"], **unknown}, ("token",)),
    ]


def _key(name: str, schema: Mapping[str, Any]) -> str:
    return f"{name}[]" if schema["type"] == "array" else name


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _about(parameter: str) -> str:
    text: str = _PARAMETERS[parameter]["description"]
    return text.strip()
