"""Settings of the server: flags first, then the environment (`MOCKSERVER_*`), then these defaults."""

import os
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from mockserver.dataset import MOST_ROWS, SHANGHAI, NumberPlan
from mockserver.errors import UserError
from mockserver.http.auth import REFUSED_PREFIXES
from mockserver.suggestion import did_you_mean

PREFIX: Final = "MOCKSERVER_"

FILES: Final = {"token_file": "token", "admin_token_file": "admin_token"}
"""Settings that name a file, and the setting whose value it holds."""

BARE_PORT: Final = "PORT"
"""The variable in which hosting platforms give a port."""

LONGEST_SECRET: Final = 4096
"""Characters of a file with a token."""
HOST_NAME: Final = re.compile(r"[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*\]?")
"""A name or an address."""


class SettingsError(UserError):
    """A setting with an invalid value. The message names the setting, the value and the rule."""


def _usable_token(token: SecretStr) -> SecretStr:
    text = token.get_secret_value()
    if not text.isprintable() or text != text.strip():
        raise ValueError("should be printable, and not begin or end with a space")
    if not text or text.startswith(REFUSED_PREFIXES):
        raise ValueError(f"should not be empty, or begin with {' or '.join(REFUSED_PREFIXES)}")
    return token


def _content(path: Any) -> str:
    """The one line of a file. Raises ValueError."""
    try:
        with Path(path).open(encoding="utf-8-sig") as file:
            text = file.read(LONGEST_SECRET + 1)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except ValueError:  # A path with a null character, or bytes that are no text.
        raise ValueError("should be a file with one line of text") from None
    if len(text) > LONGEST_SECRET:
        raise ValueError(f"should be a file of at most {LONGEST_SECRET} characters")
    return text.removesuffix("\n")  # Editors end a line; nothing else around the secret is cut off.


def _listed(value: object) -> object:
    """The items of a list, which a variable has with commas between them."""
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


def _host_name(name: str) -> str:
    if not HOST_NAME.fullmatch(name):
        raise ValueError("should be a host name without scheme and port, such as mock or 192.0.2.7")
    return name


def _zoned(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _usable_key(key: SecretStr) -> SecretStr:
    text = key.get_secret_value()
    try:
        size = len(bytes.fromhex(text))
    except ValueError:
        size = 0
    if size not in (16, 24, 32):
        raise ValueError("should be 32, 48 or 64 hexadecimal digits")
    return key


Secret = Annotated[SecretStr, AfterValidator(_usable_token)]
SecretFile = Annotated[SecretStr, BeforeValidator(_content), AfterValidator(_usable_token)]
"""Given as a path, and read once: the value is what the file holds."""


class Settings(BaseSettings):
    """One field a flag of `mockserver serve`; the description is the flag's help."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, populate_by_name=True)

    host: str = Field("127.0.0.1", description="Address to listen on.", min_length=1)
    port: int = Field(
        4010,
        description="Port to listen on (also PORT); 0 picks a free one.",
        ge=0,
        le=65535,
        validation_alias=AliasChoices(f"{PREFIX}PORT", BARE_PORT),
    )
    seed: int = Field(0, description="Seed of the data; another seed, other numbers.", ge=0, lt=2**63)
    rows: int = Field(1000, description="Numbers in every task.", ge=0, le=MOST_ROWS)
    token: Secret | None = Field(None, description="The only token to accept; any token if not set.")
    token_file: SecretFile | None = Field(None, description="Path to a file that holds that token.")
    numbers: NumberPlan = Field(
        "unassigned",
        description="Phone numbers from ranges that are unassigned, or realistic ones.",
    )
    encryption_key: Annotated[SecretStr, AfterValidator(_usable_key)] = Field(
        SecretStr(bytes(range(32)).hex()),
        description="AES key of encryption=true: 32, 48 or 64 hexadecimal digits.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Lowest level to log: debug, info, warning or error."
    )
    log_format: Literal["text", "json"] = Field("text", description="Format of the log: text or json.")
    quiet: bool = Field(default=False, description="Print no banner, and log errors only.")
    workers: int = Field(1, description="Number of server processes; all serve the same data.", ge=1, le=64)
    validate_responses: bool = Field(
        default=False, description="Validate every response against the contract; a violation becomes a 500."
    )
    spec: Path | None = Field(None, description="Path to a contract to use instead of the bundled one.")
    scenario: str = Field("", description="Default scenario, such as slow.")
    scenarios: Path | None = Field(None, description="Path to a TOML file with your own scenarios.")
    since: Annotated[datetime, AfterValidator(_zoned)] | None = Field(
        None, description="Start of running clocks, in ISO 8601; the start of the server if not set."
    )
    admin_token: Secret | None = Field(
        None,
        description="Token required under /_mock/ except health; if not set, only this machine may write.",
    )
    allowed_host: Annotated[
        tuple[Annotated[str, AfterValidator(_host_name)], ...] | None, NoDecode, BeforeValidator(_listed)
    ] = Field(
        None,
        description="Further host name under which /_mock/ is reached, such as mock; may be repeated.",
    )
    admin_token_file: SecretFile | None = Field(None, description="Path to a file that holds that token.")

    @field_validator(*FILES)
    @classmethod
    def _the_only_one(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        name = FILES[info.field_name or ""]
        if secret is not None and info.data.get(name) is not None:
            raise ValueError(f"should not be given together with {name.replace('_', '-')}")
        return secret

    @model_validator(mode="after")
    def _taken_from_files(self) -> Self:
        for file, name in FILES.items():
            setattr(self, name, getattr(self, name) or getattr(self, file))
            setattr(self, file, None)
        return self


REPEATED = ("allowed_host",)
"""Settings with several values."""

SECRET: Final = ("token", "encryption_key", "admin_token")
"""Settings whose value no message repeats."""


def load(**given: Any) -> Settings:
    """Settings from what was given, then the environment.

    Raises SettingsError for the first one that breaks its rule.
    """
    for pair in FILES.items():
        if any(name in given for name in pair):  # One flag overrides both variables.
            given = dict.fromkeys(pair) | given
    try:
        return Settings(**given)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
    name = str(problem["loc"][0]).removeprefix(PREFIX).lower()
    value = "" if name in SECRET else f" is {problem['input']!r}"
    rule = problem["msg"].removeprefix("Value error, ").partition(", unable")[0]
    choices = get_args(Settings.model_fields[name].annotation) if problem["type"] == "literal_error" else ()
    hint = did_you_mean(str(problem["input"]), choices)
    raise SettingsError(f"{_source(name, given)}{value}: {rule[0].lower()}{rule[1:]}{hint}")


def misspelled(environment: Iterable[str]) -> list[str]:
    """A sentence about each variable that looks like one of a setting, and is none."""
    known = {name.upper() for name in Settings.model_fields}
    names = [name.upper().removeprefix(PREFIX) for name in environment if name.upper().startswith(PREFIX)]
    return [
        f"{PREFIX}{name} is no setting, and is ignored{did_you_mean(name, known, PREFIX)}"
        for name in sorted(names)
        if name not in known
    ]


def _source(name: str, given: Mapping[str, Any]) -> str:
    """Where a setting's value came from, as the user knows it."""
    if name in given:
        return f"--{name.replace('_', '-')}"
    variable = f"{PREFIX}{name.upper()}"
    return BARE_PORT if name == "port" and variable not in os.environ else variable
