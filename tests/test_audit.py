"""`make audit` finds what the advisory services know, and says so where they were not asked."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import locks
from tools.bootstrap import ROOT
from tools.supply import audit, environment
from tools.supply.audit import Audit, AuditError, End, read_npm, read_pip

REFUSED = "requests.exceptions.ConnectionError: HTTPSConnectionPool: Max retries exceeded"
TRACEBACK = f'Traceback (most recent call last):\n  File "adapters.py", line 729, in send\n{REFUSED}\n'
"""What pip-audit 2.10 ends with if there is no network."""

CLEAN = {"name": "idna", "version": "3.20", "vulns": []}
SKIPPED = {"name": "attrs", "skip_reason": "Dependency not found on PyPI and could not be audited"}
VULNERABLE = {
    "name": "jinja2",
    "version": "3.1.2",
    "vulns": [
        {"id": "PYSEC-2024-1", "fix_versions": ["3.1.3"], "aliases": ["CVE-2024-22195"], "description": "…"},
        {"id": "GHSA-xxxx", "fix_versions": [], "aliases": [], "description": "…"},
    ],
}


def of_pip(*dependencies: object) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def of_npm(**vulnerabilities: object) -> str:
    return json.dumps({
        "auditReportVersion": 2,
        "vulnerabilities": vulnerabilities,
        "metadata": {"dependencies": {"prod": 1, "dev": 6, "total": 7}},
    })  # fmt: skip


ADVISORY = {
    "source": 1,
    "name": "semver",
    "title": "ReDoS in semver",
    "url": "https://example.org/GHSA-c2qf",
    "severity": "high",
    "range": "<5.7.2",
}


@pytest.mark.parametrize(
    ("read", "end", "said"),
    [
        (lambda: read_pip(of_pip(CLEAN, CLEAN), ""), End.CLEAN, "no known vulnerabilities in 2 packages"),
        (
            lambda: read_pip(of_pip(CLEAN, VULNERABLE), ""),
            End.VULNERABLE,
            "2 known vulnerabilities in 2 packages\n"
            "  jinja2 3.1.2: PYSEC-2024-1, fixed in 3.1.3\n"
            "  jinja2 3.1.2: GHSA-xxxx, fixed in no version",
        ),
        (
            lambda: read_pip(of_pip(SKIPPED, SKIPPED), "No known vulnerabilities found"),
            End.UNREACHED,
            "NOT AUDITED: the advisory service of PyPI does not answer for 2 of 2 packages, such as attrs",
        ),
        (
            lambda: read_pip(of_pip(CLEAN, SKIPPED), ""),
            End.UNREACHED,
            "no known vulnerabilities in 1 packages; "
            "NOT AUDITED: the advisory service of PyPI does not answer for 1 of 2 packages, such as attrs",
        ),
        (
            lambda: read_pip("", TRACEBACK),
            End.UNREACHED,
            f"NOT AUDITED: the advisory service of PyPI cannot be reached: {REFUSED}",
        ),
        (lambda: read_npm(of_npm()), End.CLEAN, "no known vulnerabilities in 7 packages"),
        (
            lambda: read_npm(of_npm(semver={"via": [ADVISORY]}, node={"via": ["semver", ADVISORY]})),
            End.VULNERABLE,
            "1 known vulnerabilities in 7 packages\n"
            "  semver <5.7.2: ReDoS in semver (high, https://example.org/GHSA-c2qf)",
        ),
        (
            lambda: read_npm('{"message": "405 Method Not Allowed", "error": {"summary": "", "detail": ""}}'),
            End.UNREACHED,
            "NOT AUDITED: the advisory service of npm cannot be reached: 405 Method Not Allowed",
        ),
    ],
)
def test_an_audit_says_what_was_found_and_what_was_not_asked(
    read: Callable[[], Audit], end: End, said: str
) -> None:
    found = read()
    assert (found.end, str(found)) == (end, said)


def test_what_was_found_counts_more_than_what_was_not_asked() -> None:
    found = read_pip(of_pip(VULNERABLE, SKIPPED), "")
    assert found.end is End.VULNERABLE
    assert "NOT AUDITED" in str(found)


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (lambda: read_pip("", "ERROR: invalid requirement"), "pip-audit failed: ERROR: invalid requirement"),
        (lambda: read_pip("", ""), "pip-audit failed: it printed nothing"),
        (lambda: read_pip("[]", ""), "pip-audit failed: it printed nothing"),
        (lambda: read_npm(""), "npm audit failed: no JSON"),
        (
            lambda: read_npm('{"error": {"code": "ENOLOCK", "summary": "This requires a lockfile."}}'),
            "npm audit failed: This requires a lockfile.",
        ),
    ],
)
def test_a_tool_that_fails_has_not_audited(read: Callable[[], Audit], said: str) -> None:
    with pytest.raises(AuditError) as raised:
        read()
    assert str(raised.value) == said


def failing(_: Path) -> Audit:
    raise AuditError("npm cannot be started: No such file or directory")


@pytest.mark.parametrize(
    ("python", "npm", "code"),
    [
        (Audit(1), Audit(1), 0),
        (Audit(1, ("found",)), Audit(0, unreached="offline"), 1),
        (Audit(1, ("found",)), None, 1),
        (Audit(1), None, 2),
        (Audit(0, unreached="offline"), None, 2),
        (Audit(0, unreached="offline"), Audit(1), 3),
    ],
)
def test_the_exit_code_is_that_of_the_worst_audit(
    python: Audit, npm: Audit | None, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {
        "python": (lambda lock: python, locks.PIP[:1]),
        "npm": (failing if npm is None else (lambda lock: npm), locks.NPM[:1]),
    }
    monkeypatch.setattr(audit, "KINDS", kinds)
    monkeypatch.setattr(environment, "prepare", lambda: None)
    monkeypatch.setattr(sys, "argv", ["audit"])
    with pytest.raises(SystemExit) as ended:
        audit.main()
    assert ended.value.code == code


def test_every_lock_file_is_audited_and_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kinds = {kind: (failing, files) for kind, (_, files) in audit.KINDS.items()}
    monkeypatch.setattr(audit, "KINDS", kinds)
    monkeypatch.setattr(sys, "argv", ["audit", "npm"])
    with pytest.raises(SystemExit):
        audit.main()
    printed = [line.partition(": ")[0] for line in capsys.readouterr().out.splitlines()]
    assert printed == [str(file.relative_to(ROOT)) for file in locks.NPM]
    assert audit.KINDS["python"][1] == locks.PIP


def test_an_npm_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AuditError, match=r"^npm cannot be started: No such file"):
        audit.audit_npm(locks.NPM[0])
