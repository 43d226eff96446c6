"""What a run must have exercised: checks that saw no data prove nothing."""

from collections.abc import Callable, Mapping
from typing import Final

from contract_tests.page import Page
from contract_tests.results import Outcome
from contract_tests.runner import Runner

Demand = Callable[[Runner], str | None]
"""Returns what was not exercised, or None."""


def _pages(runner: Runner) -> list[Page]:
    return list(runner.client.evidence.pages())


def rows(runner: Runner) -> str | None:
    """At least half of the pages received carry rows."""
    pages = _pages(runner)
    full = sum(bool(page.rows) for page in pages)
    return None if pages and full * 2 >= len(pages) else f"{full} of {len(pages)} pages carried rows"


def statuses(runner: Runner) -> str | None:
    """Every status was used as a filter and, unless the API is live, received."""
    if runner.client.policy.small:
        return None  # Filters by each status have their turn on other days.
    pages = _pages(runner)
    filtered = {status for page in pages for status in page.sent.status or ()}
    seen = {row.get("status") for page in pages for row in page.rows}
    missing = {
        status: "no filter by it was answered" if status not in filtered else "no number has it"
        for status in runner.client.expectations.labels
        if status not in filtered or (status not in seen and not runner.client.policy.live)
    }
    return "; ".join(f"status {status}: {why}" for status, why in missing.items()) or None


def second_page(runner: Runner) -> str | None:
    """A second page with rows was received."""
    found = any(page.rows and (page.sent.page or 0) > 1 for page in _pages(runner))
    return None if found else "no second page carried rows"


def bounds(runner: Runner) -> str | None:
    """Rows were received under each of `start_at` and `end_at`."""
    pages = [page for page in _pages(runner) if page.rows]
    missing = [name for name in ("start_at", "end_at") if not any(getattr(p.sent, name) for p in pages)]
    return f"no rows were received under {' and '.join(missing)}" if missing else None


def spellings(runner: Runner) -> str | None:
    """Every spelling of an array and of a date was tested."""
    if runner.client.policy.small:
        return None
    dialect = runner.client.dialect
    ids = [f"array-spelling-{each}" for each in dialect.array_spelling]
    ids += [f"date-spelling-{each}" for each in dialect.date_spelling]
    missing = [each for each in ids if runner[each].outcome is Outcome.SKIPPED]
    return f"skipped: {', '.join(missing)}" if missing else None


def encryption(runner: Runner) -> str | None:
    """A page of encrypted numbers was received."""
    found = any(page.rows and page.sent.encryption for page in _pages(runner))
    return None if found else "no encrypted numbers were received"


def reasons(runner: Runner) -> str | None:
    """No check was skipped over malformed answers that no other check fails."""
    results = runner.results()
    malformed = [each for each in results if each.malformed]
    explained = any(each.outcome in (Outcome.FAILED, Outcome.REPORTED) for each in results)
    return None if explained or not malformed else f"{malformed[0].id}: {malformed[0].found}"


DEMANDS: Final[Mapping[str, Demand]] = {
    each.__name__.replace("_", "-"): each
    for each in (rows, statuses, second_page, bounds, spellings, encryption, reasons)
}
"""Every demand, by its id."""


def gaps(runner: Runner) -> dict[str, str]:
    """The demands that are not met once all checks have run, and why."""
    runner.results()
    found = {name: demand(runner) for name, demand in DEMANDS.items()}
    return {name: why for name, why in found.items() if why is not None}
