"""The seven languages: what each needs, and how its client is generated, compiled and run.

A client's folder begins as a copy of the language's folder here, with the contract as `openapi.json`. All
commands run in it.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
TOOLS: Final = ROOT / "build" / "client-tools" / "bin"

OAPI_CODEGEN: Final = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2"

Document = dict[str, Any]
"""A contract, read from JSON."""

Command = tuple[str, ...]


@dataclass(frozen=True)
class Need:
    """A tool or library: a command that succeeds where it is there, and how to get it where not."""

    name: str
    probe: Command
    get: str

    def met(self) -> bool:
        """Whether it is there."""
        if shutil.which(self.probe[0]) is None:
            return False
        return subprocess.run(self.probe, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0


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


def _tool(name: str, get: str) -> Need:
    return Need(name, ("which", name), get)


def _header(path: str, get: str) -> Need:
    return Need(path, ("g++", "-E", "-x", "c++", "-include", path, "/dev/null"), get)


def _debian(package: str) -> str:
    return f"apt-get install {package}"


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


JAVA: Final = _tool("java", _debian("default-jre-headless"))
NODE: Final = "https://nodejs.org, 20 or later"
_BEANS: Final = "target/classes:target/lib/*"

BASH: Final = Language(
    word="bash",
    to_generate=(JAVA,),
    to_check=(_tool("bash", _debian("bash")), _tool("curl", _debian("curl")), _tool("jq", _debian("jq"))),
    generate=(_openapi_generator("bash", *_templates("bash")),),
    compile=(("bash", "-n", "client.sh"),),
    check=("bash", "check/check.sh"),
)

CPP: Final = Language(
    word="cpp",
    to_generate=(JAVA,),
    to_check=(
        _tool("g++", _debian("g++")),
        _tool("cmake", _debian("cmake")),
        _header("boost/json.hpp", _debian("libboost-json1.81-dev")),
        _header("openssl/ssl.h", _debian("libssl-dev")),
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
    to_generate=(_tool("go", "https://go.dev/dl, 1.25 or later"),),
    to_check=(),
    adapt=go_names,
    generate=(("go", "run", OAPI_CODEGEN, "-config", "oapi-codegen.yaml", "openapi.json"),),
    compile=(("go", "vet", "./..."), ("go", "build", "-o", "check/check", "./check")),
    check=("check/check",),
)

JAVA_CLIENT: Final = Language(
    word="java",
    to_generate=(JAVA,),
    to_check=(_tool("javac", _debian("default-jdk-headless")), _tool("mvn", _debian("maven"))),
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

PHP: Final = Language(
    word="php",
    to_generate=(JAVA,),
    to_check=(
        _tool("php", _debian("php-cli")),
        Need("curl for PHP", ("php", "-r", "curl_version();"), _debian("php-curl")),
        Need("mbstring for PHP", ("php", "-r", "mb_strlen('');"), _debian("php-mbstring")),
        Need("Guzzle", ("php", "-r", "require 'GuzzleHttp/autoload.php';"), _debian("php-guzzlehttp-guzzle")),
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
    to_generate=(_tool("node", NODE), _tool("npm", NODE)),
    to_check=(),
    generate=(("npm", "ci", "--ignore-scripts", "--silent"), ("npx", "--no-install", "openapi-ts")),
    compile=(("npx", "--no-install", "tsc", "--project", "check"),),
    check=("node", "check/dist/check/check.js"),
)

LANGUAGES: Final = {
    language.word: language for language in (BASH, GO, TYPESCRIPT, JAVA_CLIENT, PHP, PYTHON, CPP)
}
