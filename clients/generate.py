"""`make clients`: generate the clients into build/clients/LANGUAGE."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from clients.contract import STYLES, Style, spelled
from clients.languages import LANGUAGES, ROOT, Language
from tools.needs import Command, NeedError, chosen, demand

BY_HAND: Final = shutil.ignore_patterns("check", "templates", "openapi-generator.yaml", "node_modules")
"""What of a language's folder is no part of its client."""

UTF_8: Final = {"LC_ALL": "C.UTF-8"}


class ClientError(Exception):
    """A command failed. The message says which, and what it printed."""


def run(command: Command, folder: Path) -> None:
    """Run a command in a folder. Raises ClientError, with what it printed, if it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | UTF_8,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise ClientError(f"{' '.join(command)}\nfailed in {folder}:\n{done.stdout[-4000:]}")


def generate(language: Language, style: Style, folder: Path) -> None:
    """Generate a client into a folder; files that would not change are left alone. Raises ClientError."""
    shutil.copytree(language.folder, folder, ignore=BY_HAND, dirs_exist_ok=True)
    contract = json.dumps(language.adapt(spelled(style)), ensure_ascii=False, indent=2)
    (folder / "openapi.json").write_text(contract, encoding="utf-8")
    for command in language.generate:
        run(command, folder)


def main() -> None:
    """Generate what is asked for, each language into an empty folder."""
    parser = argparse.ArgumentParser(description="Generate clients from the contract into build/clients.")
    parser.add_argument("language", nargs="*", help=f"{', '.join(LANGUAGES)}; all if none is named")
    parser.add_argument("--array-style", choices=STYLES, default="repeat", help="how arrays are spelled")
    asked = parser.parse_args()
    languages = chosen(asked.language, LANGUAGES)
    demand(need for language in languages for need in language.to_generate)
    for language in languages:
        folder = ROOT / "build" / "clients" / language.word
        shutil.rmtree(folder, ignore_errors=True)
        generate(language, asked.array_style, folder)
        print(folder.relative_to(ROOT), flush=True)


if __name__ == "__main__":
    try:
        main()
    except (ClientError, NeedError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
