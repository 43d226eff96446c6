"""`make audit`: the known vulnerabilities of what the lock files pin, asked of pip-audit and `npm audit`.

Exit codes: 0 none is known; 1 some are; 2 an audit could not run; 3 none is known, but an advisory service
could not be reached for everything. The smallest that is not 0 counts.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

from tools import locks
from tools.bootstrap import ROOT, SetupError
from tools.supply import environment

OFFLINE: Final = ("requests.exceptions.", "urllib3.exceptions.", "Could not connect", "timed out")
"""What pip-audit prints where its service does not answer."""


class AuditError(Exception):
    """An audit that could not run. The message says why."""


class End(IntEnum):
    """How an audit ended: the exit code."""

    CLEAN = 0
    VULNERABLE = 1
    FAILED = 2
    UNREACHED = 3


@dataclass(frozen=True)
class Audit:
    """What an advisory service said of the packages of a lock file; `unreached`: why it did not of all."""

    packages: int
    findings: tuple[str, ...] = ()
    unreached: str = ""

    @property
    def end(self) -> End:
        """What a service found counts, even if it was not reached for all."""
        if self.findings:
            return End.VULNERABLE
        return End.UNREACHED if self.unreached else End.CLEAN

    def __str__(self) -> str:
        found = f"{len(self.findings) or 'no'} known vulnerabilities in {self.packages} packages"
        lines = [found] if self.packages else []
        if self.unreached:
            lines.append(f"NOT AUDITED: {self.unreached}")
        return "; ".join(lines) + "".join(f"\n  {finding}" for finding in self.findings)


def audit_pip(lock: Path) -> Audit:
    """Ask pip-audit about every package of a lock file, those for other systems too. Raises AuditError."""
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder) / "pins.txt"
        # Without markers, so that none is left out; so without hashes, which pip-audit only compares.
        pins.write_text("".join(f"{pin.partition(' ;')[0]}\n" for pin in locks.pins(lock)), encoding="utf-8")
        options = ("--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off")
        done = _run((environment.program("pip-audit"), "--requirement", str(pins), *options), ROOT)
    return read_pip(done.stdout, done.stderr)


def read_pip(printed: str, errors: str) -> Audit:
    """What pip-audit found, from its output. Raises AuditError if it is none.

    A package that it skips was not found in the advisory service: pip-audit ends well, and proves nothing.
    """
    document = _document(printed)
    if "dependencies" not in document:
        last = errors.strip().rpartition("\n")[2] or "it printed nothing"
        if any(word in errors for word in OFFLINE):
            return Audit(0, unreached=f"the advisory service of PyPI cannot be reached: {last}")
        raise AuditError(f"pip-audit failed: {last}")
    every = document["dependencies"]
    skipped = [each["name"] for each in every if "skip_reason" in each]
    silent = f"does not answer for {len(skipped)} of {len(every)} packages, such as {', '.join(skipped[:1])}"
    return Audit(
        len(every) - len(skipped),
        tuple(
            f"{each['name']} {each['version']}: {found['id']}, fixed in {_fixed(found['fix_versions'])}"
            for each in every
            for found in each.get("vulns", ())
        ),
        f"the advisory service of PyPI {silent}" if skipped else "",
    )


def _fixed(versions: Iterable[str]) -> str:
    return ", ".join(versions) or "no version"


def audit_npm(lock: Path) -> Audit:
    """Ask `npm audit` about a lock file; nothing is installed. Raises AuditError."""
    done = _run(("npm", "audit", "--package-lock-only", "--json", "--fetch-retries=0"), lock.parent)
    return read_npm(done.stdout)


def read_npm(printed: str) -> Audit:
    """What `npm audit` found, from its output. Raises AuditError if it is none."""
    document = _document(printed)
    if "vulnerabilities" not in document:
        if document.get("message"):  # A request that failed. What is wrong with the folder has a code.
            return Audit(0, unreached=f"the advisory service of npm cannot be reached: {document['message']}")
        raise AuditError(f"npm audit failed: {document.get('error', {}).get('summary', 'no JSON')}")
    advisories = {
        via["url"]: f"{via['name']} {via['range']}: {via['title']} ({via['severity']}, {via['url']})"
        for each in document["vulnerabilities"].values()
        for via in each["via"]
        if isinstance(via, dict)  # Otherwise the name of a dependency, which has an entry of its own.
    }
    return Audit(document["metadata"]["dependencies"]["total"], tuple(advisories.values()))


def _document(printed: str) -> dict[str, Any]:
    """The JSON object a tool printed, or an empty one."""
    try:
        document = json.loads(printed)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _run(command: tuple[str, ...], folder: Path) -> "subprocess.CompletedProcess[str]":
    try:
        nothing = subprocess.DEVNULL
        return subprocess.run(command, cwd=folder, stdin=nothing, capture_output=True, encoding="utf-8")
    except OSError as error:
        raise AuditError(f"{command[0]} cannot be started: {error.strerror}") from None


Auditor = Callable[[Path], Audit]

KINDS: Final[dict[str, tuple[Auditor, tuple[Path, ...]]]] = {
    "python": (audit_pip, locks.PIP),
    "npm": (audit_npm, locks.NPM),
}
"""Each kind of lock file: what audits it, and the files."""


def audit(auditor: Auditor, files: Iterable[Path]) -> set[End]:
    """Audit lock files, print a line for each and what was found; return how they ended."""
    ends = set()
    for lock in files:
        try:
            result: Audit | AuditError = auditor(lock)
        except AuditError as error:
            result = error
        ends.add(End.FAILED if isinstance(result, AuditError) else result.end)
        print(f"{lock.relative_to(ROOT)}: {result}", flush=True)
    return ends


def main() -> None:
    """Audit the lock files of one kind, or of all; exit with how it ended."""
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=KINDS)
    only = parser.parse_args().kind
    kinds = [only] if only else list(KINDS)
    if "python" in kinds:
        environment.prepare()
    ends = {end for kind in kinds for end in audit(*KINDS[kind])}
    end = min(ends - {End.CLEAN}, default=End.CLEAN)
    if end is End.UNREACHED:
        print("make audit: not everything was audited, so nothing is proved (exit code 3)", file=sys.stderr)
    sys.exit(end)


if __name__ == "__main__":
    try:
        main()
    except SetupError as error:
        print(error, file=sys.stderr)
        sys.exit(End.FAILED)
    except KeyboardInterrupt:
        sys.exit(130)
