"""Named breaches of the contract that the mock can serve, to see whether a client's checks notice them."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from mockserver.drift.kinds import Answer, Drift, Request


class _Catalogue(Mapping[str, Drift]):
    """Every drift by its name, loaded on first use: a server without drifts never needs them."""

    @cached_property
    def _drifts(self) -> dict[str, Drift]:
        from mockserver.drift.catalogue import THEMES

        return {drift.name: drift for theme in THEMES for drift in theme}

    def __getitem__(self, name: str) -> Drift:
        return self._drifts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._drifts)

    def __len__(self) -> int:
        return len(self._drifts)


DRIFTS: Final[Mapping[str, Drift]] = _Catalogue()

__all__ = ["DRIFTS", "Answer", "Drift", "Request"]
