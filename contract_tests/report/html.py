"""The HTML report: results with their evidence, on one page."""

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from contract_tests.exchange import Exchange
from contract_tests.report.findings import Findings
from contract_tests.report.redaction import Redaction
from contract_tests.results import Outcome
from contract_tests.runner import Runner

SHOWN: Final = 1200
"""Characters of a body that are shown."""

MEANINGS: Final = {
    Outcome.FAILED: "The API does not do what the contract says.",
    Outcome.REPORTED: "The documentation leaves this open, and the API differs from our assumption.",
    Outcome.SKIPPED: "These checks could not run, for the reason given.",
    Outcome.PASSED: "The API does what the contract says.",
}
"""What each outcome means, in the order of the page."""


def page(findings: Findings, redact: Redaction, dialect: str | None, ledger: str | None) -> str:
    """The page, complete in itself; every text in it is redacted."""
    runner = findings.runner
    environment = Environment(
        loader=PackageLoader("contract_tests.report", package_path=""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=lambda value: redact(str(value)),
    )
    return environment.get_template("page.html").render(
        headline=_headline(runner),
        url=runner.client.url,
        requests=runner.client.throttle.sent,
        gaps=runner.gaps,
        sections={outcome: runner.finished_as(outcome) for outcome in MEANINGS},
        meanings=MEANINGS,
        body=lambda exchange: _body(exchange, redact),
    )


def _headline(runner: Runner) -> str:
    if runner.finished_as(Outcome.FAILED):
        return "The API breaks the contract"
    passed = runner.finished_as(Outcome.PASSED) and not runner.gaps
    return "The API follows the contract" if passed else "The API could not be tested"


def _body(exchange: Exchange, redact: Redaction) -> str:
    text = redact(exchange.body.decode("utf-8", "replace"))  # Before the cut, which may split a number.
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"
