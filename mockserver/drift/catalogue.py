"""The catalogue: each theme has its drifts in a module of its own."""

from typing import Final

from mockserver.drift.access import ACCESS
from mockserver.drift.bodies import BODIES
from mockserver.drift.caches import CACHES
from mockserver.drift.calls import CALLS
from mockserver.drift.ciphers import CIPHERS
from mockserver.drift.damage import DAMAGE
from mockserver.drift.documented import DOCUMENTED
from mockserver.drift.doors import DOORS
from mockserver.drift.errors import ERRORS
from mockserver.drift.far import FAR
from mockserver.drift.fields import FIELDS
from mockserver.drift.filters import FILTERS
from mockserver.drift.foreign import FOREIGN
from mockserver.drift.headers import HEADERS
from mockserver.drift.kinds import Drift
from mockserver.drift.meta import META
from mockserver.drift.pages import PAGES
from mockserver.drift.parameters import PARAMETERS
from mockserver.drift.shapes import SHAPES
from mockserver.drift.texts import TEXTS

THEMES: Final[tuple[tuple[Drift, ...], ...]] = (
    FIELDS, TEXTS, CALLS, META, PAGES, FILTERS, PARAMETERS, ERRORS, ACCESS, BODIES, DOCUMENTED,
    DOORS, FOREIGN, SHAPES, CACHES, HEADERS, CIPHERS, DAMAGE, FAR,
)  # fmt: skip
