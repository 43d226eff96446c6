"""The catalogue: each theme has its drifts in a module of its own."""

from typing import Final

from mockserver.drift.access import ACCESS
from mockserver.drift.bodies import BODIES
from mockserver.drift.calls import CALLS
from mockserver.drift.errors import ERRORS
from mockserver.drift.fields import FIELDS
from mockserver.drift.filters import FILTERS
from mockserver.drift.kinds import Drift
from mockserver.drift.meta import META
from mockserver.drift.pages import PAGES
from mockserver.drift.parameters import PARAMETERS
from mockserver.drift.texts import TEXTS

THEMES: Final[tuple[tuple[Drift, ...], ...]] = (
    FIELDS, TEXTS, CALLS, META, PAGES, FILTERS, PARAMETERS, ERRORS, ACCESS, BODIES,
)  # fmt: skip
