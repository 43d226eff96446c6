"""The seven languages: what each needs, and how its client is generated, packaged, compiled and run.

A client's folder begins as a copy of the language's folder here, with the contract as `openapi.json`. All
commands run in it.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tools.needs import CURL, GXX, JDK, JQ, NODE, PHP, PHP_CURL, Command, Need, debian, header, tool

ROOT: Final = Path(__file__).parent.parent
LOCK: Final = ROOT / "clients" / "requirements.txt"

TOOLS: Final = ROOT / "build" / "client-tools"
"""The environment of the lock file: openapi-generator with its jar, and tools for the Python client."""

NAME: Final = "longlonglong-numbers"
"""The package name of each client."""

VERSION: Final = "0.0.0-dev"
"""Placeholder for the contract's version in commands and hand-written files."""

OAPI_CODEGEN: Final = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2"

Document = dict[str, Any]
"""A contract, read from JSON."""


@dataclass(frozen=True)
class Example:
    """The example in a client's README: the file for its code, and the command that runs it."""

    file: str
    run: Command


@dataclass(frozen=True)
class Language:
    """A language: its name on the command line, its needs, and its commands in order."""

    word: str
    manifest: str
    to_generate: tuple[Need, ...]
    to_check: tuple[Need, ...]
    generate: tuple[Command, ...]
    package: tuple[Command, ...]
    compile: tuple[Command, ...]
    check: Command
    example: Example
    name: str = NAME
    adapt: Callable[[Document], Document] = lambda document: document

    @property
    def folder(self) -> Path:
        """The folder of hand-written files: README, manifest, the generator's settings, the check."""
        return ROOT / "clients" / self.word

    @property
    def uses_tools(self) -> bool:
        """Whether it is generated with openapi-generator and needs the environment of the lock file."""
        return any(Path(command[0]).is_relative_to(TOOLS) for command in self.generate)


def _openapi_generator(word: str, *more: str) -> Command:
    settings = ROOT / "clients" / word / "openapi-generator.yaml"
    generate = (str(TOOLS / "bin" / "openapi-generator-cli"), "generate", "--config", str(settings))
    versions = ("--additional-properties", f"artifactVersion={VERSION},packageVersion={VERSION}")
    agent = ("--http-user-agent", f"{NAME}/{VERSION}")
    files = ("--input-spec", "openapi.json", "--output", ".", "--minimal-update")
    return (*generate, *versions, *agent, *files, *more)


def _templates(word: str) -> Command:
    return ("--template-dir", str(ROOT / "clients" / word / "templates"))


def go_names(document: Document) -> Document:
    """The contract with the names of statuses in Go's case: `NoAnswer` for `NO_ANSWER`."""
    document = deepcopy(document)
    for schema in document["components"]["schemas"].values():
        if names := schema.get("x-enum-varnames"):
            schema["x-enum-varnames"] = [name.title().replace("_", "") for name in names]
    return document


def without_servers(document: Document) -> Document:
    """The contract without `servers`, since with them the C++ client ignores the base path it is given."""
    return {key: value for key, value in document.items() if key != "servers"}


_ERRORS: Final = "--loglevel=error"

JAVA: Final = tool("java", debian("default-jre-headless"))
_QUIETLY: Final = ("--batch-mode", "--quiet", "-Dmaven.javadoc.skip")
_DEPENDENCIES: Final = "org.apache.maven.plugins:maven-dependency-plugin:3.3.0:copy-dependencies"
_STRICTLY: Final = ("-Xlint:all", "-Werror")
_JARS: Final = "target/*:target/lib/*"
_PYTHON: Final = str(TOOLS / "bin" / "python")
_PIP: Final = (_PYTHON, "-m", "pip", "--disable-pip-version-check")
_TYPES: Final = ("--config-file=", "--strict", "--follow-imports=silent", "--cache-dir=check/.mypy_cache")
_SITE: Final = ("--find-links", "check/wheels", "--target", "check/site")

BASH: Final = Language(
    word="bash",
    manifest="client.sh",
    to_generate=(JAVA,),
    to_check=(tool("bash", debian("bash")), CURL, JQ),
    generate=(_openapi_generator("bash", *_templates("bash")),),
    package=(),
    compile=(("bash", "-n", "client.sh"),),
    check=("bash", "check/check.sh"),
    example=Example("check/example.sh", ("bash", "check/example.sh")),
)

