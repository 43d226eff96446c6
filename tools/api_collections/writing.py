"""The files of `collections/`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tools.api_collections import bruno, chosen, http_file, postman

FOLDER: Final = Path(__file__).parent.parent.parent / "collections"
BY_HAND: Final = ("README.md", "README.zh-CN.md")


def files() -> Mapping[str, str]:
    """The text of every generated file, by its path in `collections/`."""
    collection = chosen.collection()
    return {**http_file.files(collection), **postman.files(collection), **bruno.files(collection)}


def stale() -> Sequence[Path]:
    """Files in `collections/` that are neither generated nor written by hand."""
    kept = {FOLDER / name for name in (*files(), *BY_HAND)}
    return [path for path in sorted(FOLDER.rglob("*")) if path.is_file() and path not in kept]
