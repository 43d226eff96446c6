"""The last verdict on every check, kept in a file from run to run, and what changed since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from contract_tests.results import Outcome, Result


class HistoryError(Exception):
    """A file that cannot be used; the message names it and says why."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(_Model):
    """A verdict on one check, and since when it is the same."""

    outcome: Literal[Outcome.PASSED, Outcome.FAILED, Outcome.REPORTED]
    since: AwareDatetime


class History(_Model):
    """The verdicts of the runs so far: when the last one was, of which API, and by which release."""

    format: Literal[1] = 1
    run: AwareDatetime
    api: str
    version: str
    checks: Mapping[str, Entry]

    @classmethod
    def load(cls, path: Path) -> Self | None:
        """The history in a file; None if there is no such file. Raises HistoryError."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise HistoryError(f"{path}: cannot be read: {error.strerror}") from None
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            rule = first["msg"][0].lower() + first["msg"][1:]
            raise HistoryError(
                f"{path}: not a file of earlier results: {where and where + ': '}{rule}"
            ) from None

    def save(self, path: Path) -> None:
        """Write the file in one step: a run that is interrupted leaves the old one. Raises HistoryError."""
        text = self.model_dump_json(indent=1) + "\n"
        written = None
        try:
            with NamedTemporaryFile(
                "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8"
            ) as file:
                written = Path(file.name)
                file.write(text)
            written.chmod(0o644)  # Temporary files are for the user alone.
            written.replace(path)
        except OSError as error:
            if written is not None:
                written.unlink(missing_ok=True)
            raise HistoryError(f"{path}: cannot be written: {error.strerror}") from None


def updated(
    before: History | None, results: Iterable[Result], *, run: datetime, api: str, version: str
) -> History:
    """The history after a run. A check that had no verdict this time keeps its last one."""
    checks = dict(before.checks) if before else {}
    for each in results:
        if each.outcome is Outcome.SKIPPED:
            continue
        last = checks.get(each.id)
        if last is None or last.outcome is not each.outcome:
            checks[each.id] = Entry(outcome=each.outcome, since=run)
    return History(run=run, api=api, version=version, checks=dict(sorted(checks.items())))


@dataclass(frozen=True)
class Difference:
    """What a run found that the last one had not: ids of checks.

    `broken` fail now, and did not; `mended` failed, and do not now; `same` fail as before; `unknown` failed,
    and had no verdict this time. `since` is when each of the last two began to fail.
    """

    before: History
    broken: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def since(self) -> Mapping[str, datetime]:
        """When each check that still fails, or has no verdict, began to fail."""
        return {each: self.before.checks[each].since for each in (*self.same, *self.unknown)}


def difference(before: History | None, results: Iterable[Result]) -> Difference | None:
    """The difference from the last run; None if there was none."""
    if before is None:
        return None
    now = {each.id: each.outcome for each in results}
    failed = {name for name, entry in before.checks.items() if entry.outcome is Outcome.FAILED}
    broken = [name for name, outcome in now.items() if outcome is Outcome.FAILED and name not in failed]
    found: dict[str, list[str]] = {"mended": [], "same": [], "unknown": []}
    for name in before.checks:
        if name in failed:
            outcome = now.get(name, Outcome.SKIPPED)
            kind = {Outcome.FAILED: "same", Outcome.SKIPPED: "unknown"}.get(outcome, "mended")
            found[kind].append(name)
    return Difference(before, tuple(broken), **{kind: tuple(names) for kind, names in found.items()})
