"""A verdict as text a person can act upon: what the law says, what disagrees, how to ask again."""

from contract_tests.runner import Outcome, Verdict


def tell(verdict: Verdict) -> str:
    """A few lines; not masked yet."""
    lines = [f"{verdict.law.id}: {verdict.outcome}", f"  law     {verdict.law.sentence}"]
    lines.append(f"  {'why    ' if verdict.outcome is Outcome.NOT_JUDGED else 'found  '} {verdict.found}")
    if verdict.assumes:
        lines.append(f"  assumes {', '.join(verdict.assumes)} (x-assumption in openapi.yaml)")
    return "\n".join([*lines, *(f"  {exchange.curl()}" for exchange in verdict.exchanges)])
