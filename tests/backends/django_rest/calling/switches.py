"""The habits and faults that are switched on, from `BACKEND_HABITS` and `BACKEND_FAULTS`."""

import os
import sys
import tomllib
from pathlib import Path

_DESCRIPTION = tomllib.loads((Path(__file__).parents[1] / "backend.toml").read_text(encoding="utf-8"))


def _switched_on(kind: str, variable: str) -> frozenset[str]:
    names = frozenset(name for name in os.environ.get(variable, "").split(",") if name)
    if unknown := names - set(_DESCRIPTION[kind]):
        sys.exit(f"{variable}: unknown names {', '.join(sorted(unknown))}; backend.toml lists the {kind}")
    return names


_HABITS = _switched_on("habits", "BACKEND_HABITS")
_FAULTS = _switched_on("faults", "BACKEND_FAULTS")


def habit(name: str) -> bool:
    """Whether a habit is switched on."""
    if name not in _DESCRIPTION["habits"]:
        raise LookupError(f"habit {name!r} is not in backend.toml")
    return name in _HABITS


def fault(name: str) -> bool:
    """Whether a fault is switched on."""
    if name not in _DESCRIPTION["faults"]:
        raise LookupError(f"fault {name!r} is not in backend.toml")
    return name in _FAULTS
