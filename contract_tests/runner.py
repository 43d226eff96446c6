"""Holds an API against the laws."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import httpx

from contract_tests import expectations as promises
from contract_tests.check import Broken, Law, NotJudged, When
from contract_tests.checks import LAWS
from contract_tests.client import Api, Target, Terms
from contract_tests.dialect import Dialect
from contract_tests.exchange import Exchange
from contract_tests.transport import InProcess

MISSHAPEN: Final = (AttributeError, KeyError, IndexError, TypeError, ValueError)
"""What goes wrong in a law on an answer of another shape; other laws say what that shape is."""


class Outcome(StrEnum):
    """How a law ended. What is `reported` rests on an open question that the API answers in another way."""

    HELD = "held"
    BROKEN = "broken"
    REPORTED = "reported"
    NOT_JUDGED = "not judged"


@dataclass(frozen=True)
class Verdict:
    """What became of one law: how it ended, what disagrees or why it was not judged, and the exchanges.

    `stumbled`: the answers had another shape than the law needs.
    """

    law: Law
    outcome: Outcome
    found: str = ""
    exchanges: tuple[Exchange, ...] = ()
    assumes: tuple[str, ...] = ()
    stumbled: bool = False


class CannotJudge(Exception):
    """The API cannot be judged at all: it is not there, or does not know the token."""


def admit(api: Api) -> None:
    """Ask for one page. Raises CannotJudge if there is no answer, or the token or the ids are refused."""
    exchange = api.ask(api.request())
    status = api.status_of(exchange)
    if exchange.failure is not None:
        raise CannotJudge(f"{api.url} does not answer: {exchange.failure}")
    if status == 401:
        raise CannotJudge(f"{api.url} refuses the token (401): is NUMBERS_TOKEN right?")
    if 400 <= status < 500 and api.terms.live:
        raise CannotJudge(
            f"{api.url} refuses its first request ({status}): are --user-id and --task-id right?"
        )


class Judgement:
    """The verdicts on one API, each reached when it is first asked for."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.gaps: dict[str, str] = {}
        """The demands on coverage that were found not to be met, and why."""
        self._verdicts: dict[str, Verdict] = {}
        self._moving = False

    def verdict(self, law: Law) -> Verdict:
        """What becomes of a law; what is judged at the end waits for all others."""
        if law.when is When.AT_THE_END and law.id not in self._verdicts:
            for other in LAWS:
                if other.when < law.when:
                    self.verdict(other)
        if law.id not in self._verdicts:
            self._verdicts[law.id] = self._judge(law)
        return self._verdicts[law.id]

    def verdicts(self) -> list[Verdict]:
        """What becomes of every law."""
        return [self.verdict(each) for each in LAWS]

    def __getitem__(self, id: str) -> Verdict:
        """What becomes of the law with this id. Raises KeyError if there is none."""
        return self.verdict({law.id: law for law in LAWS}[id])

    def reached(self) -> Iterable[Verdict]:
        """The verdicts that were asked for so far."""
        return self._verdicts.values()

    def _judge(self, law: Law) -> Verdict:
        try:
            law.check(self.api)
        except NotJudged as reason:
            return Verdict(law, Outcome.NOT_JUDGED, str(reason))
        except Broken as broken:
            return self._broken(law, broken)
        except MISSHAPEN as error:
            why = f"the answers have another shape than it needs ({type(error).__name__}: {error})"
            return Verdict(law, Outcome.NOT_JUDGED, why, stumbled=True)
        return Verdict(law, Outcome.HELD)

    def _broken(self, law: Law, broken: Broken) -> Verdict:
        assumes = tuple(dict.fromkeys((*law.assumes, *broken.assumes)))
        told = set(self.api.dialect.reported)
        if told & {law.id, *assumes} or (assumes and self.api.terms.live):
            return Verdict(law, Outcome.REPORTED, broken.found, broken.exchanges, assumes)
        if len(broken.exchanges) > 1 and self._moved(broken.exchanges):
            return Verdict(law, Outcome.NOT_JUDGED, f"the numbers changed meanwhile ({broken.found})")
        return Verdict(law, Outcome.BROKEN, broken.found, broken.exchanges, assumes)

    def _moved(self, exchanges: Iterable[Exchange]) -> bool:
        """Whether a running campaign changes the numbers: some that waited were called since these answers.

        Once that was seen it is not asked again, which would soon spend the budget.
        """
        self._moving = self._moving or any(map(self._was_changed, exchanges))
        return self._moving

    def _was_changed(self, exchange: Exchange) -> bool:
        try:
            before, after = self.api.page_at(exchange.request), self.api.page_anew(exchange.request)
        except (NotJudged, Broken):
            return False
        return any(_was_called(old, new) for old, new in _pairs(before.rows, after.rows))


def _pairs(before: list[Any], after: list[Any]) -> Iterator[tuple[Any, Any]]:
    rows = {row.get("id"): row for row in after}
    return ((row, rows[row.get("id")]) for row in before if row.get("id") in rows)


def _was_called(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return old.get("status") == 0 and new.get("status") != 0


@contextmanager
def judging(
    server: Any,
    *,
    token: str = "judge",  # noqa: S107  # A mock without a token of its own takes it.
    dialect: Dialect | None = None,
    terms: Terms | None = None,
    url: str = "http://127.0.0.1",
) -> Iterator[Judgement]:
    """The judgement on an ASGI application, or on what a transport of httpx leads to at `url`.

    Raises CannotJudge if it does not answer, or refuses the token.
    """
    transport = server if isinstance(server, httpx.BaseTransport) else InProcess(server)
    known = promises.load()
    target = Target(*(known.example(name) for name in ("user_id", "task_id", "sub_user_id")))
    api = Api(url, transport, token, target, known, dialect or Dialect(), terms or Terms())
    try:
        admit(api)
        yield Judgement(api)
    finally:
        api.close()


def judge(server: Any, **how: Any) -> list[Verdict]:
    """The verdicts of all laws on an application; see `judging`."""
    with judging(server, **how) as judgement:
        return judgement.verdicts()
