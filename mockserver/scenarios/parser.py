"""The language in which scenarios are written: names and `key=value`, joined by commas, as in `slow,seed=7`.

What comes later holds.
"""

import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any, Final, NamedTuple, get_args

from mockserver.contract import Contract, Problem
from mockserver.dataset import MOST_ROWS, SHANGHAI, NumberPlan
from mockserver.drift import DRIFTS, Drift
from mockserver.http.query import QueryReader
from mockserver.scenarios.faults import Buckets, Delay, Drifting, Drop, Errors, Fault, Hang, Limit, Truncate
from mockserver.scenarios.model import ClockKind, Scenario, ScenarioError

LONGEST_TEXT: Final = 500
"""Characters of a scenario's text."""

MOST_NAMES: Final = 100
"""Names that a scenario's text leads to, those that its names stand for included."""

LONGEST_DELAY: Final = 600.0
"""Seconds for which an answer can be delayed."""

FASTEST: Final = 1_000_000.0
"""The largest speed of a clock, and the largest limit of requests a second."""

SUCCESS: Final = "200"
"""As a `code` no error at all: what clients of Prism may prefer."""

ANY: Final = "any"
"""Stands for every drift."""

_UNIX = re.compile(r"[0-9]{9,11}(\.[0-9]{1,6})?")
"""Unix time from 1973 on: with fewer digits it may be meant as a year or a date."""

_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_DIGITS = re.compile(r"[0-9]{1,19}")


class Key(NamedTuple):
    """A key of the language. `read` raises ValueError for what breaks the rule, told in two languages.

    `bare` is the value of a key that stands alone.
    """

    read: Callable[[str], Any]
    chinese: str
    english: str
    bare: str | None = None


def _number(text: str, *, least: float, most: float) -> float:
    if not _NUMBER.fullmatch(text) or not least <= float(text) <= most:
        raise ValueError(text)
    return float(text)


