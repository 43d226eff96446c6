"""Deliberate breaches of the contract, each with a name, to see whether anybody's checks notice them."""

from mockserver.drift import answers, pages, queries, records
from mockserver.drift.kinds import Answer, Asked, Drift

DRIFTS = {
    drift.name: drift
    for kind in (records.DRIFTS, pages.DRIFTS, queries.DRIFTS, answers.DRIFTS)
    for drift in kind
}
"""Every drift by its name, those of a kind together."""

__all__ = ["DRIFTS", "Answer", "Asked", "Drift"]
