"""Part of `make lint-spec`: other people's tools read openapi.yaml and send requests to a running mock.

Specmatic, Schemathesis with schemathesis.toml, and openapi-core each validate the responses as they
understand the contract.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tools.bootstrap import SetupError, alone, install
from tools.needs import Command, tool

ROOT: Final = Path(__file__).parent.parent
LINT: Final = ROOT / "tools" / "spec-lint"
SPEC: Final = ROOT / "openapi.yaml"
TOKEN: Final = "YOUR_TOKEN"  # noqa: S105  # The mock started here accepts this one only.

OPENAPI_CORE: Final = ROOT / "build" / "openapi-core"
"""The environment of openapi-core, which needs older validators than the other layers."""

JAVA: Final = tool("java", "apt-get install default-jre-headless")


@dataclass(frozen=True)
class Tool:
    """A tool: its command for a base URL, the folder it runs in, and the line of its output to show."""

    name: str
    command: Callable[[str], Command]
    folder: Path
    result: str
    environment: Mapping[str, str] = field(default_factory=dict)


TOOLS: Final = (
    Tool(
        "openapi-core",
        lambda url: (
            str(OPENAPI_CORE / "bin" / "python"), str(LINT / "validate_answers.py"), str(SPEC), url, TOKEN,
        ),
        ROOT,
        r"[0-9]+ requests and responses.*",
    ),
    Tool(
        "Schemathesis",
        # It finds schemathesis.toml in the folder it runs in.
        lambda url: (
            str(Path(sys.executable).with_name("st")), "run", SPEC.name, "--url", url,
            "--header", f"Authorization: Bearer {TOKEN}", "--seed", "1", "--no-color",
        ),
        ROOT,
        r"[0-9]+ generated, .*",
    ),
    Tool(
        "Specmatic",
        lambda url: (
            "java", "-jar", str(LINT / "node_modules" / "specmatic" / "specmatic.jar"), "test", str(SPEC),
            f"--testBaseURL={url}",
        ),
        ROOT / "build",  # It writes reports into build/reports of the folder it runs in.
        r"Tests run: .*",
        {"bearer": TOKEN, "SPECMATIC_DISABLE_TELEMETRY": "true"},
    ),
)  # fmt: skip


@contextmanager
def serving() -> Iterator[str]:
    """Run a mock for the block; yield its base URL."""
    command = (sys.executable, "-m", "mockserver", "serve", "--port", "0", "--token", TOKEN)
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as mock:
        try:
            lines = (line.strip() for line in mock.stdout or ())
            yield next(line for line in lines if line.startswith("http"))
        finally:
            mock.terminate()


def ask(each: Tool, url: str) -> str | None:
    """Run one tool and print its result in a line; return its output if it is not satisfied."""
    each.folder.mkdir(exist_ok=True)
    done = subprocess.run(
        each.command(url),
        cwd=each.folder,
        env=os.environ | each.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    found = re.search(each.result, done.stdout)
    # A tool that tested nothing proves nothing.
    if done.returncode or found is None:
        return f"{each.name} failed:\n{done.stdout[-4000:]}"
    print(f"{each.name}: {found[0]}", flush=True)
    return None


def main() -> None:
    """Run every tool; exit with their output if one is not satisfied."""
    with alone():
        install(OPENAPI_CORE, LINT / "requirements.txt")
    asked = [each for each in TOOLS if each.name != "Specmatic" or JAVA.met()]
    if len(asked) < len(TOOLS):
        print(f"Specmatic: skipped, it needs Java: {JAVA.get}", file=sys.stderr)
    with serving() as url:
        complaints = [complaint for each in asked if (complaint := ask(each, url)) is not None]
    if complaints:
        sys.exit("\n\n".join(complaints))


if __name__ == "__main__":
    try:
        main()
    except SetupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
