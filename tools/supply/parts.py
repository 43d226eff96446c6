"""The parts of the product as CycloneDX documents: the packages of a lock file, with their hashes."""

import subprocess
from pathlib import Path
from typing import Final

from tools.bootstrap import ROOT
from tools.supply import environment

LAYERS: Final = ("mock", "contract")
"""The layers that users install: the mock alone, and with the extra `contract`."""

VERSION: Final = "1.6"
"""Of CycloneDX."""


class PartsError(Exception):
    """A list that cannot be written. The message says why."""


def write(lock: Path, document: Path) -> None:
    """Write the parts in a lock file of pip as a document; the same file gives the same bytes.

    cyclonedx-py validates it by the schema of CycloneDX. Raises PartsError.
    """
    command = (
        *(environment.program("cyclonedx-py"), "requirements", str(lock)),
        *("--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application"),
        *("--spec-version", VERSION, "--output-format", "JSON", "--output-reproducible", "--validate"),
        *("--output-file", str(document)),
    )
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise PartsError(f"cyclonedx-py failed for {lock}:\n{done.stdout.strip()}")
