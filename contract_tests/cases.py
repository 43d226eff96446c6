"""Test cases that Schemathesis generates from the contract, fitted to the dialect of an API."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig

from contract_tests import query
from contract_tests.client import Target
from contract_tests.dialect import BOOLEANS, DATES, PARAMETERS, Dialect
from contract_tests.expectations import Expectations

MODES: Final = {"positive": GenerationMode.POSITIVE, "negative": GenerationMode.NEGATIVE}

_DATES: Final = st.datetimes(datetime(2025, 11, 30), datetime(2025, 12, 5))
"""Dates around those of the mock's numbers."""

_UUID: Final = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

Values = dict[str, Any]


def cases(known: Expectations, mode: str, dialect: Dialect, target: Target) -> st.SearchStrategy[Case[Any]]:
    """Valid (`positive`) or invalid (`negative`) requests, in the spellings of a dialect.

    With one, ids that are valid are those of the target, as other APIs know no others.
    """
    # A format of this contract, unknown to Schemathesis.
    schemathesis.openapi.format("local-date-time", _DATES.map(lambda date: f"{date:{query.SECOND}}"))
    # With its own defaults, whatever `schemathesis.toml` there is in the current folder.
    schema = schemathesis.openapi.from_dict(known.document, config=SchemathesisConfig())
    path = next(iter(known.document["paths"]))
    names = {each["name"] for each in known.document["components"]["parameters"].values()}

    def usable(case: Case[Any]) -> bool:
        # Among unknown parameters Schemathesis may report one as missing that is there.
        return in_order(case) and (case.query or {}).keys() <= names

    generated = schema[path]["GET"].as_strategy(generation_mode=MODES[mode]).filter(usable)
    if dialect == Dialect():
        return generated
    # Where ids are wrong, a framework may answer before the API does.
    return generated.filter(_has_valid_ids).map(lambda case: fitted(case, dialect, target))


def in_order(case: Case[Any]) -> bool:
    """Whether `start_at` is not after `end_at`, a rule that no schema can express (`x-not-after`)."""
    start, end = (query.date(str((case.query or {}).get(name))) for name in ("start_at", "end_at"))
    return start is None or end is None or start <= end


def _has_valid_ids(case: Case[Any]) -> bool:
    return all(_UUID.fullmatch(str(value)) for value in case.path_parameters.values())


def fitted(case: Case[Any], dialect: Dialect, target: Target) -> Case[Any]:
    """A case with its valid values written as a dialect has them; invalid ones remain."""
    values = dict(case.query or {})
    fits: dict[str, Callable[[Any], Values]] = {
        "page": lambda value: {"page": _fitted_page(value, dialect)},
        "per_page": lambda value: {"per_page": _fitted_size(value, dialect)},
        "encryption": lambda value: {"encryption": _fitted_boolean(value, dialect)},
        "start_at": lambda value: {"start_at": _fitted_date(value, dialect)},
        "end_at": lambda value: {"end_at": _fitted_date(value, dialect)},
        "sub_user_id": lambda value: _fitted_account(value, target),
        "status": lambda value: _fitted_statuses("status", value, dialect),
        "status[]": lambda value: _fitted_statuses("status[]", value, dialect),
    }
    case.path_parameters = {"user_id": target.user_id, "task_id": target.task_id}
    case.query = {}
    for name, value in values.items():
        case.query |= fits[name](value)
    bounds = case.query.keys() & {"start_at", "end_at"}
    if len(bounds) == 1 and dialect.bounds_alone == "refused":
        (name,) = bounds
        if query.date(str(case.query[name])) is not None:
            del case.query[name]
    return case


def lenient(dialect: Dialect) -> frozenset[str]:
    """The parameters of which an API with this dialect accepts some invalid values."""
    names = {name for name, habit in dialect.invalid_values.items() if habit != "refused"}
    names |= set(dialect.lenient_spelling)
    if dialect.page_missing != "refused" or dialect.page_excess != "refused":
        names.add("page")
    if dialect.per_page_excess != "refused":
        names.add("per_page")
    return frozenset(PARAMETERS if dialect.empty_values != "refused" else names)


def mutated(case: Case[Any]) -> frozenset[str]:
    """The parameters that were made invalid in a case; all of them if that is not known."""
    mutations = getattr(case.meta.phase.data, "mutations", None) if case.meta is not None else None
    names = {each.parameter.removesuffix("[]") for each in mutations or () if each.parameter is not None}
    return frozenset(names or PARAMETERS)


def _fitted_page(value: Any, dialect: Dialect) -> Any:
    return 1 if type(value) is int and value > 1 and dialect.page_beyond_last != "empty" else value


def _fitted_size(value: Any, dialect: Dialect) -> Any:
    return min(value, dialect.per_page_maximum or value) if type(value) is int else value


def _fitted_boolean(value: Any, dialect: Dialect) -> Any:
    word = str(value).lower()
    if word not in ("true", "false") or dialect.boolean_spelling == BOOLEANS:
        return value
    return query.boolean(dialect.boolean_spelling[0], word == "true")


def _fitted_date(value: Any, dialect: Dialect) -> Any:
    date = query.date(str(value))
    if date is None or dialect.date_spelling == DATES:
        return value
    return query.moment(dialect.date_spelling[0], f"{date:{query.SECOND}}")


def _fitted_account(value: Any, target: Target) -> Values:
    if not _UUID.fullmatch(str(value)):
        return {"sub_user_id": value}
    return {} if target.sub_user_id is None else {"sub_user_id": target.sub_user_id}


def _fitted_statuses(name: str, value: Any, dialect: Dialect) -> Values:
    own = "brackets" if name.endswith("[]") else "repeat"  # As the contract has it.
    if not isinstance(value, list) or own in dialect.array_spelling:
        return {name: value}
    found: dict[str, list[str]] = {}
    for name, text in query.array(dialect.array_spelling[0], value):
        found.setdefault(name, []).append(text)
    return dict(found)
