"""Reads the text of a scenario: presets and `key=value`, joined by commas, as in `slow,seed=7`.

Later items take precedence.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, count, islice
from typing import Any, Final

from mockserver.contract import Contract
from mockserver.scenarios.dataset_keys import DATASET_KEYS
from mockserver.scenarios.faults import FAULTS, Fault
from mockserver.scenarios.key import Key
from mockserver.scenarios.model import Scenario, ScenarioError
from mockserver.scenarios.values import UnknownNameError
from mockserver.suggestion import closest

LONGEST_TEXT: Final = 500
"""Characters in a text."""

MOST_NAMES: Final = 100
"""Presets that a text refers to, directly and through other presets."""

MOST_SUGGESTED: Final = 500
"""Names that an unknown one is compared with: a file may have thousands."""

Item = tuple[str, frozenset[str]]
"""An item of a text, and the presets that it was found in."""


class Parser:
    """Reads scenarios with the keys of the dataset and of all faults."""

    def __init__(self, contract: Contract) -> None:
        """Raises ContractError if the contract lacks an error that a fault responds with."""
        keys = (*DATASET_KEYS, *(fault.key(contract) for fault in FAULTS))
        self.keys: Mapping[str, Key] = {key.name: key for key in keys}

    def read(self, text: str, presets: Mapping[str, str], base: Scenario) -> Scenario:
        """The scenario `base`, changed by a text; `presets` are texts by name.

        Raises ScenarioError for an unknown name or key, a value that breaks the rule of its key, a preset
        that refers to itself, and a text that is too long or refers to too many presets.
        """
        for item, inside in _items(text, presets, count(1)):
            if item in inside and self._needs_value(item):
                raise ScenarioError(
                    f"预设场景 {item!a} 引用了自己", f"the scenario {item!a} refers to itself"
                )
            base = self._with(base, item, presets)
        return base

    def _needs_value(self, name: str) -> bool:
        """Whether a name alone is not a key."""
        return name not in self.keys or self.keys[name].bare is None

    def _with(self, base: Scenario, item: str, presets: Mapping[str, str]) -> Scenario:
        name, equals, text = item.partition("=")
        key = self.keys.get(name)
        if key is None:
            if equals:
                raise _unknown("键", "key", name, self.keys)
            raise _unknown("场景", "scenario", name, chain(self.keys, presets))
        if not equals and key.bare is None:
            raise ScenarioError(
                f"场景的键 {name} 缺少值：{key.rule.chinese}",
                f"the scenario key {name} needs a value: {key.rule.english}",
            )
        value = _value(key, text if equals else key.bare or "")
        return base.with_fault(value) if isinstance(value, Fault) else replace(base, **{name: value})


def _items(
    text: str, presets: Mapping[str, str], met: Iterator[int], inside: frozenset[str] = frozenset()
) -> Iterator[Item]:
    """The items of a text, with presets replaced by their own items."""
    if len(text) > LONGEST_TEXT:
        raise ScenarioError(
            f"场景最多 {LONGEST_TEXT} 个字符", f"a scenario has at most {LONGEST_TEXT} characters"
        )
    for item in text.split(",") if text else ():
        if item not in presets or item in inside:
            yield item, inside
        elif next(met) > MOST_NAMES:
            raise ScenarioError(
                f"场景最多引用 {MOST_NAMES} 个名称", f"a scenario refers to at most {MOST_NAMES} names"
            )
        else:
            yield from _items(presets[item], presets, met, inside | {item})


def _value(key: Key, text: str) -> Any:
    """The value of a key."""
    try:
        return key.read(text)
    except UnknownNameError as error:
        guess = closest(error.name, error.known)
    except (ValueError, OverflowError):
        guess = None
    if guess:
        raise ScenarioError(
            f"场景的键 {key.name} 没有值 {_shown(text)}：您是指 {guess!a} 吗？",
            f"unknown value {_shown(text)} of the scenario key {key.name}: did you mean {guess!a}?",
        )
    raise ScenarioError(
        f"场景的键 {key.name} 应为：{key.rule.chinese}，收到的是 {_shown(text)}",
        f"the scenario key {key.name} should be {key.rule.english}, received {_shown(text)}",
    )


def _unknown(chinese: str, english: str, name: str, known: Iterable[str]) -> ScenarioError:
    guess = closest(name, islice(known, MOST_SUGGESTED))
    return ScenarioError(
        f"未知的{chinese} {_shown(name)}{f'：您是指 {guess!a} 吗？' if guess else '，'}"
        "`mockserver scenarios` 列出全部",
        f"unknown {english} {_shown(name)}{f': did you mean {guess!a}?' if guess else ';'}"
        " `mockserver scenarios` lists them",
    )


def _shown(text: str) -> str:
    """A text of the user as part of a message."""
    return ascii(text[:40])
