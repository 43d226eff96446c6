"""The collections are up to date and complete, and each request gets the status it names."""

import json
import re
from collections.abc import Callable, Iterator, Mapping

import pytest
from starlette.testclient import TestClient

from mockserver.contract import Contract
from tests.conftest import make_client
from tools.api_collections import chosen, source, writing
from tools.api_collections.model import BEARER

COLLECTION = chosen.collection()
REQUESTS = COLLECTION.requests
ENVIRONMENTS = {each.name: each.values for each in COLLECTION.environments}

Sent = tuple[str, dict[str, str]]
"""URL and headers."""

ReadRequests = Callable[[Mapping[str, str]], Iterator[tuple[str, Sent]]]


@pytest.fixture(scope="module")
def anonymous() -> TestClient:
    """A client without a token of its own."""
    return make_client(authorized=False)


def read(name: str) -> str:
    return (writing.FOLDER / name).read_text(encoding="utf-8")


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its `{{variables}}` replaced. Raises KeyError for an unknown one."""
    return re.sub(r"{{(\w+)}}", lambda found: values[found[1]], text)


def of_http_file(values: Mapping[str, str]) -> Iterator[tuple[str, Sent]]:
    """The requests of `numbers.http`, parsed like its programs do."""
    for block in read("numbers.http").split("\n### ")[1:]:
        title, *lines = block.rstrip().splitlines()
        (name,) = re.findall(r"^# @name (\w+)$", block, re.MULTILINE)
        request, *headers = [line for line in lines if not line.startswith("#")]
        method, url = request.split(" ")
        assert method == "GET", title
        pairs = (filled(header, values).split(": ", 1) for header in headers)
        yield name.replace("_", "-"), (filled(url, values), dict(pairs))


def of_postman(values: Mapping[str, str]) -> Iterator[tuple[str, Sent]]:
    """The requests of Postman's collection."""
    document = json.loads(read("postman/numbers.postman_collection.json"))
    items = [item for folder in document["item"] for item in folder["item"]]
    for name, item in zip(REQUESTS, items, strict=True):
        request = item["request"]
        assert request["method"] == "GET"
        headers = {each["key"]: filled(each["value"], values) for each in request["header"]}
        if "auth" not in request:
            headers["Authorization"] = filled(f"Bearer {document['auth']['bearer'][0]['value']}", values)
        yield name, (filled(request["url"]["raw"], values), headers)


def of_bruno(values: Mapping[str, str]) -> Iterator[tuple[str, Sent]]:
    """The requests of Bruno's collection."""
    for folder in COLLECTION.folders:
        for request in folder.requests:
            text = read(f"bruno/{folder.name}/{request.name}.bru")
            (url,) = re.findall(r"^  url: (.*)$", text, re.MULTILINE)
            (block,) = re.findall(r"^headers {\n(.*?)^}", text, re.MULTILINE | re.DOTALL) or [""]
            headers = dict(filled(line.strip(), values).split(": ", 1) for line in block.splitlines())
            if "\n  auth: inherit\n" in text:
                headers["Authorization"] = filled(BEARER, values)
            yield request.name, (filled(url, values), headers)


def test_every_file_is_up_to_date() -> None:
    for name, text in writing.files().items():
        assert read(name) == text, f"{name}: run make collections"


def test_there_are_no_stale_files() -> None:
    assert writing.stale() == []


@pytest.mark.parametrize("read_requests", [of_http_file, of_postman, of_bruno])
def test_every_request_is_answered_with_the_status_it_names(
    read_requests: ReadRequests, anonymous: TestClient
) -> None:
    found = {
        name: anonymous.get(url, headers=headers).status_code
        for name, (url, headers) in read_requests(ENVIRONMENTS["mock"])
    }
    assert found == {name: request.status for name, request in REQUESTS.items()}


@pytest.mark.parametrize("read_requests", [of_http_file, of_postman, of_bruno])
def test_the_formats_send_the_same_parameters(read_requests: ReadRequests, anonymous: TestClient) -> None:
    for name, (url, _) in read_requests(ENVIRONMENTS["mock"]):
        expected = [(key, filled(value, ENVIRONMENTS["mock"])) for key, value in REQUESTS[name].query]
        assert list(anonymous.build_request("GET", url).url.params.multi_items()) == expected


def test_each_environment_selects_its_scenario(anonymous: TestClient) -> None:
    url, headers = dict(of_http_file(ENVIRONMENTS["empty"]))["first-page"]
    assert anonymous.get(url, headers=headers).json()["meta"]["total"] == 0
    url, headers = dict(of_http_file(ENVIRONMENTS["down"]))["first-page"]
    assert anonymous.get(url, headers=headers).status_code == 500


def test_every_bundled_scenario_is_an_environment_of_each_format() -> None:
    names = {"mock", "live", *source.scenarios()}
    assert {path.name.split(".")[0] for path in writing.FOLDER.glob("postman/environments/*")} == names
    assert {path.stem for path in writing.FOLDER.glob("bruno/environments/*")} == names
    assert json.loads(read("http-client.env.json")).keys() == names


def test_the_live_environment_has_no_token_and_no_ids() -> None:
    postman = json.loads(read("postman/environments/live.postman_environment.json"))
    assert {each["key"]: each["value"] for each in postman["values"] if each["value"]} == {
        "base_url": "https://ai.api.longlonglong.cn"
    }
    assert "\nvars:secret [\n  token\n]\n" in read("bruno/environments/live.bru")
    assert json.loads(read("http-client.env.json"))["live"].keys() == {"base_url"}


def test_every_error_the_contract_shows_is_requested(contract: Contract) -> None:
    shown = {example.body["message"] for request in REQUESTS.values() for example in request.examples}
    assert {problem.message for problem in contract.problems} - shown == set()


def test_every_query_parameter_is_sent_by_a_successful_request() -> None:
    sent = {key for request in REQUESTS.values() if request.status == 200 for key, _ in request.query}
    assert {parameter.key for parameter in COLLECTION.parameters} - sent == set()


def test_every_request_checks_its_status_and_its_envelope() -> None:
    for request in REQUESTS.values():
        first, second, *_ = request.checks
        assert first.statements == [f"expect(status).to.equal({request.status});"]
        assert second.title.startswith("the envelope is that of")


@pytest.mark.parametrize("name", writing.BY_HAND)
def test_the_page_names_files_and_environments_that_exist(name: str) -> None:
    page = read(name)
    for path in re.findall(r"`((?:postman|bruno)/[^`<]*|[a-z.-]+\.(?:http|json))`", page):
        assert (writing.FOLDER / path).exists() or path == "http-client.private.env.json", path
    assert set(re.findall(r"@([a-z-]+)`", page)) <= ENVIRONMENTS.keys()
    assert set(re.findall(r"--env ([a-z-]+)", page)) <= ENVIRONMENTS.keys()


def test_both_pages_show_the_same_commands() -> None:
    english, chinese = (re.findall(r"```sh\n(.*?)```", read(name), re.DOTALL) for name in writing.BY_HAND)
    assert english == chinese != []
