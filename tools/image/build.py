"""Build the image of the mock with buildah, podman or docker: `python -m tools.image.build`."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

NAME = "localhost/longlonglong-mock"

BUILDERS = {
    # The format of OCI has no health check, and chroot needs no container runtime.
    "buildah": ("buildah", "build", "--format", "docker", "--isolation", "chroot"),
    "podman": ("podman", "build", "--format", "docker"),
    "docker": ("docker", "build"),
}
"""The builders, the first one found is used."""

PASSED = ("INDEX_URL", "EXTRA_INDEX_URL", "TRUSTED_HOST", "PROXY", "DEFAULT_TIMEOUT", "RETRIES")
"""Variables of pip, without `PIP_`, that mean the same inside the build as here."""


class ImageError(Exception):
    """The image cannot be built. The message says why, and what to do."""


def build(base: str = "") -> str:
    """Build the image and return its name. Raises ImageError."""
    tool = builder()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    name = f"{NAME}:{version}"
    print(f"Building {name} with {tool}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        words = [
            *BUILDERS[tool],
            "--file",
            "Containerfile",
            "--tag",
            name,
            "--build-arg",
            f"VERSION={version}",
        ]
        words += ["--build-arg", f"BASE={base}"] if base else []
        for secret in secrets(Path(folder), os.environ):
            words += ["--secret", f"id={secret.name},src={secret}"]
        run([*words, "."])
    print(f"Made {name}", flush=True)
    return name


def builder() -> str:
    """The first builder that is installed. Raises ImageError."""
    for tool in BUILDERS:
        if shutil.which(tool):
            return tool
    raise ImageError(f"one of {', '.join(BUILDERS)} is needed (apt-get install buildah)")


def secrets(folder: Path, environment: Mapping[str, str]) -> list[Path]:
    """Files that give the pip of the build the settings that pip has here, certificates included."""
    lines = [
        f"{name.lower().replace('_', '-')} = {value}"
        for name in PASSED
        if (value := environment.get(f"PIP_{name}", ""))
    ]
    files = []
    if certificates := environment.get("PIP_CERT", ""):
        files.append(folder / "ca.pem")
        shutil.copyfile(certificates, files[-1])
        lines.append("cert = /run/secrets/ca.pem")
    if lines:
        files.append(folder / "pip.conf")
        files[-1].write_text("\n".join(["[global]", *lines, ""]), encoding="utf-8")
    return files


def run(words: Sequence[str]) -> str:
    """Run a command in the checkout, show what it prints, and return its output. Raises ImageError."""
    lines = []
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        for line in process.stdout or ():
            print(f"  {line}", end="", flush=True)
            lines.append(line)
    if process.returncode:
        raise ImageError(f"{' '.join(words[:2])} failed with exit code {process.returncode}, see above")
    return "".join(lines)


def main() -> None:
    """Build the image, from the base that is given or the one Containerfile names."""
    parser = argparse.ArgumentParser(description="Build the image of the mock.")
    parser.add_argument("--base", default="", help="image to build on; default: see Containerfile")
    try:
        build(parser.parse_args().base)
    except (ImageError, OSError) as error:
        sys.exit(f"make image: {error}")


if __name__ == "__main__":
    main()
