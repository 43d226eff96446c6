"""What admin requests can contain: parameters and bodies, validated by pydantic."""

from typing import Final, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect, Request

from mockserver.admin.refusal import refusal
from mockserver.scenarios.key import Bilingual

Model = TypeVar("Model", bound=BaseModel)

LARGEST: Final = 10_000
"""Bytes in a body."""

FURTHEST: Final = 10**12
"""The longest step of a clock, in any of its units."""

RULES: Final = {
    "extra_forbidden": Bilingual("未知的名称", "unknown"),
    "float_type": Bilingual("应为数字", "should be a number"),
    "greater_than_equal": Bilingual("不能小于 {:g}", "must not be less than {:g}"),
    "int_type": Bilingual("应为整数", "should be an integer"),
    "less_than_equal": Bilingual("不能大于 {:g}", "must not be greater than {:g}"),
    "model_type": Bilingual("应为对象", "should be an object"),
    "string_type": Bilingual("应为字符串", "should be a string"),
}
"""The rule that a value breaks, by pydantic's type of error."""


class JournalFilter(BaseModel):
    """Which requests of the journal to list."""

    model_config = ConfigDict(extra="forbid")

    user: str | None = None
    task: str | None = None
    token: str | None = None


class ClockQuery(BaseModel):
    """The scenario whose clock to show."""

    model_config = ConfigDict(extra="forbid", strict=True)

    scenario: str = ""


class ClockStep(ClockQuery):
    """How far to move a stepped clock: a time, and calls after that."""

    seconds: float = Field(0, ge=0, le=FURTHEST)
    minutes: float = Field(0, ge=0, le=FURTHEST)
    hours: float = Field(0, ge=0, le=FURTHEST)
    calls: int = Field(0, ge=0, le=FURTHEST)


async def read_json(request: Request) -> object:
    """The JSON body of a request. Raises HTTPException if it is too large, incomplete or not JSON."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                raise refusal(413, f"正文最多 {LARGEST} 字节", f"a body has at most {LARGEST} bytes")
    except ClientDisconnect:
        raise refusal(400, "正文不完整", "the body is incomplete") from None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise refusal(
            422, '正文应为 JSON，如 {"minutes": 5}', 'the body should be JSON, such as {"minutes": 5}'
        ) from None


def validate(model: type[Model], values: object) -> Model:
    """Values as a model. Raises HTTPException for the first one that breaks a rule."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
    place = ".".join(map(str, problem["loc"]))
    rule = RULES[problem["type"]]
    limit = next(iter(problem.get("ctx", {}).values()), "")
    known = ", ".join(model.model_fields)
    raise refusal(
        422,
        f"{place or '正文'}：{rule.chinese.format(limit)}（可用的有 {known}）",
        f"{place or 'the body'}: {rule.english.format(limit)} (known: {known})",
    )
