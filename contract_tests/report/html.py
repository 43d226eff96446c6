"""One page a person can read: what held, what broke, what was not judged, with the evidence."""

from collections.abc import Iterator, Mapping
from html import escape
from importlib import resources

from contract_tests.exchange import Exchange
from contract_tests.report.redaction import Mask
from contract_tests.runner import Judgement, Outcome, Verdict

SHOWN = 1200
"""Characters of a body that are shown."""

ORDER = (Outcome.BROKEN, Outcome.REPORTED, Outcome.NOT_JUDGED, Outcome.HELD)

TOLD = {
    Outcome.BROKEN: "What the API does is not what the contract says.",
    Outcome.REPORTED: "Documentation leaves this open, and the API has another answer than the contract.",
    Outcome.NOT_JUDGED: "Nothing is known of these, for the reason given.",
    Outcome.HELD: "The API does what the contract says.",
}


def page(judgement: Judgement, mask: Mask) -> str:
    """The page, complete in itself, masked."""
    verdicts = list(judgement.reached())
    found = {outcome: [each for each in verdicts if each.outcome is outcome] for outcome in ORDER}
    parts = [
        f"<h1>{_headline(found, judgement.gaps)}</h1>",
        f"<p class=target>{escape(judgement.api.url)} · {judgement.api.pace.asked} requests</p>",
        "<ul class=counts>",
        *(f"<li class={_class(each)}><b>{len(found[each])}</b> {each}</li>" for each in ORDER),
        "</ul>",
        *_gaps(judgement.gaps),
    ]
    for outcome in ORDER:
        parts += _section(outcome, found[outcome], mask)
    template = (resources.files("contract_tests.report") / "page.html").read_text(encoding="utf-8")
    return template.replace("<!-- CONTENT -->", mask("\n".join(parts)))


def _headline(found: Mapping[Outcome, list[Verdict]], gaps: Mapping[str, str]) -> str:
    if found[Outcome.BROKEN]:
        return "The contract is broken"
    return "The contract could not be judged" if gaps or not found[Outcome.HELD] else "The contract is kept"


def _class(outcome: Outcome) -> str:
    return outcome.replace(" ", "-")


def _gaps(gaps: Mapping[str, str]) -> Iterator[str]:
    if gaps:
        yield "<section class=not-judged><h2>Not exercised</h2><dl>"
        yield from (f"<dt>{escape(name)}</dt><dd>{escape(why)}</dd>" for name, why in gaps.items())
        yield "</dl></section>"


def _section(outcome: Outcome, verdicts: list[Verdict], mask: Mask) -> Iterator[str]:
    if not verdicts:
        return
    yield f"<section class={_class(outcome)}><h2>{outcome.capitalize()} ({len(verdicts)})</h2>"
    yield f"<p>{TOLD[outcome]}</p>"
    if outcome is Outcome.HELD:
        yield "<details><summary>All of them</summary><dl>"
        yield from (f"<dt>{each.law.id}</dt><dd>{escape(each.law.sentence)}</dd>" for each in verdicts)
        yield "</dl></details>"
    else:
        for each in verdicts:
            yield from _article(each, mask)
    yield "</section>"


def _article(verdict: Verdict, mask: Mask) -> Iterator[str]:
    yield f"<article><h3>{escape(verdict.law.sentence)}</h3><p class=id>{verdict.law.id}</p>"
    yield f"<p class=found>{escape(mask(verdict.found))}</p>"
    if verdict.assumes:
        yield f"<p>Open in the documentation: {escape(', '.join(verdict.assumes))}</p>"
    for exchange in verdict.exchanges:
        yield from _exchange(exchange, mask)
    yield "</article>"


def _exchange(exchange: Exchange, mask: Mask) -> Iterator[str]:
    yield f"<pre class=curl>{escape(exchange.curl())}</pre>"
    text = mask(exchange.body.decode("utf-8", "replace"))  # Before it is cut, lest half a number shows.
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"
    answer = exchange.failure or f"HTTP {exchange.status} · {exchange.headers.get('content-type', '')}"
    yield f"<details><summary>{escape(answer)}</summary><pre>{escape(shown)}</pre></details>"
