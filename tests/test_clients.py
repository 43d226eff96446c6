"""The generation and the check of clients, without their compilers."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import yaml

from clients import check, truth
from clients.contract import spelled
from clients.generate import ClientError, generate
from clients.languages import BASH, LANGUAGES, ROOT, Language, go_names, without_servers
from clients.relay import Relay, relaying
from mockserver.testing import NumberApi


@pytest.fixture
def relay(number_api: NumberApi) -> Iterator[Relay]:
    with relaying(number_api.url) as relay:
        yield relay


def printing(*lines: str) -> Language:
    """A language whose program prints these lines."""
    return replace(
        BASH, generate=(), compile=(), check=(sys.executable, "-c", f"print({chr(10).join(lines)!r})")
    )


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


def test_the_contract_for_cpp_has_no_servers() -> None:
    contract = spelled("repeat")
    assert without_servers(contract).keys() == contract.keys() - {"servers"}


def test_a_generated_client_has_only_the_files_its_user_needs(tmp_path: Path) -> None:
    generate(replace(LANGUAGES["go"], generate=()), "brackets", tmp_path)
    assert {each.name for each in tmp_path.iterdir()} == {
        "go.mod",
        "go.sum",
        "oapi-codegen.yaml",
        "openapi.json",
    }


@pytest.mark.parametrize("settings", sorted((ROOT / "clients").glob("*/openapi-generator.yaml")))
def test_no_client_includes_the_readme_of_its_generator(settings: Path) -> None:
    ignored = yaml.safe_load(settings.read_text(encoding="utf-8"))["openapiGeneratorIgnoreList"]
    assert {"README.md"} <= set(ignored)


def test_a_failed_command_is_reported_with_its_output(tmp_path: Path) -> None:
    broken = replace(BASH, generate=(("sh", "-c", "echo no such spell; exit 3"),))
    with pytest.raises(ClientError, match="no such spell"):
        generate(broken, "repeat", tmp_path)


def test_the_relay_keeps_the_spelling_and_passes_the_answer_on(relay: Relay, number_api: NumberApi) -> None:
    path = f"/agent-api/user/{truth.USER}/task/{truth.TASK}/number?page=1&status%5B%5D=2&status[]=5"
    headers = {"Authorization": "Bearer made-up"}
    relayed = httpx.get(relay.url + path, headers=headers)
    assert relayed.status_code == 200
    assert relayed.json() == httpx.get(number_api.url + path, headers=headers).json()
    assert relay.queries == [[("page", "1"), ("status[]", "2"), ("status[]", "5")]]


def test_the_truth_holds_what_clients_stumble_on(number_api: NumberApi) -> None:
    true = truth.truth(truth.Mock(number_api.url))
    waiting, answered = true["record"]
    assert waiting["callid"] is None
    assert waiting["post_code"].startswith("0")
    assert waiting["city"] == "太原"
    assert answered["is_blacklist"] is False
    assert len(true["walk"]) > 2 * 334
    assert 0 < len(true["status"]) < len(true["walk"])
    assert 0 < len(true["dates"]) < len(true["walk"])
    assert [true[step]["code"] for step in ("401", "422", "429")] == [401, 422, 429]


@pytest.mark.parametrize(
    ("seen", "fails"),
    [("0", False), ("false", True), ("0.0", True), ('"0"', True), ("null", True), ("garbage", True)],
)
def test_a_value_of_another_type_fails(seen: str, fails: bool, relay: Relay, tmp_path: Path) -> None:
    expected = dict.fromkeys(check.STEPS, 0)
    wrong = check.judge(printing(f"page\t{seen}"), "repeat", tmp_path, relay, expected)
    assert ("page" in wrong) == fails


def test_a_client_without_output_fails_at_every_step(relay: Relay, tmp_path: Path) -> None:
    expected = dict.fromkeys(check.STEPS, "something")
    assert tuple(check.judge(printing(), "repeat", tmp_path, relay, expected)) == check.STEPS[1:]


def test_a_client_that_does_not_compile_is_not_run(relay: Relay, tmp_path: Path) -> None:
    broken = replace(BASH, generate=(), compile=(("sh", "-c", "echo line 3: nonsense; exit 1"),))
    wrong = check.judge(broken, "repeat", tmp_path, relay, {})
    assert wrong.keys() == {"compiles"}
    assert "line 3: nonsense" in wrong["compiles"]
    lines: list[str] = []
    check.tell({("bash", "repeat"): wrong}, lines.append)
    assert lines[-1].split() == ["bash", "repeat", "FAILED", *["-"] * (len(check.STEPS) - 1)]


def test_the_table_names_what_failed() -> None:
    lines: list[str] = []
    check.tell({("go", "brackets"): {"walk": "saw 1, not 2"}}, lines.append)
    assert lines[0].strip() == "go, brackets, walk: saw 1, not 2"
    marks = dict(zip(check.STEPS, lines[-1].split()[2:], strict=True))
    assert marks == dict.fromkeys(check.STEPS, "ok") | {"walk": "FAILED"}
