"""A base of Debian 12 with Python, where there is no registry. Needs root, buildah and mmdebstrap."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.image.build import NAME, ImageError, run

BASE = f"{NAME}-base:bookworm"

SOURCES = Path("/etc/apt/sources.list.d/debian.sources")
"""Where this machine has its packages from, if it is a Debian 12 itself."""

UNUSED = ("man", "info", "locale", "doc")
"""Folders of /usr/share that a container does not need; licences stay."""

NO_USRMERGE = "Package: usrmerge\\nPin: version *\\nPin-Priority: -1\\n"
"""Takes usr-is-merged instead, which needs no Perl."""


def base() -> str:
    """The name of the base, made unless it is there. Raises ImageError."""
    for tool in ("buildah", "mmdebstrap"):
        if shutil.which(tool) is None:
            raise ImageError(f"{tool} is needed to make a base without a registry (apt-get install {tool})")
    if subprocess.run(["buildah", "inspect", "--type", "image", BASE], capture_output=True).returncode == 0:
        print(f"Taking {BASE}, which is there", flush=True)
        return BASE
    print(f"Making {BASE} with mmdebstrap", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "base.tar"
        run(["mmdebstrap", "--quiet", *_options(), "bookworm", str(archive), *_mirror()])
        container = _buildah("from", "scratch")
        try:
            _buildah("add", "--quiet", container, str(archive), "/")
            _buildah("commit", "--quiet", container, BASE)
        finally:
            _buildah("rm", container)
    return BASE


def _options() -> list[str]:
    exclusions = [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in UNUSED]
    return [
        "--variant=essential",
        "--include=python3-venv,usr-is-merged",
        "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr",
        '--setup-hook=mkdir -p "$1/etc/apt/preferences.d"',
        f'--setup-hook=printf "{NO_USRMERGE}" >"$1/etc/apt/preferences.d/usrmerge"',
        *exclusions,
        "--dpkgopt=path-include=/usr/share/doc/*/copyright",
    ]


def _mirror() -> list[str]:
    here = SOURCES.exists() and "bookworm" in SOURCES.read_text(encoding="utf-8")
    return [str(SOURCES)] if here else []


def _buildah(*words: str) -> str:
    done = subprocess.run(["buildah", *words], capture_output=True, text=True)
    if done.returncode:
        raise ImageError(f"buildah {words[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()