def _integer(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not _DIGITS.fullmatch(text) or int(text) > most:
            raise ValueError(text)
        return int(text)

    return read


def _one_of(choices: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return read


def _probability(text: str) -> float:
    percent = text.endswith("%")
    return _number(text.removesuffix("%"), least=0, most=100 if percent else 1) / (100 if percent else 1)


def _instant(text: str) -> float:
    """Unix time, from itself or from ISO 8601; without an offset it is Asia/Shanghai."""
    if _UNIX.fullmatch(text):
        return float(text)
    moment = datetime.fromisoformat(text.replace(" ", "T"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).timestamp()


def _delay(text: str) -> Delay:
    def seconds(part: str) -> float:
        return _number(part, least=0, most=LONGEST_DELAY)

    if text.startswith("~"):
        return Delay(median=seconds(text[1:]), longest=LONGEST_DELAY)
    least, _, most = text.partition("-")
    delay = Delay(seconds(least), seconds(most or least))
    if delay.least > delay.most:
        raise ValueError(text)
    return delay


def _errors(problems: Sequence[Problem]) -> Callable[[str], Errors]:
    """Reads `500`, `429:5%`, `401.expired`; several are joined by `+`."""
    named: dict[str, Problem] = {}
    for problem in problems:
        named.setdefault(str(problem.status), problem)
        named[f"{problem.status}.{problem.name}"] = problem

    def one(text: str) -> tuple[Problem, float]:
        name, _, probability = text.partition(":")
        if name not in named:
            raise ValueError(text)
        return named[name], _probability(probability or "1")

    def read(text: str) -> Errors:
        if text == SUCCESS:
            return Errors(())
        errors = Errors(tuple(one(part) for part in text.split("+")))
        # Rounded, since 0.33 + 0.56 + 0.11 is a little more than 1 to a computer.
        if round(sum(probability for _, probability in errors.problems), 9) > 1:
            raise ValueError(text)
        return errors

    return read


def _drifting(reader: QueryReader) -> Callable[[str], Drifting]:
    """Reads `bill_string`, `bill_string:10%`, `any:10%`."""

    def read(text: str) -> Drifting:
        name, _, probability = text.partition(":")
        if name != ANY and name not in DRIFTS:
            raise ValueError(text)
        drifts: Collection[Drift] = DRIFTS.values() if name == ANY else (DRIFTS[name],)
        return Drifting(_probability(probability or "1"), drifts, reader)

    return read


class Grammar:
    """Reads scenarios."""

    def __init__(self, contract: Contract, reader: QueryReader, buckets: Buckets) -> None:
        """`buckets` are where limits keep count.

        Raises ContractError if the contract has no error for who asks too often.
        """
        too_many = contract.problem(429, "too_many")
        statuses = "、".join(sorted({str(problem.status) for problem in contract.problems}))

        def limit(text: str) -> Limit:
            return Limit(_number(text, least=0.01, most=FASTEST), too_many, buckets, time.monotonic)

        self.keys: Mapping[str, Key] = {
            "seed": Key(_integer(2**63 - 1), "0 到 2**63-1 的整数", "an integer from 0 to 2**63-1"),
            "rows": Key(_integer(MOST_ROWS), "0 到 10**12 的整数", "an integer from 0 to 10**12"),
            "numbers": _choice(get_args(NumberPlan)),
            "clock": _choice(get_args(ClockKind)),
            "speed": Key(
                lambda text: _number(text, least=0.001, most=FASTEST),
                "0.001 到 1000000 的数：真实一秒相当于任务的多少秒",
                "a number from 0.001 to 1000000: seconds of the campaign in a second",
            ),
            "since": Key(
                _instant,
                "ISO 8601 时刻或 Unix 秒：时钟从何时起走",
                "an instant in ISO 8601 or Unix seconds: when the clock began",
            ),
            "code": Key(
                _errors(contract.problems),
                f"200（不出错）或契约中的错误（{statuses}），可加名称和概率，以 + 相连，"
                "如 500:5%+401.expired:1%",
                f"200 (none), or an error of the contract ({statuses.replace('、', ', ')}), with a name and a"
                " probability if wanted, several joined by +, such as 500:5%+401.expired:1%",
            ),
            "delay": Key(
                _delay,
                "秒数，最多 600：0.5、范围 0.2-2 或长尾 ~0.3（中位数）",
                "seconds up to 600: 0.5, a range 0.2-2, or long-tailed ~0.3 (the median)",
            ),
            "limit": Key(
                limit,
                "0.01 到 1000000 的数：每个令牌每秒的请求数",
                "a number from 0.01 to 1000000: requests a second for each token",
            ),
            "drop": _fault(Drop, "断开连接", "the connection is reset"),
            "hang": _fault(Hang, "一直不回答", "there is no answer"),
            "truncate": _fault(Truncate, "回答只有一半", "only half of the answer comes"),
            "drift": Key(
                _drifting(reader),
                "偏差的名称或 any，可加概率，如 bill_string、any:10%；名称见 mockserver scenarios --drift",
                "a drift's name or any, and a probability if wanted, such as bill_string, any:10%;"
                " mockserver scenarios --drift lists them",
            ),
        }

    def read(self, text: str, named: Mapping[str, str], base: Scenario) -> Scenario:
        """What a text makes of the scenario `base`; `named` are texts by name.

        Raises ScenarioError for a text that is too long, leads to too many names, or has a name, key or value
        that is not known.
        """
        for item, known in _items(text, named, count(1)):
            base = self._with(base, item, known)
        return base

    def _with(self, base: Scenario, item: str, named: Mapping[str, str]) -> Scenario:
        name, equals, value = item.partition("=")
        key = self.keys.get(name)
        if key is None or (not equals and key.bare is None):
            names, keys = "、".join(named), "、".join(f"{each}=…" for each in self.keys)
            raise _error(
                f"没有名为 {item[:40]!a} 的场景或键，可用的场景：{names}；键：{keys}",
                f"there is no scenario or key {item[:40]!a}; scenarios: {names.replace('、', ', ')};"
                f" keys: {keys.replace('、', ', ')}",
            )
        try:
            return replace(base, **{name: key.read(value if equals else key.bare or "")})
        except (ValueError, OverflowError):
            raise _error(
                f"场景的键 {name} 应为：{key.chinese}，收到的是 {value[:40]!a}",
                f"the scenario key {name} should be {key.english}, received {value[:40]!a}",
            ) from None


def _items(
    text: str, named: Mapping[str, str], met: Iterator[int]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The items of a text, in place of a name those it stands for; and the names that are known there."""
    if len(text) > LONGEST_TEXT:
        raise _error(f"场景最多 {LONGEST_TEXT} 个字符", f"a scenario has at most {LONGEST_TEXT} characters")
    for item in text.split(",") if text else ():
        if item not in named:
            yield item, named
        elif next(met) > MOST_NAMES:
            raise _error(
                f"场景最多引用 {MOST_NAMES} 个名称", f"a scenario leads to at most {MOST_NAMES} names"
            )
        else:
            # A name is not known inside what it stands for, so that none leads back to itself.
            yield from _items(named[item], {name: named[name] for name in named if name != item}, met)


def _error(chinese: str, english: str) -> ScenarioError:
    return ScenarioError(f"{chinese} / {english}")


def _choice(choices: Sequence[str]) -> Key:
    return Key(_one_of(choices), " 或 ".join(choices), " or ".join(choices))


def _fault(kind: Callable[[float], Fault], chinese: str, english: str) -> Key:
    return Key(
        lambda text: kind(_probability(text)),
        f"概率，如 5% 或 0.05：{chinese}",
        f"a probability such as 5% or 0.05: {english}",
        bare="1",
    )
