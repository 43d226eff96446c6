"""Write `docs/LEDGER.md` and `docs/LEDGER.zh-CN.md` from the contract and the tests that cover it.

    python -m tools.ledger

The texts are in openapi.yaml (`x-discrepancies`, `x-assumptions`), and so are the places (`x-discrepancy`,
`x-assumption`). A test covers the entries that it names: `@pytest.mark.assumption("row-order")`,
`@pytest.mark.discrepancy(...)`, or, in the checks of `contract_tests`, `assumes=("row-order",)`.
"""

import ast
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from mockserver import contract

ROOT = Path(__file__).parent.parent
CHECKS = "contract_tests"
MARKS = ("assumption", "discrepancy")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Language = Literal["en", "zh"]
Document = Mapping[str, Any]


@dataclass(frozen=True, order=True)
class Test:
    """A function that covers an entry: its file below the root of the repository, and its name."""

    file: str
    name: str


@dataclass(frozen=True)
class Place:
    """A node of the contract, and its ground (`x-source`)."""

    path: str
    ground: str


@dataclass(frozen=True)
class Entry:
    """An error or an open question of the documentation. `words` has texts in both languages."""

    name: str
    words: Mapping[str, Mapping[Language, str]]
    places: Sequence[Place]
    tests: Sequence[Test]


def entries(document: Document, mark: str, plural: str, tests: Mapping[str, Sequence[Test]]) -> list[Entry]:
    """All entries of one kind, in the order of the contract."""
    found: dict[str, list[Place]] = {}
    for path, node in _nodes(document):
        for name in _names(node, mark):
            found.setdefault(name, []).append(Place(path, node.get("x-source", "")))
    return [
        Entry(name, words, found.get(name, ()), tests.get(name, ()))
        for name, words in document[f"x-{plural}"].items()
    ]


def referenced(document: Document) -> set[str]:
    """All names that nodes of the contract refer to."""
    return {name for _, node in _nodes(document) for mark in MARKS for name in _names(node, mark)}


def _names(node: Document, mark: str) -> list[str]:
    """The names in a node's mark, which is a name or a list of names."""
    value = node.get(f"x-{mark}", [])
    return [value] if isinstance(value, str) else value


def _nodes(node: Any, path: str = "") -> Iterator[tuple[str, Document]]:
    """Every mapping of the contract with its path, except extensions and examples."""
    if isinstance(node, Mapping):
        yield path.removeprefix(".").removeprefix("components."), node
        for key, value in node.items():
            if not key.startswith("x-") and key not in ("example", "examples"):
                yield from _nodes(value, f"{path}.{key}")


def tests_by_name(root: Path) -> dict[str, list[Test]]:
    """The tests and checks that cover each name, found without running them."""
    found: dict[str, list[Test]] = {}
    for file in sorted([*(root / "tests").rglob("*.py"), *(root / CHECKS).rglob("*.py")]):
        path = file.relative_to(root)
        module = ast.parse(file.read_text(encoding="utf-8"))
        for function in ast.walk(module):
            if isinstance(function, Function) and function.decorator_list:
                named = [*_marks(function), *(_assumptions(function) if path.parts[0] == CHECKS else ())]
                names = (name for each in named for name in _texts(each, _constants(module)))
                for name in dict.fromkeys(names):
                    found.setdefault(name, []).append(Test(path.as_posix(), function.name))
    return found


def _marks(function: Function) -> Iterator[ast.expr]:
    """The arguments of a function's marks."""
    for node in function.decorator_list:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MARKS:
            yield from node.args


def _assumptions(check: Function) -> Iterator[ast.expr]:
    """Every `assumes=` of a check, in its decorator and in its requests."""
    for node in ast.walk(check):
        if isinstance(node, ast.Call):
            yield from (each.value for each in node.keywords if each.arg == "assumes")


def _texts(node: ast.AST, constants: Mapping[str, ast.expr]) -> Iterator[str]:
    """The strings in an expression, with the module's constants resolved; arguments of calls are skipped."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from _texts(constants[node.id], {})
    elif not isinstance(node, ast.Call):
        for child in ast.iter_child_nodes(node):
            yield from _texts(child, constants)


def _constants(module: ast.Module) -> dict[str, ast.expr]:
    """The values of a module's constants, by name."""
    found: dict[str, ast.expr] = {}
    for node in module.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {each.id: node.value for each in targets if isinstance(each, ast.Name)}
    return found


# The pages.

WORDS: Mapping[Language, Mapping[str, str]] = cast(
    Any, tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
)


def page(document: Document, tests: Mapping[str, Sequence[Test]], language: Language) -> str:
    """The whole page in one language."""
    say = WORDS[language]
    wrong = entries(document, "discrepancy", "discrepancies", tests)
    unsettled = entries(document, "assumption", "assumptions", tests)
    parts = [
        f"# {say['title']}",
        say["other"],
        say["about"],
        f"## {say['wrong']}",
        _table(say["head"], wrong, "documented", language),
        *(_section(entry, language) for entry in wrong),
        f"## {say['open']}",
        _table(say["head_open"], unsettled, "question", language),
        *(_section(entry, language) for entry in unsettled),
        f"## {say['grounds']}",
        _grounds(document, language),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: str, listed: Sequence[Entry], first: str, language: Language) -> str:
    rows = [
        f"| {_link(each.name)} | {each.words[first][language]} | {each.words['contract'][language]} |"
        for each in listed
    ]
    return "\n".join([head, "|---|---|---|", *rows])


def _link(name: str) -> str:
    return f"[{name}](#{name})"


def _section(entry: Entry, language: Language) -> str:
    say = WORDS[language]
    words = {"documented": {language: say["silent"]}, **entry.words}
    order = [key for key in ("question", "documented", "contract", "ground") if key in words]
    where = ", ".join(f"`{each.path or '/'}`" for each in entry.places)
    tests = ", ".join(f"[{each.name}](../{each.file})" for each in entry.tests)
    return "\n".join([
        f"### {entry.name}",
        "",
        *(f"- **{say[key]}**: {words[key][language]}" for key in order),
        f"- **{say['where']}**: {where}",
        f"- **{say['tests']}**: {tests}",
    ])  # fmt: skip


def _grounds(document: Document, language: Language) -> str:
    say = WORDS[language]
    grounded = [(path, node) for path, node in _nodes(document) if "x-source" in node]
    less = [(path, node) for path, node in grounded if node["x-source"] != "documented"]
    rows = [
        f"| `{path}` | {say[node['x-source']]} | {', '.join(map(_link, _names(node, 'assumption')))} |"
        for path, node in less
    ]
    about = say["grounds_about"].format(documented=len(grounded) - len(less))
    return "\n".join([about, "", say["grounds_head"], "|---|---|---|", *rows])


def pages(document: Document, root: Path = ROOT) -> dict[Path, str]:
    """The text of each page, by file."""
    tests = tests_by_name(root)
    return {root / "docs" / say["file"]: page(document, tests, language) for language, say in WORDS.items()}


def main() -> None:
    """Write both pages."""
    for file, text in pages(contract.load().document).items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
