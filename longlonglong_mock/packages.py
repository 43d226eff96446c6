"""Where the packages of this distribution are, and what hides them."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

HOME: Final = Path(__file__).resolve().parent.parent
"""The folder that holds the packages, wherever they are installed."""


class HiddenError(Exception):
    """A package that Python finds in place of one of ours. The message says where, and what to do."""


def hidden_by(name: str) -> str | None:
    """What Python finds in place of our package of this name: a path, or its name if it has none."""
    try:
        spec = find_spec(name)
    except ValueError:  # A module without a spec, put in place by hand.
        return name
    places = [spec.origin, *(spec.submodule_search_locations or ())] if spec else []
    found = next((place for place in places if place), name)
    return None if Path(found).resolve() == HOME / name / "__init__.py" else found


def demand(user: str, *names: str) -> None:
    """Raise HiddenError if one of our packages, which `user` needs, is hidden."""
    for name in names:
        if (found := hidden_by(name)) is not None:
            raise HiddenError(
                f"{user} needs the package {name} of longlonglong-mock, but Python finds {found} in its "
                "place: rename that, or keep its folder off the path (`python -m pytest` adds the current "
                "one, `pytest` does not)"
            )
