"""The generation and the check of clients, without their compilers."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import yaml

from clients import check, generate, package
from clients.contract import DEFAULT, STYLES, Style, spelled
from clients.expected import TASK, USER, Mock, expected
from clients.generate import ClientError
from clients.languages import BASH, LANGUAGES, LOCK, ROOT, TOOLS, VERSION, Language, go_names, without_servers
from clients.progress import step
from clients.proxy import Proxy, recording
from mockserver.testing import NumberApi

CONTRACT_VERSION = spelled("repeat")["info"]["version"]

EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)


@pytest.fixture
def proxy(number_api: NumberApi) -> Iterator[Proxy]:
    with recording(number_api.url) as proxy:
        yield proxy


def by_hand(language: Language, folder: Path, style: Style = DEFAULT) -> Path:
    """A client without what its generator writes. For bash, the generator also writes the manifest."""
    generate.generate(replace(language, generate=()), style, folder)
    if language is BASH:
        template = (language.folder / "templates" / "client.mustache").read_text(encoding="utf-8")
        text = template.replace("{{{appVersion}}}", CONTRACT_VERSION)
        (folder / language.manifest).write_text(text, encoding="utf-8")
    return folder


def printing(*lines: str, compile: tuple[str, ...] = ()) -> Language:  # A field of Language.
    """A language whose program prints these lines, whatever the mock answers."""
    program = (sys.executable, "-c", f"print({chr(10).join(lines)!r})")
    return replace(
        LANGUAGES["go"], generate=(), package=(), compile=(compile,) if compile else (), check=program,
        example=replace(LANGUAGES["go"].example, run=program),
    )  # fmt: skip


def test_brackets_are_appended_to_array_names_only() -> None:
    names = {
        style: [parameter["name"] for parameter in spelled(style)["components"]["parameters"].values()]
        for style in ("repeat", "brackets")
    }
    assert [pair for pair in zip(*names.values(), strict=True) if len(set(pair)) > 1] == [
        ("status", "status[]")
    ]


def test_go_names_the_statuses_in_its_own_case() -> None:
    contract = spelled("repeat")
    status = contract["components"]["schemas"]["CallStatus"]
    theirs = go_names(contract)["components"]["schemas"]["CallStatus"]["x-enum-varnames"]
    assert theirs[:5] == ["Waiting", "Answered", "Intercepted", "Rejected", "NoAnswer"]
    assert [name.upper() for name in theirs] == [name.replace("_", "") for name in status["x-enum-varnames"]]


def test_the_contract_for_cpp_names_no_server() -> None:
    contract = spelled("repeat")
    assert without_servers(contract).keys() == contract.keys() - {"servers"}


def test_a_generated_client_is_only_what_its_user_needs(tmp_path: Path) -> None:
    by_hand(LANGUAGES["go"], tmp_path)
    assert {each.name for each in tmp_path.iterdir()} == {
        "LICENSE",
        "README.md",
        "go.mod",
        "go.sum",
        "oapi-codegen.yaml",
        "openapi.json",
    }


@pytest.mark.parametrize("settings", sorted((ROOT / "clients").glob("*/openapi-generator.yaml")))
def test_no_client_has_the_readme_or_the_manifest_of_its_generator(settings: Path) -> None:
    ignored = yaml.safe_load(settings.read_text(encoding="utf-8"))["openapiGeneratorIgnoreList"]
    language = LANGUAGES[settings.parent.name]
    assert {"README.md"} <= set(ignored)
    assert language is BASH or language.manifest in ignored


@EVERY_LANGUAGE
@pytest.mark.parametrize("style", STYLES)
def test_what_is_written_by_hand_can_be_published(language: Language, style: Style, tmp_path: Path) -> None:
    assert package.faults(by_hand(language, tmp_path, style), language, CONTRACT_VERSION) == []


@EVERY_LANGUAGE
def test_a_readme_shows_statuses_as_they_are_sent(language: Language, tmp_path: Path) -> None:
    shown = {
        style: (by_hand(language, tmp_path / style, style) / "README.md").read_text(encoding="utf-8")
        for style in STYLES
    }
    assert "`status=1&status=8`" in shown["repeat"]
    assert "`status[]=1&status[]=8`" in shown["brackets"]
    assert shown["repeat"] == shown["brackets"].replace("status[]", "status")


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("README.md", "", "README.md: missing"),
        ("README.md", "longlonglong-numbers, unofficial", "README.md: no code under ## Example"),
        ("README.md", "## Example\n```go\n1\n```\n", "README.md: no 'longlonglong-numbers'"),
        ("LICENSE", "", "LICENSE: missing"),
        ("LICENSE", "Unlicense", "LICENSE: no 'MIT License'"),
        ("go.mod", "module longlonglong", "go.mod: no 'longlonglong-numbers'"),
        ("go.mod", "longlonglong-numbers v0.9.0", f"go.mod: no '{CONTRACT_VERSION}'"),
        ("src/client.go", f"// {VERSION}", f"src/client.go: {VERSION}"),
        ("pom.xml", "<email>team@openapitools.org</email>", "pom.xml: <email>team@openapitools.org"),
        ("a.toml", 'a = "https://github.com/GIT_USER_ID/x"', "a.toml: GIT_USER_ID"),
        ("a.json", '"license": "unlicense"', "a.json: unlicense"),
        ("a.json", "OpenAPI-Generator contributors", "a.json: OpenAPI-Generator contributors"),
        ("git_push.sh", "", "git_push.sh: left by the generator"),
        (".travis.yml", "", ".travis.yml: left by the generator"),
        (".github/workflows/x.yml", "", ".github: left by the generator"),
        (".openapi-generator/VERSION", "7.26.0", ".openapi-generator: left by the generator"),
        ("test-requirements.txt", "tox", "test-requirements.txt: left by the generator"),
    ],
)  # fmt: skip
def test_what_must_not_be_published_is_named(file: str, text: str, fault: str, tmp_path: Path) -> None:
    go = LANGUAGES["go"]
    by_hand(go, tmp_path)
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert fault in package.faults(tmp_path, go, CONTRACT_VERSION)


def test_what_is_installed_or_built_beside_a_client_is_no_part_of_it(tmp_path: Path) -> None:
    go = LANGUAGES["go"]
    by_hand(go, tmp_path)
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / ".travis.yml").write_text("GIT_USER_ID", encoding="utf-8")
    assert package.faults(tmp_path, go, CONTRACT_VERSION) == []


def test_the_typescript_package_has_what_it_exports_built_when_it_is_packed() -> None:
    manifest = json.loads((ROOT / "clients" / "typescript" / "package.json").read_text(encoding="utf-8"))
    targets = [target for export in manifest["exports"].values() for target in export.values()]
    assert all(target.startswith("./dist/") for target in targets)
    assert manifest["files"] == ["dist"]
    assert manifest["scripts"] == {"build": "tsc", "prepack": "npm run build"}
    assert "private" not in manifest
    assert "dependencies" not in manifest


def test_the_lock_file_has_what_the_python_client_depends_on() -> None:
    manifest = tomllib.loads((ROOT / "clients" / "python" / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = LOCK.with_suffix(".in").read_text(encoding="utf-8").splitlines()
    assert set(manifest["project"]["dependencies"]) <= set(wanted)


@pytest.mark.parametrize(
    ("words", "installed"),
    [("typescript", False), ("go", False), ("go typescript", False), ("go php", True), ("python", True)],
)
def test_openapi_generator_is_installed_for_languages_that_use_it(
    words: str, installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[Path, Path]] = []
    monkeypatch.setattr(generate, "install", lambda *asked: calls.append(asked))
    generate.set_up([LANGUAGES[word] for word in words.split()])
    assert calls == ([(TOOLS, LOCK)] if installed else [])


def test_clients_send_brackets_unless_another_style_is_chosen() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "clients.generate", "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert "--array-style {repeat,brackets}" in done.stdout
    assert "(default: brackets)" in " ".join(done.stdout.split())


def test_a_step_shows_what_runs_and_how_long_it_took(capsys: pytest.CaptureFixture[str]) -> None:
    with step("go: go run"):
        assert capsys.readouterr().err == "go: go run … "
    assert capsys.readouterr().err == "0 s\n"


def test_a_step_that_fails_ends_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ClientError), step("go: go run"):
        raise ClientError
    assert capsys.readouterr().err == "go: go run … 0 s\n"


@EVERY_LANGUAGE
def test_the_label_of_a_command_has_no_path_of_this_machine(language: Language) -> None:
    assert not any(str(ROOT) in generate.label(command) for command in language.generate)


def test_a_failed_command_is_reported_with_what_it_printed(tmp_path: Path) -> None:
    broken = replace(BASH, generate=(("sh", "-c", "echo no such spell; exit 3"),))
    with pytest.raises(ClientError, match="no such spell"):
        generate.generate(broken, "repeat", tmp_path)


def test_the_proxy_keeps_the_spelling_and_passes_the_answer_on(proxy: Proxy, number_api: NumberApi) -> None:
    path = f"/agent-api/user/{USER}/task/{TASK}/number?page=1&status%5B%5D=2&status[]=5"
    headers = {"Authorization": "Bearer made-up"}
    passed_on = httpx.get(proxy.url + path, headers=headers)
    assert passed_on.status_code == 200
    assert passed_on.json() == httpx.get(number_api.url + path, headers=headers).json()
    assert proxy.queries == [[("page", "1"), ("status[]", "2"), ("status[]", "5")]]


def test_what_is_expected_holds_what_clients_stumble_on(number_api: NumberApi) -> None:
    right = expected(Mock(number_api.url))
    waiting, answered = right["record"]
    assert waiting["callid"] is None
    assert waiting["post_code"].startswith("0")
    assert waiting["city"] == "太原"
    assert answered["is_blacklist"] is False
    assert len(right["example"]) == 15
    assert len(right["walk"]) > 2 * 334
    assert 0 < len(right["status"]) < len(right["walk"])
    assert 0 < len(right["dates"]) < len(right["walk"])
    assert [right[step]["code"] for step in ("401", "422", "429")] == [401, 422, 429]


@pytest.mark.parametrize(
    ("seen", "fails"),
    [("0", False), ("false", True), ("0.0", True), ('"0"', True), ("null", True), ("garbage", True)],
)
def test_a_value_of_another_type_fails(seen: str, fails: bool, proxy: Proxy, tmp_path: Path) -> None:
    right = dict.fromkeys(check.STEPS, 0)
    wrong = check.compare(printing(f"page\t{seen}"), "repeat", tmp_path, proxy, right)
    assert ("page" in wrong) == fails


def test_a_client_that_prints_nothing_fails_at_every_step(proxy: Proxy, tmp_path: Path) -> None:
    right = dict.fromkeys(check.STEPS, "something")
    wrong = check.compare(printing(), "repeat", tmp_path, proxy, right)
    assert tuple(wrong) == check.STEPS[len(check.MADE) :]


def test_the_example_of_a_readme_has_to_print_the_rows(proxy: Proxy, tmp_path: Path) -> None:
    right = dict.fromkeys(check.STEPS, "something") | {"example": ["1 160 呼叫成功"]}
    wrong = check.compare(printing("1 160 呼叫成功"), "brackets", tmp_path, proxy, right)
    assert "example" not in wrong


@EVERY_LANGUAGE
def test_the_example_of_a_readme_is_run_against_the_proxy(
    language: Language, proxy: Proxy, tmp_path: Path
) -> None:
    check.add_programs(language, DEFAULT, by_hand(language, tmp_path), CONTRACT_VERSION, proxy)
    code = (tmp_path / language.example.file).read_text(encoding="utf-8")
    assert str(proxy.server_port) in code
    assert "4010" not in code
    assert USER in code
    assert TASK in code


def reported(wrong: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """The lines of a report on one client, and its row of the table by step."""
    lines: list[str] = []
    check.report({("go", "brackets"): wrong}, lines.append)
    return lines, dict(zip(check.STEPS, lines[-1].split()[2:], strict=True))


def test_a_client_that_does_not_compile_is_not_run(proxy: Proxy, tmp_path: Path) -> None:
    broken = printing(compile=("sh", "-c", "echo line 3: nonsense; exit 1"))
    wrong = check.compare(broken, "repeat", tmp_path, proxy, {})
    assert wrong.keys() == {"compiles"}
    assert "line 3: nonsense" in wrong["compiles"]
    _, cells = reported(wrong)
    assert cells == dict.fromkeys(check.STEPS, "-") | {"package": "ok", "compiles": "FAILED"}


def test_a_client_that_cannot_be_published_is_not_compiled(proxy: Proxy, tmp_path: Path) -> None:
    pushing = replace(printing(), generate=(("touch", "git_push.sh"),))
    wrong = check.compare(pushing, "repeat", tmp_path, proxy, {})
    assert wrong == {"package": "git_push.sh: left by the generator"}
    _, cells = reported(wrong)
    assert cells == dict.fromkeys(check.STEPS, "-") | {"package": "FAILED"}


def test_the_table_names_what_failed() -> None:
    lines, cells = reported({"walk": "saw 1, not 2"})
    assert lines[0].strip() == "go, brackets, walk: saw 1, not 2"
    assert cells == dict.fromkeys(check.STEPS, "ok") | {"walk": "FAILED"}
