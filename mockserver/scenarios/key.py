"""A key of a scenario's text, such as `rows=30`: its name, its help and how its value is read."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Bilingual(NamedTuple):
    """A text in both languages."""

    chinese: str
    english: str

    def __str__(self) -> str:
        return f"{self.chinese} / {self.english}"


class Key(NamedTuple):
    """A key.

    `does` is its effect, `rule` the values it takes; `read` raises ValueError for any other value. `bare` is
    the value of a key that is written without one; None if it needs one.
    """

    name: str
    does: Bilingual
    rule: Bilingual
    read: Callable[[str], Any]
    bare: str | None = None

    @property
    def help(self) -> Bilingual:
        """Effect and rule."""
        return Bilingual(
            f"{self.does.chinese}：{self.rule.chinese}", f"{self.does.english}: {self.rule.english}"
        )
