"""The seven languages: what each needs, and how its client is generated, compiled and run.

A client's folder begins as a copy of the language's folder here, with the contract as `openapi.json`. All
commands run in it.
"""

import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tools.needs import CURL, GXX, JDK, JQ, NODE, PHP, PHP_CURL, Command, Need, debian, header, tool

ROOT: Final = Path(__file__).parent.parent
TOOLS: Final = ROOT / "build" / "client-tools" / "bin"

OAPI_CODEGEN: Final = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2"

Document = dict[str, Any]
"""A contract, read from JSON."""


@dataclass(frozen=True)
class Language:
    """One of the seven: the word for it on the command line, what it needs, and its commands in order."""

    word: str
    to_generate: tuple[Need, ...]
    to_check: tuple[Need, ...]
    generate: tuple[Command, ...]
    compile: tuple[Command, ...]
    check: Command
    adapt: Callable[[Document], Document] = lambda document: document

    @property
    def folder(self) -> Path:
        """What is written by hand: the generator's settings and the program that checks the client."""
        return ROOT / "clients" / self.word


def _openapi_generator(word: str, *more: str) -> Command:
    settings = ROOT / "clients" / word / "openapi-generator.yaml"
    generate = (str(TOOLS / "openapi-generator-cli"), "generate", "--config", str(settings))
    return (*generate, "--input-spec", "openapi.json", "--output", ".", "--minimal-update", *more)


def _templates(word: str) -> Command:
    return ("--template-dir", str(ROOT / "clients" / word / "templates"))


def go_names(document: Document) -> Document:
    """The contract with its names of statuses as Go writes them: `NoAnswer` for `NO_ANSWER`."""
    document = deepcopy(document)
    for schema in document["components"]["schemas"].values():
        if names := schema.get("x-enum-varnames"):
            schema["x-enum-varnames"] = [name.title().replace("_", "") for name in names]
    return document


def without_servers(document: Document) -> Document:
    """The contract with no server named, as the C++ client ignores its user's base path otherwise."""
    return {key: value for key, value in document.items() if key != "servers"}


JAVA: Final = tool("java", debian("default-jre-headless"))
_BEANS: Final = "target/classes:target/lib/*"

BASH: Final = Language(
    word="bash",
    to_generate=(JAVA,),
    to_check=(tool("bash", debian("bash")), CURL, JQ),
    generate=(_openapi_generator("bash", *_templates("bash")),),
    compile=(("bash", "-n", "client.sh"),),
    check=("bash", "check/check.sh"),
)

CPP: Final = Language(
    word="cpp",
    to_generate=(JAVA,),
    to_check=(
        GXX,
        tool("cmake", debian("cmake")),
        header("boost/json.hpp", debian("libboost-json1.81-dev")),
        header("openssl/ssl.h", debian("libssl-dev")),
    ),
    adapt=without_servers,
    generate=(_openapi_generator("cpp", *_templates("cpp")),),
    compile=(
        ("cmake", "-S", "check", "-B", "check/build"),
        ("cmake", "--build", "check/build", "--parallel", "2"),
    ),
    check=("check/build/check",),
)

GO: Final = Language(
    word="go",
    to_generate=(tool("go", "https://go.dev/dl, 1.25 or later"),),
    to_check=(),
    adapt=go_names,
    generate=(("go", "run", OAPI_CODEGEN, "-config", "oapi-codegen.yaml", "openapi.json"),),
    compile=(("go", "vet", "./..."), ("go", "build", "-o", "check/check", "./check")),
    check=("check/check",),
)

JAVA_CLIENT: Final = Language(
    word="java",
    to_generate=(JAVA,),
    to_check=(JDK, tool("mvn", debian("maven"))),
    generate=(_openapi_generator("java"),),
    compile=(
        (
            "mvn",
            "--batch-mode",
            "--quiet",
            "-Dmaven.test.skip",
            "-Dmaven.javadoc.skip",
            "-Dmaven.source.skip",
            "package",
        ),
        ("javac", "-Xlint:all", "-Werror", "-classpath", _BEANS, "-d", "check", "check/Check.java"),
    ),
    check=("java", "-classpath", f"check:{_BEANS}", "Check"),
)

PHP_CLIENT: Final = Language(
    word="php",
    to_generate=(JAVA,),
    to_check=(
        PHP,
        PHP_CURL,
        Need("mbstring for PHP", ("php", "-r", "mb_strlen('');"), debian("php-mbstring")),
        Need("Guzzle", ("php", "-r", "require 'GuzzleHttp/autoload.php';"), debian("php-guzzlehttp-guzzle")),
    ),
    generate=(_openapi_generator("php"),),
    compile=(("sh", "-c", "find src check -name '*.php' -print0 | xargs -0 -n1 php -l"),),
    check=("php", "check/check.php"),
)

PYTHON: Final = Language(
    word="python",
    to_generate=(JAVA,),
    to_check=(),
    generate=(_openapi_generator("python"),),
    compile=((sys.executable, "-m", "mypy", "--python-executable", str(TOOLS / "python"), "check/check.py"),),
    check=(str(TOOLS / "python"), "-m", "check.check"),
)

TYPESCRIPT: Final = Language(
    word="typescript",
    to_generate=(NODE, tool("npm", NODE.get)),
    to_check=(),
    generate=(("npm", "ci", "--ignore-scripts", "--silent"), ("npx", "--no-install", "openapi-ts")),
    compile=(("npx", "--no-install", "tsc", "--project", "check"),),
    check=("node", "check/dist/check/check.js"),
)

LANGUAGES: Final = {
    language.word: language for language in (BASH, GO, TYPESCRIPT, JAVA_CLIENT, PHP_CLIENT, PYTHON, CPP)
}
