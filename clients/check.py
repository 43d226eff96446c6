"""`make test-clients`: package and compile each client, run it against a mock, compare the results."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from clients import package
from clients.contract import STATUS, STYLES, Style
from clients.expected import AS_TEXT, LIMITED, TASK, TOKEN, USER, Mock, Seen, expected, serving
from clients.generate import UTF_8, ClientError, copy, generate, run, set_up
from clients.languages import LANGUAGES, ROOT, Language
from clients.progress import step
from clients.proxy import Proxy, recording
from tools.bootstrap import SetupError
from tools.needs import Command, NeedError, chosen, demand

MADE: Final = ("package", "compiles")
"""The steps that must pass before a client can run."""

STEPS: Final = (
    *MADE, "example", "page", "walk", "as text", "status", "spelling", "dates", "record", "401", "422", "429",
)  # fmt: skip

LOCAL: Final = "http://127.0.0.1:4010", '"127.0.0.1", "4010"'
"""The mock's address as written in the READMEs; in C++, host and port are separate."""


def start(command: Command, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program for a minute at most."""
    return subprocess.run(
        ("timeout", "60", *command),
        cwd=folder,
        env=os.environ | UTF_8 | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )


def observe(language: Language, style: Style, folder: Path, proxy: Proxy) -> tuple[Seen, str]:
    """Run a client's programs; return their output by step, and their standard error."""
    example = start(language.example.run, folder)
    settings = {"TOKEN": TOKEN, "USER_ID": USER, "TASK_ID": TASK, "STATUS_NAME": STATUS[style]}
    settings |= {"LIMITED_URL": proxy.url + LIMITED}
    as_text = start(language.check, folder, BASE_URL=proxy.url + AS_TEXT, **settings)
    proxy.queries.clear()
    done = start(language.check, folder, BASE_URL=proxy.url, **settings)
    seen = printed(done.stdout) | {
        "as text": printed(as_text.stdout).get("walk"),
        "example": example.stdout.splitlines(),
        "spelling": statuses(proxy),
    }
    return seen, example.stderr + as_text.stderr + done.stderr


def printed(text: str) -> Seen:
    """The results that a program printed, one line a step."""
    lines = (line.partition("\t") for line in text.splitlines())
    return {name: read(value) for name, _, value in lines}


def read(text: str) -> Any:
    """Parse JSON; return the text itself if it is not JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def canonical(value: object) -> str:
    """A value as JSON, which unlike Python distinguishes `false` from `0`."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def statuses(proxy: Proxy) -> list[tuple[str, str]]:
    """The `status` parameters that a client sent, in its spelling."""
    return [pair for query in proxy.queries for pair in query if pair[0].startswith("status")]


def add_programs(language: Language, style: Style, folder: Path, version: str, proxy: Proxy) -> None:
    """Copy the checking program and the README's example into a client's folder."""
    copy(language.folder / "check", folder / "check", style, version)
    code = package.example((folder / "README.md").read_text(encoding="utf-8"))
    host, port = proxy.server_address[:2]
    for local, actual in zip(LOCAL, (proxy.url, f'"{host!s}", "{port}"'), strict=True):
        code = code.replace(local, actual)
    file = folder / language.example.file
    file.parent.mkdir(exist_ok=True)
    file.write_text(code, encoding="utf-8")


def make(language: Language, style: Style, folder: Path, proxy: Proxy) -> dict[str, str]:
    """Generate, package and compile a client; return the failures by step."""
    failing = MADE[0]
    try:
        version = generate(language, style, folder)
        if faults := package.faults(folder, language, version):
            raise ClientError("\n".join(faults))
        add_programs(language, style, folder, version, proxy)
        for failing, commands in zip(MADE, (language.package, language.compile), strict=True):
            with step(f"{language.word}: {failing}"):
                for command in commands:
                    run(command, folder, version)
    except ClientError as error:
        return {failing: str(error)}
    return {}


def compare(language: Language, style: Style, folder: Path, proxy: Proxy, right: Seen) -> dict[str, str]:
    """Check a client in one array style; return the failures by step."""
    if failed := make(language, style, folder, proxy):
        return failed
    with step(f"{language.word}: runs"):
        seen, complaint = observe(language, style, folder, proxy)
    right = right | {"spelling": [(STATUS[style], "2"), (STATUS[style], "5")]}
    wrong = {
        name: f"saw {canonical(seen.get(name))}, not {canonical(right[name])}"
        for name in STEPS[len(MADE) :]
        if canonical(seen.get(name)) != canonical(right[name])
    }
    if wrong and complaint:
        wrong[next(iter(wrong))] += f"\n{complaint}"
    return wrong


def report(rows: Mapping[tuple[str, Style], Mapping[str, str]], say: Callable[[str], None] = print) -> None:
    """Print the failures, and a table of languages and steps."""
    for (word, style), wrong in rows.items():
        for failed, reason in wrong.items():
            say(f"{word}, {style}, {failed}: {reason[:4000]}\n")

    def cell(name: str, wrong: Mapping[str, str]) -> str:
        if name in wrong:
            return "FAILED"
        stopped = [STEPS.index(made) for made in MADE if made in wrong]
        return "-" if stopped and STEPS.index(name) > stopped[0] else "ok"

    say(f"{'':12}{'arrays':10}" + "".join(f"{name:>9}" for name in STEPS))
    for (word, style), wrong in rows.items():
        say(f"{word:12}{style:10}" + "".join(f"{cell(name, wrong):>9}" for name in STEPS))


def check(languages: Iterable[Language]) -> bool:
    """Check each client in both array styles, and print the table; return whether all passed."""
    rows: dict[tuple[str, Style], dict[str, str]] = {}
    with serving() as url, recording(url) as proxy:
        right = expected(Mock(url))
        for language in languages:
            folder = ROOT / "build" / "test-clients" / language.word
            shutil.rmtree(folder, ignore_errors=True)
            for style in STYLES:
                rows[language.word, style] = compare(language, style, folder, proxy, right)
    report(rows)
    return not any(rows.values())


def main() -> None:
    """Check the chosen languages; exit with 1 if a check fails."""
    parser = argparse.ArgumentParser(description="Check the generated clients against a running mock.")
    parser.add_argument("language", nargs="*", help=f"{', '.join(LANGUAGES)}; all if none is named")
    languages = chosen(parser.parse_args().language, LANGUAGES)
    demand(need for language in languages for need in (*language.to_generate, *language.to_check))
    set_up(languages)
    sys.exit(not check(languages))


if __name__ == "__main__":
    try:
        main()
    except (ClientError, NeedError, SetupError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
