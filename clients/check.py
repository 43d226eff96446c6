"""`make test-clients`: compile each client, let it ask a running mock, hold what it saw against the truth."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from clients.contract import STYLES, Style
from clients.generate import UTF_8, ClientError, generate, run
from clients.languages import LANGUAGES, ROOT, Language
from clients.relay import Relay, relaying
from clients.truth import LIMITED, TASK, TOKEN, USER, Mock, Seen, serving, truth
from tools.needs import NeedError, chosen, demand

STEPS: Final = ("compiles", "page", "walk", "status", "spelling", "dates", "record", "401", "422", "429")

SPELLED: Final[Mapping[Style, str]] = {"repeat": "status", "brackets": "status[]"}
"""The name under which each style sends the statuses."""


def watch(language: Language, style: Style, folder: Path, relay: Relay) -> tuple[Seen, str]:
    """Run a client's program; what it printed by step, and what it said on standard error."""
    told = {
        "BASE_URL": relay.url,
        "LIMITED_URL": relay.url + LIMITED,
        "TOKEN": TOKEN,
        "USER_ID": USER,
        "TASK_ID": TASK,
        "STATUS_NAME": SPELLED[style],
    }
    done = subprocess.run(
        ("timeout", "60", *language.check),
        cwd=folder,
        env=os.environ | UTF_8 | told,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    steps = (line.partition("\t") for line in done.stdout.splitlines())
    return {step: read(seen) for step, _, seen in steps}, done.stderr


def read(text: str) -> Any:
    """JSON, or the text itself where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def canonical(value: object) -> str:
    """A value as JSON, which unlike Python tells `false` from `0`."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def statuses(relay: Relay) -> list[tuple[str, str]]:
    """The statuses a client sent, as it spelled them."""
    return [pair for query in relay.queries for pair in query if pair[0].startswith("status")]


def judge(language: Language, style: Style, folder: Path, relay: Relay, expected: Seen) -> dict[str, str]:
    """By step, what was wrong; nothing for a step that held."""
    try:
        generate(language, style, folder)
        shutil.copytree(language.folder / "check", folder / "check", dirs_exist_ok=True)
        for command in language.compile:
            run(command, folder)
    except ClientError as error:
        return {"compiles": str(error)}
    relay.queries.clear()
    seen, complaint = watch(language, style, folder, relay)
    seen["spelling"] = statuses(relay)
    expected = expected | {"spelling": [(SPELLED[style], "2"), (SPELLED[style], "5")]}
    wrong = {
        step: f"saw {canonical(seen.get(step))}, not {canonical(expected[step])}"
        for step in STEPS[1:]
        if canonical(seen.get(step)) != canonical(expected[step])
    }
    if wrong and complaint:
        wrong[next(iter(wrong))] += f"\n{complaint}"
    return wrong


def tell(rows: Mapping[tuple[str, Style], Mapping[str, str]], say: Callable[[str], None] = print) -> None:
    """Print what was wrong, and the table: language by step."""
    for (word, style), wrong in rows.items():
        for step, reason in wrong.items():
            say(f"{word}, {style}, {step}: {reason[:4000]}\n")

    def cell(step: str, wrong: Mapping[str, str]) -> str:
        return "FAILED" if step in wrong else "-" if "compiles" in wrong else "ok"

    say(f"{'':12}{'arrays':10}" + "".join(f"{step:>9}" for step in STEPS))
    for (word, style), wrong in rows.items():
        say(f"{word:12}{style:10}" + "".join(f"{cell(step, wrong):>9}" for step in STEPS))


def check(languages: Iterable[Language]) -> bool:
    """Check each client in both spellings of arrays, and print the table. Whether all held."""
    rows: dict[tuple[str, Style], dict[str, str]] = {}
    with serving() as url, relaying(url) as relay:
        expected = truth(Mock(url))
        for language in languages:
            folder = ROOT / "build" / "test-clients" / language.word
            shutil.rmtree(folder, ignore_errors=True)
            for style in STYLES:
                began = time.monotonic()
                rows[language.word, style] = judge(language, style, folder, relay, expected)
                print(f"{language.word}, {style}: {time.monotonic() - began:.0f} s", flush=True)
    tell(rows)
    return not any(rows.values())


def main() -> None:
    """Check what is asked for; exit with 1 if anything failed."""
    parser = argparse.ArgumentParser(description="Check the generated clients against a running mock.")
    parser.add_argument("language", nargs="*", help=f"{', '.join(LANGUAGES)}; all if none is named")
    languages = chosen(parser.parse_args().language, LANGUAGES)
    demand(need for language in languages for need in (*language.to_generate, *language.to_check))
    sys.exit(not check(languages))


if __name__ == "__main__":
    try:
        main()
    except (ClientError, NeedError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
