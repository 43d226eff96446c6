"""`make clients`: generate the clients into build/clients/LANGUAGE."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from clients.contract import DEFAULT, STATUS, STYLES, Style, spelled
from clients.languages import LANGUAGES, LOCK, ROOT, TOOLS, VERSION, Language
from clients.progress import step
from tools.bootstrap import SetupError, alone, install
from tools.needs import Command, NeedError, chosen, demand

NOT_PACKAGED: Final = shutil.ignore_patterns("check", "templates", "openapi-generator.yaml", "node_modules")
"""Files in a language's folder that are not part of its client."""

TRACES: Final = (".openapi-generator", ".openapi-generator-ignore")
"""Files that openapi-generator writes for its own use."""

UTF_8: Final = {"LC_ALL": "C.UTF-8"}


class ClientError(Exception):
    """A command failed. The message has the command and its output."""


def set_up(languages: Iterable[Language]) -> None:
    """Install openapi-generator if one of these languages needs it. Raises SetupError."""
    if any(language.uses_tools for language in languages):
        with alone():
            install(TOOLS, LOCK)


def run(command: Command, folder: Path, version: str) -> None:
    """Run a command in a folder, with the version filled in.

    Raises ClientError with its output if it fails.
    """
    words = [word.replace(VERSION, version) for word in command]
    done = subprocess.run(
        words,
        cwd=folder,
        env=os.environ | UTF_8,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise ClientError(f"{' '.join(words)}\nfailed in {folder}:\n{done.stdout[-4000:]}")


def label(command: Command) -> str:
    """A command in two words: its program and the first argument that is not an option."""
    program, *arguments = command
    return " ".join([Path(program).name, *[word for word in arguments if not word.startswith("-")][:1]])


def copy(source: Path, target: Path, style: Style, version: str) -> None:
    """Copy hand-written files with their dates, filling in the version and the name of the array."""

    def fill(source: str, target: str) -> None:
        text = Path(source).read_text(encoding="utf-8")
        text = text.replace(VERSION, version).replace(STATUS[DEFAULT], STATUS[style])
        Path(target).write_text(text, encoding="utf-8")
        shutil.copystat(source, target)

    shutil.copytree(source, target, ignore=NOT_PACKAGED, dirs_exist_ok=True, copy_function=fill)


def generate(language: Language, style: Style, folder: Path) -> str:
    """Generate a client into a folder, leaving unchanged files alone; return its version.

    Raises ClientError.
    """
    document = language.adapt(spelled(style))
    version: str = document["info"]["version"]
    copy(language.folder, folder, style, version)
    shutil.copy(ROOT / "LICENSE", folder)
    contract = json.dumps(document, ensure_ascii=False, indent=2)
    (folder / "openapi.json").write_text(contract, encoding="utf-8")
    for command in language.generate:
        with step(f"{language.word}: {label(command)}"):
            run(command, folder, version)
    for trace in TRACES:
        shutil.rmtree(folder / trace, ignore_errors=True)
        (folder / trace).unlink(missing_ok=True)
    return version


def main() -> None:
    """Generate the chosen languages, each into an empty folder."""
    parser = argparse.ArgumentParser(description="Generate clients from the contract into build/clients.")
    parser.add_argument("language", nargs="*", help=f"{', '.join(LANGUAGES)}; all if none is named")
    parser.add_argument(
        "--array-style", choices=STYLES, default=DEFAULT, help="how arrays are spelled (default: %(default)s)"
    )
    asked = parser.parse_args()
    languages = chosen(asked.language, LANGUAGES)
    demand(need for language in languages for need in language.to_generate)
    set_up(languages)
    for language in languages:
        folder = ROOT / "build" / "clients" / language.word
        shutil.rmtree(folder, ignore_errors=True)
        generate(language, asked.array_style, folder)
        print(folder.relative_to(ROOT), flush=True)


if __name__ == "__main__":
    try:
        main()
    except (ClientError, NeedError, SetupError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
