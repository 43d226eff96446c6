"""The image, built and run (`make test-image`, as root). Without BASE its base is a Debian made here."""

import json
import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.image import build, debian
from tools.image.container import Container, config, missing, running

PROJECT = tomllib.loads((build.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

SOON = 2
"""Seconds after which an orchestrator should not have to wait any more."""


@pytest.fixture(scope="session")
def image() -> str:
    if os.geteuid() != 0 or missing():
        pytest.exit(f"root is needed, and: apt-get install {' '.join(missing()) or '(nothing more)'}", 2)
    return build.build(os.environ.get("BASE") or debian.base())


@pytest.fixture(scope="module")
def container(image: str) -> Iterator[Container]:
    with running(image) as started:
        yield started


def status(pid: int) -> dict[str, list[str]]:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return {line.partition(":")[0]: line.partition(":")[2].split() for line in lines}


def test_the_request_it_prints_has_15_rows(container: Container) -> None:
    (printed,) = re.findall(r"^ *(curl .*)$", container.banner, re.MULTILINE)
    answer = container.outside(*shlex.split(printed), "--silent", "--write-out", "\n%{http_code}")
    body, _, code = answer.stdout.rpartition("\n")
    assert code == "200"
    assert len(json.loads(body)["data"]) == 15


def test_the_server_is_the_first_process_and_not_root(container: Container) -> None:
    seen = status(container.pid)
    assert seen["NSpid"][-1] == "1"
    assert seen["Name"] == ["mockserver"]
    assert set(seen["Uid"]) == set(seen["Gid"]) == {"65532"}
    assert seen["Groups"] in ([], ["65532"])


def test_it_runs_on_a_read_only_root(container: Container) -> None:
    for folder in ("/", "/tmp", "/opt/mockserver"):  # noqa: S108  # Where it must not be able to write.
        done = container.run("touch", f"{folder}/written")
        assert "Read-only file system" in done.stderr


def test_the_health_check_of_the_image_passes(image: str, container: Container) -> None:
    kind, *words = config(image)["Healthcheck"]["Test"]
    done = container.run(*words)
    assert kind == "CMD"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"http://127.0.0.1:4010 is healthy, version {PROJECT['version']}\n"


def test_the_health_check_of_the_image_fails_where_nothing_listens(image: str, container: Container) -> None:
    _, *words = config(image)["Healthcheck"]["Test"]
    done = container.run("MOCKSERVER_PORT=4011", *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("does not answer: Connection refused\n")


@pytest.mark.parametrize("words", [(), ("serve", "--workers", "2")], ids=["one process", "two workers"])
def test_sigterm_ends_it_cleanly(image: str, words: tuple[str, ...]) -> None:
    with running(image, *words) as started:
        assert started.stop(SOON) == 0


def test_sigterm_ends_it_while_a_client_waits(image: str) -> None:
    with running(image, MOCKSERVER_SCENARIO="delay=60") as started:
        printed = shlex.split(re.findall(r"^ *(curl .*)$", started.banner, re.MULTILINE)[0])
        started.outside("timeout", "0.5", *printed)
        assert started.stop(SOON) == 0


def test_settings_come_from_the_environment(image: str) -> None:
    with running(image, MOCKSERVER_PORT="5000", MOCKSERVER_ROWS="3") as started:
        assert "3 numbers" in started.banner
        assert started.run("mockserver", "health").stdout.startswith("http://127.0.0.1:5000 is healthy")


def test_labels_say_what_it_is(image: str) -> None:
    labels = config(image)["Labels"]
    prefix = "org.opencontainers.image."
    assert labels[f"{prefix}title"] == PROJECT["name"]
    assert labels[f"{prefix}licenses"] == PROJECT["license"]
    assert labels[f"{prefix}version"] == PROJECT["version"]
    assert "unofficial" in labels[f"{prefix}description"]


def test_the_port_is_the_default_one(image: str) -> None:
    assert list(config(image)["ExposedPorts"]) == ["4010/tcp"]


def test_it_holds_no_tools_of_the_build_and_no_secret(container: Container) -> None:
    names = ("-name", "pip", "-o", "-name", "pip.conf", "-o", "-name", "ca.pem", "-o", "-name", "hatchling")
    found = container.run("find", "/opt", "/src", "/pip", "/run", *names)
    assert found.stdout == ""
