"""What must have been exercised: a judge who saw nothing has not judged."""

from collections.abc import Callable, Mapping
from typing import Final

from contract_tests.page import Page
from contract_tests.runner import Judgement, Outcome

Demand = Callable[[Judgement], str | None]
"""Says what went unexercised, or None."""


def _pages(judgement: Judgement) -> list[Page]:
    return list(judgement.api.pages())


def rows(judgement: Judgement) -> str | None:
    """At least half of the pages received carry rows."""
    pages = _pages(judgement)
    full = sum(bool(page.rows) for page in pages)
    return None if pages and full * 2 >= len(pages) else f"{full} of {len(pages)} pages carried rows"


def statuses(judgement: Judgement) -> str | None:
    """Every status was filtered by; and unless the API is live, seen."""
    pages = _pages(judgement)
    filtered = {status for page in pages for status in page.sent.status or ()}
    seen = {row.get("status") for page in pages for row in page.rows}
    missing = {
        status: "no filter by it was answered" if status not in filtered else "no number has it"
        for status in judgement.api.promises.labels
        if status not in filtered or (status not in seen and not judgement.api.terms.live)
    }
    return "; ".join(f"status {status}: {why}" for status, why in missing.items()) or None


def second_page(judgement: Judgement) -> str | None:
    """A second page with rows was received."""
    found = any(page.rows and (page.sent.page or 0) > 1 for page in _pages(judgement))
    return None if found else "no second page carried rows"


def bounds(judgement: Judgement) -> str | None:
    """Each bound of dates let rows through, and kept others back."""
    pages = [page for page in _pages(judgement) if page.rows]
    missing = [name for name in ("start_at", "end_at") if not any(getattr(p.sent, name) for p in pages)]
    return f"no rows were received under {' and '.join(missing)}" if missing else None


def spellings(judgement: Judgement) -> str | None:
    """Every spelling of an array, a date and a boolean was tried."""
    dialect = judgement.api.dialect
    ids = [f"array-spelling-{each}" for each in dialect.array_spelling]
    ids += [f"date-spelling-{each}" for each in dialect.date_spelling]
    missing = [each for each in ids if judgement[each].outcome is Outcome.NOT_JUDGED]
    return f"not judged: {', '.join(missing)}" if missing else None


def encryption(judgement: Judgement) -> str | None:
    """A page of encrypted numbers was received."""
    found = any(page.rows and page.sent.encryption for page in _pages(judgement))
    return None if found else "no encrypted numbers were received"


def reasons(judgement: Judgement) -> str | None:
    """No law stumbled over answers that no other law complains of."""
    verdicts = judgement.verdicts()
    stumbled = [each for each in verdicts if each.stumbled]
    told = any(each.outcome in (Outcome.BROKEN, Outcome.REPORTED) for each in verdicts)
    return None if told or not stumbled else f"{stumbled[0].law.id}: {stumbled[0].found}"


DEMANDS: Final[Mapping[str, Demand]] = {
    each.__name__.replace("_", "-"): each
    for each in (rows, statuses, second_page, bounds, spellings, encryption, reasons)
}
"""Every demand by its id."""


def unexercised(judgement: Judgement) -> dict[str, str]:
    """The demands that are not met, after all laws were judged, and why."""
    judgement.verdicts()
    found = {name: demand(judgement) for name, demand in DEMANDS.items()}
    return {name: why for name, why in found.items() if why is not None}