CPP: Final = Language(
    word="cpp",
    manifest="CMakeLists.txt",
    to_generate=(JAVA,),
    to_check=(
        GXX,
        tool("cmake", debian("cmake")),
        header("boost/json.hpp", debian("libboost-json1.81-dev")),
        header("openssl/ssl.h", debian("libssl-dev")),
    ),
    adapt=without_servers,
    generate=(_openapi_generator("cpp", *_templates("cpp")),),
    package=(
        ("cmake", "-S", ".", "-B", "build"),
        ("cmake", "--build", "build", "--parallel", "2"),
        ("cmake", "--install", "build", "--prefix", "check/installed"),
    ),
    compile=(
        ("cmake", "-S", "check", "-B", "check/build"),
        ("cmake", "--build", "check/build", "--parallel", "2"),
    ),
    check=("check/build/check",),
    example=Example("check/example.cpp", ("check/build/example",)),
)

GO: Final = Language(
    word="go",
    manifest="go.mod",
    to_generate=(tool("go", "https://go.dev/dl, 1.25 or later"),),
    to_check=(),
    adapt=go_names,
    generate=(("go", "run", OAPI_CODEGEN, "-config", "oapi-codegen.yaml", "openapi.json"),),
    package=(("go", "vet", "."),),
    compile=(("go", "vet", "./check/..."), ("go", "build", "-o", "check/bin/", "./check/...")),
    check=("check/bin/check",),
    example=Example("check/example/main.go", ("check/bin/example",)),
)

JAVA_CLIENT: Final = Language(
    word="java",
    manifest="pom.xml",
    to_generate=(JAVA,),
    to_check=(JDK, tool("mvn", debian("maven"))),
    generate=(_openapi_generator("java"),),
    package=(("mvn", *_QUIETLY, "package", _DEPENDENCIES, "-DoutputDirectory=target/lib"),),
    compile=(("javac", *_STRICTLY, "-classpath", _JARS, "-d", "check/classes", "check/Check.java"),),
    check=("java", "-classpath", f"check/classes:{_JARS}", "Check"),
    example=Example("check/Example.java", ("java", "-classpath", _JARS, "check/Example.java")),
)

PHP_CLIENT: Final = Language(
    word="php",
    name="longlonglong/numbers",
    manifest="composer.json",
    to_generate=(JAVA,),
    to_check=(
        PHP,
        PHP_CURL,
        Need("mbstring for PHP", ("php", "-r", "mb_strlen('');"), debian("php-mbstring")),
        Need("Guzzle", ("php", "-r", "require 'GuzzleHttp/autoload.php';"), debian("php-guzzlehttp-guzzle")),
    ),
    generate=(_openapi_generator("php"),),
    package=(("php", "check/package.php"),),
    compile=(("sh", "-c", "find src check -name '*.php' -print0 | xargs -0 -n1 php -l"),),
    check=("php", "check/check.php"),
    example=Example("check/example.php", ("php", "check/example.php")),
)

PYTHON: Final = Language(
    word="python",
    manifest="pyproject.toml",
    to_generate=(JAVA,),
    to_check=(),
    generate=(_openapi_generator("python"),),
    package=(
        (*_PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", "check/wheels", "."),
        (*_PIP, "install", "--no-deps", "--no-index", "--upgrade", *_SITE, NAME),
    ),
    compile=(
        ("env", "MYPYPATH=check/site", _PYTHON, "-m", "mypy", *_TYPES, "check/check.py", "check/example.py"),
    ),
    check=("env", "PYTHONPATH=check/site", _PYTHON, "check/check.py"),
    example=Example("check/example.py", ("env", "PYTHONPATH=check/site", _PYTHON, "check/example.py")),
)

TYPESCRIPT: Final = Language(
    word="typescript",
    manifest="package.json",
    to_generate=(NODE, tool("npm", NODE.get)),
    to_check=(),
    generate=(("npm", "ci", "--ignore-scripts", _ERRORS), ("npx", "--no-install", "openapi-ts")),
    package=(
        ("npm", "pack", _ERRORS, "--pack-destination", "check"),
        ("npm", "install", _ERRORS, "--no-save", "--prefix", "check", f"./check/{NAME}-{VERSION}.tgz"),
    ),
    compile=(("npx", "--no-install", "tsc", "--project", "check"),),
    check=("node", "check/dist/check.js"),
    example=Example("check/example.ts", ("node", "check/dist/example.js")),
)

LANGUAGES: Final = {
    language.word: language for language in (BASH, GO, TYPESCRIPT, JAVA_CLIENT, PHP_CLIENT, PYTHON, CPP)
}
