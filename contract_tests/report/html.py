"""The HTML report: results with their evidence, on one page, in English and Chinese."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from contract_tests.dialect import QUESTIONS, Dialect
from contract_tests.exchange import Exchange
from contract_tests.report import habits
from contract_tests.report.findings import VERSION, Findings
from contract_tests.report.redaction import Redaction
from contract_tests.report.sentences import in_chinese
from contract_tests.results import Outcome, Result
from contract_tests.runner import Runner

SHOWN: Final = 1200
"""Characters of a body that are shown."""

READ: Final = 4 * SHOWN
"""Characters of a body that are redacted, of which some are shown."""

LEDGERS: Final = (".md", ".zh-CN.md")
"""How the file of the ledger ends in English and in Chinese."""


def page(findings: Findings, redact: Redaction, dialect: str | None = None, ledger: str | None = None) -> str:
    """The page, complete in itself; every text in it is redacted.

    `dialect` is the file that the dialect was read from; `ledger` the address of LEDGER.md.
    """
    runner = findings.runner
    environment = Environment(
        loader=PackageLoader("contract_tests.report", package_path=""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=lambda value: _redacted(value, redact),
    )
    return environment.get_template("page.html").render(
        findings=findings,
        runner=runner,
        version=VERSION,
        verdict=_verdict(runner),
        counts={outcome.value: len(runner.finished_as(outcome)) for outcome in Outcome},
        skipped=_by_reason(runner.finished_as(Outcome.SKIPPED)),
        passed=runner.finished_as(Outcome.PASSED),
        anchors=_anchors(runner.finished),
        dialect=_dialect(runner),
        dialect_file=dialect,
        questions=runner.client.expectations.document.get("x-assumptions", {}),
        ledgers=_ledgers(ledger),
        asks=QUESTIONS,
        code=lambda text: _code(redact(text)),
        shown=_shown,
        chinese=in_chinese,
        advice=lambda result: list(habits.keys(result.assumes, runner.client.dialect)),
        body=lambda exchange: _body(exchange, redact),
    )


def _redacted(value: object, redact: Redaction) -> str:
    """A value as redacted text; markup of this page is made of such text."""
    return value if isinstance(value, Markup) else redact(str(value))


def _code(text: str) -> Markup:
    """A text in which words in backticks are code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704  # Escaped.


def _shown(value: object) -> str:
    """A value of a dialect as in its file, or nearly so."""
    return "–" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _verdict(runner: Runner) -> str:
    if runner.finished_as(Outcome.FAILED):
        return "broken"
    proved = runner.finished_as(Outcome.PASSED) and not runner.gaps and runner.client.ended is None
    return "kept" if proved else "unknown"


def _anchors(results: Iterable[Result]) -> Mapping[str, str]:
    """The anchor of each result: its id, or its place if the id cannot be an anchor."""
    return {
        each.id: each.id if re.fullmatch("[a-z0-9-]+", each.id) else f"check-{place}"
        for place, each in enumerate(results)
    }


def _dialect(runner: Runner) -> list[tuple[str, Any, Any, bool]]:
    """The keys of the dialect, their values, those that the contract assumes, and whether they were found."""
    dialect, assumed = runner.client.dialect, Dialect()
    found = {each.key: each.assumed for each in runner.habits}
    return [
        (name, getattr(dialect, name), found.get(name, getattr(assumed, name)), name in found)
        for name in Dialect.model_fields
        if name in dialect.model_fields_set
    ]


def _ledgers(address: str | None) -> Mapping[str, str]:
    """The address of the ledger in each language."""
    if not address or urlsplit(address).scheme not in ("", "http", "https"):
        return {}
    english, chinese = LEDGERS
    translated = address.removesuffix(english) + chinese if address.endswith(english) else address
    return {"en": address, "zh": translated}


def _by_reason(results: Iterable[Result]) -> dict[str, list[Result]]:
    reasons: dict[str, list[Result]] = {}
    for each in results:
        reasons.setdefault(each.found, []).append(each)
    return reasons


def _body(exchange: Exchange, redact: Redaction) -> str:
    text = exchange.body.decode("utf-8", "replace")
    if len(text) <= SHOWN:
        return redact(text)
    shown = redact(
        f"{text[:READ]}…"
    )  # Before it is cut, in the midst of a number perhaps, but not all of it.
    return f"{shown[:SHOWN]}… ({len(text)} characters)"
