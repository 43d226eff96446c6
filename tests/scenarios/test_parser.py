"""The language of scenarios: what it reads, and what it says of the rest."""

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from cachetools import LRUCache
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.contract import Contract
from mockserver.drift import DRIFTS
from mockserver.http.query import QueryReader
from mockserver.scenarios import presets
from mockserver.scenarios.faults import Delay, Drifting, Drop, Errors, Hang, Limit, Truncate
from mockserver.scenarios.model import Scenario, ScenarioError
from mockserver.scenarios.parser import LONGEST_TEXT, MOST_NAMES, Grammar

NAMED = {"slow": "delay=1-3", "tiny": "rows=3,seed=1", "both": "tiny,slow", "seed": "seed=77"}


@pytest.fixture(scope="module")
def grammar(contract: Contract) -> Grammar:
    return Grammar(contract, QueryReader(contract.operations["list_numbers"]), LRUCache(10))


def read(grammar: Grammar, text: str) -> Scenario:
    return grammar.read(text, NAMED, Scenario())


def refusal(grammar: Grammar, text: str) -> str:
    """The message about a text, after checking that it is in two languages and one line."""
    with pytest.raises(ScenarioError) as caught:
        read(grammar, text)
    message = str(caught.value)
    chinese, _, english = message.partition(" / ")
    assert any("一" <= letter <= "鿿" for letter in chinese)
    assert english.replace("…", "").isascii()
    assert message.isprintable()
    return message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("seed=7", {"seed": 7}),
        ("seed=9223372036854775807", {"seed": 2**63 - 1}),
        ("rows=0", {"rows": 0}),
        ("rows=1000000000000", {"rows": 10**12}),
        ("rows=007", {"rows": 7}),
        ("numbers=realistic", {"numbers": "realistic"}),
        ("code=500,code=200", {"code": Errors(())}),
        ("clock=stepped", {"clock": "stepped"}),
        ("speed=0.001", {"speed": 0.001}),
        ("speed=3600", {"speed": 3600.0}),
        ("since=100000000", {"since": 1e8}),
        ("since=20251201", {"since": 1764518400.0}),
        ("since=1764550800.5", {"since": 1764550800.5}),
        ("since=2025-12-01T09:00:00", {"since": 1764550800.0}),
        ("since=2025-12-01 09:00:00", {"since": 1764550800.0}),
        ("since=2025-12-01T01:00:00+00:00", {"since": 1764550800.0}),
        ("since=2025-12-01T01:00:00Z", {"since": 1764550800.0}),
        ("since=2025-12-01", {"since": 1764518400.0}),
        ("delay=0.5", {"delay": Delay(0.5, 0.5)}),
        ("delay=600", {"delay": Delay(600, 600)}),
        ("delay=0.2-2", {"delay": Delay(0.2, 2.0)}),
        ("delay=2-2", {"delay": Delay(2.0, 2.0)}),
        ("delay=~0.3", {"delay": Delay(median=0.3, longest=600.0)}),
        ("drop", {"drop": Drop(1.0)}),
        ("drop=5%", {"drop": Drop(0.05)}),
        ("hang=0.25", {"hang": Hang(0.25)}),
        ("truncate=0", {"truncate": Truncate(0.0)}),
        ("rows=5,rows=6", {"rows": 6}),
        ("tiny", {"rows": 3, "seed": 1}),
        ("tiny,rows=9", {"rows": 9, "seed": 1}),
        ("rows=9,tiny", {"rows": 3, "seed": 1}),
        ("both,delay=0", {"rows": 3, "seed": 1, "delay": Delay(0.0, 0.0)}),
        ("seed", {"seed": 77}),
        ("seed=5", {"seed": 5}),
    ],
)
def test_a_text_is_read_and_what_comes_later_holds(
    grammar: Grammar, text: str, expected: dict[str, Any]
) -> None:
    assert read(grammar, text) == Scenario(**expected)


def test_errors_are_read_with_name_and_probability(grammar: Grammar, contract: Contract) -> None:
    assert read(grammar, "code=500:5%+401.expired:0.01+429:94%").code == Errors(
        (
            (contract.problem(500, "failed"), 0.05),
            (contract.problem(401, "expired"), 0.01),
            (contract.problem(429, "too_many"), 0.94),
        )
    )


def test_an_error_without_a_name_is_the_contracts_first(grammar: Grammar, contract: Contract) -> None:
    assert read(grammar, "code=401").code == Errors(((contract.problem(401, "missing"), 1.0),))


@given(st.integers(0, 100), st.data())
def test_percentages_that_add_up_to_a_hundred_are_accepted(
    grammar: Grammar, first: int, data: st.DataObject
) -> None:
    second = data.draw(st.integers(0, 100 - first))
    shares = (first, second, 100 - first - second)
    errors = read(grammar, "code=" + "+".join(f"500:{share}%" for share in shares)).code
    assert isinstance(errors, Errors)
    assert [probability for _, probability in errors.problems] == [share / 100 for share in shares]


def test_every_error_of_the_contract_can_be_asked_for(grammar: Grammar, contract: Contract) -> None:
    assert {problem.status for problem in contract.problems} == {401, 404, 405, 422, 429, 500}
    for problem in contract.problems:
        asked = read(grammar, f"code={problem.status}.{problem.name}")
        assert asked.code == Errors(((problem, 1.0),))


@pytest.mark.parametrize("name", DRIFTS)
def test_every_drift_can_be_asked_for(grammar: Grammar, name: str) -> None:
    drifting = read(grammar, f"drift={name}:10%").drift
    assert isinstance(drifting, Drifting)
    assert (drifting.drifts, drifting.probability) == ((DRIFTS[name],), 0.1)


def test_any_drift_is_every_drift(grammar: Grammar) -> None:
    drifting = read(grammar, "drift=any").drift
    assert isinstance(drifting, Drifting)
    assert (tuple(drifting.drifts), drifting.probability) == (tuple(DRIFTS.values()), 1.0)


def test_a_limit_is_a_rate(grammar: Grammar) -> None:
    limit = read(grammar, "limit=0.5").limit
    assert isinstance(limit, Limit)
    assert (limit.rate, limit.problem.status) == (0.5, 429)


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        ("seed=-1", "seed", "an integer from 0 to 2**63-1"),
        ("seed=9223372036854775808", "seed", "an integer from 0 to 2**63-1"),
        ("seed=٣", "seed", "an integer from 0 to 2**63-1"),
        ("seed=", "seed", "an integer from 0 to 2**63-1"),
        ("rows=1000000000001", "rows", "an integer from 0 to 10**12"),
        (f"rows={'9' * 400}", "rows", "an integer from 0 to 10**12"),
        ("rows=1e3", "rows", "an integer from 0 to 10**12"),
        ("rows=5=5", "rows", "an integer from 0 to 10**12"),
        ("numbers=real", "numbers", "unassigned or realistic"),
        ("clock=Frozen", "clock", "frozen or running or stepped"),
        ("speed=0", "speed", "a number from 0.001 to 1000000"),
        ("speed=inf", "speed", "a number from 0.001 to 1000000"),
        ("speed=nan", "speed", "a number from 0.001 to 1000000"),
        ("since=2025", "since", "an instant in ISO 8601 or Unix seconds"),
        ("since=yesterday", "since", "an instant in ISO 8601 or Unix seconds"),
        ("since=2025-02-30", "since", "an instant in ISO 8601 or Unix seconds"),
        ("since=", "since", "an instant in ISO 8601 or Unix seconds"),
        ("code=201", "code", "an error of the contract (401, 404, 405, 422, 429, 500)"),
        ("code=418", "code", "an error of the contract (401, 404, 405, 422, 429, 500)"),
        ("code=401.unknown", "code", "an error of the contract"),
        ("code=500:101%", "code", "an error of the contract"),
        ("code=500:60%+429:41%", "code", "an error of the contract"),
        ("code=500+", "code", "an error of the contract"),
        ("delay=601", "delay", "seconds up to 600"),
        ("delay=-1", "delay", "seconds up to 600"),
        ("delay=2-1", "delay", "seconds up to 600"),
        ("delay=1-2-3", "delay", "seconds up to 600"),
        ("delay=~", "delay", "seconds up to 600"),
        ("delay=~601", "delay", "seconds up to 600"),
        ("limit=0", "limit", "a number from 0.01 to 1000000"),
        ("limit=2/s", "limit", "a number from 0.01 to 1000000"),
        ("drop=2", "drop", "a probability such as 5% or 0.05"),
        ("drop=5%%", "drop", "a probability such as 5% or 0.05"),
        ("drop=", "drop", "a probability such as 5% or 0.05"),
        ("hang=yes", "hang", "a probability such as 5% or 0.05"),
        ("truncate=-5%", "truncate", "a probability such as 5% or 0.05"),
        ("drift=bills", "drift", "mockserver scenarios --drift lists them"),
        ("drift=any:110%", "drift", "a drift's name or any"),
    ],
)
def test_a_bad_value_is_refused_with_its_key_and_what_is_allowed(
    grammar: Grammar, text: str, key: str, allowed: str
) -> None:
    message = refusal(grammar, text)
    assert f"the scenario key {key} should be " in message
    assert allowed in message
    assert len(message) < 500


@pytest.mark.parametrize("text", ["slwo", "sede=1", "rows", "slow=1", "", ",", "tiny,", "Slow", "字", "a\nb"])
def test_an_unknown_name_or_key_is_refused_with_those_there_are(grammar: Grammar, text: str) -> None:
    message = refusal(grammar, text or ",")
    assert "there is no scenario or key " in message
    assert "scenarios: slow, tiny, both, seed;" in message
    assert "keys: seed=…, rows=…, " in message


@pytest.mark.parametrize("size", [LONGEST_TEXT, LONGEST_TEXT + 1, 100_000])
def test_a_text_has_a_longest_length(grammar: Grammar, size: int) -> None:
    text = "seed=" + "0" * (size - 5)
    assert (f"at most {LONGEST_TEXT} characters" in refusal(grammar, text)) == (size > LONGEST_TEXT)


@pytest.mark.parametrize("named", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "rows=1,a"}])
def test_names_that_lead_back_to_themselves_are_refused(grammar: Grammar, named: dict[str, str]) -> None:
    with pytest.raises(ScenarioError, match="there is no scenario or key 'a'"):
        grammar.read("a", named, Scenario())


@pytest.mark.parametrize("size", [MOST_NAMES, MOST_NAMES + 1, 3000])
def test_a_text_leads_to_no_more_names_than_it_may(grammar: Grammar, size: int) -> None:
    named = {f"a{each}": f"a{each + 1}" for each in range(size - 1)} | {f"a{size - 1}": "rows=5"}
    if size > MOST_NAMES:
        with pytest.raises(ScenarioError, match=f"leads to at most {MOST_NAMES} names"):
            grammar.read("a0", named, Scenario())
    else:
        assert grammar.read("a0", named, Scenario()).rows == 5


def test_names_that_double_again_and_again_are_refused_at_once(grammar: Grammar) -> None:
    named = {f"a{each}": f"a{each + 1},a{each + 1}" for each in range(60)} | {"a60": ""}
    with pytest.raises(ScenarioError, match=f"leads to at most {MOST_NAMES} names"):
        grammar.read("a0", named, Scenario())


def test_a_name_may_be_used_twice(grammar: Grammar) -> None:
    assert read(grammar, "tiny,rows=9,tiny") == read(grammar, "tiny")


def test_what_is_not_said_stays_as_it_was(grammar: Grammar) -> None:
    base = Scenario(seed=5, rows=6, drop=Drop(0.5))
    assert grammar.read("rows=7", NAMED, base) == Scenario(seed=5, rows=7, drop=Drop(0.5))


keys = st.sampled_from(sorted(Scenario.__dataclass_fields__))
pieces = st.sampled_from(
    ["5%", "0.5", "~", "-", ":", "+", "500", "any", "401.expired", "2025-12-01", "T", "Z"]
)
values = st.text(max_size=12) | st.lists(pieces, max_size=4).map("".join)
items = st.one_of(
    st.text(max_size=8), st.sampled_from(sorted(NAMED)), st.builds("{}={}".format, keys, values), keys
)


@given(st.lists(items, max_size=5).map(",".join))
@example("since=0001-01-01")
@example("since=9999-12-31T23:59:59-23:59")
@example("since=2025-12-01T00:00:00\ud800")
@example("rows=\x00")
def test_any_text_is_read_or_refused(grammar: Grammar, text: str) -> None:
    try:
        scenario = read(grammar, text)
    except ScenarioError:
        refusal(grammar, text)
    else:
        assert 0 <= scenario.rows <= 10**12
        assert scenario.since is None or math.isfinite(scenario.since)
        assert len(scenario.faults) <= len(grammar.keys)


def test_every_field_of_a_scenario_has_its_key(grammar: Grammar) -> None:
    assert set(grammar.keys) == set(Scenario.__dataclass_fields__)


@given(
    st.integers(0, 2**63 - 1),
    st.integers(0, 10**12),
    st.sampled_from(["frozen", "running", "stepped"]),
    st.integers(1, 10**9),
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),
)
def test_what_is_written_is_what_is_read(
    grammar: Grammar, seed: int, rows: int, clock: str, thousandths: int, since: datetime
) -> None:
    speed = f"{thousandths // 1000}.{thousandths % 1000:03}"
    text = f"seed={seed},rows={rows},clock={clock},speed={speed},since={since.isoformat()}"
    scenario = read(grammar, text)
    assert (scenario.seed, scenario.rows, scenario.clock) == (seed, rows, clock)
    assert scenario.speed == thousandths / 1000
    assert scenario.since == since.timestamp()


def test_every_shipped_scenario_can_be_read(grammar: Grammar) -> None:
    texts = presets.shipped().texts
    for text in texts.values():
        assert grammar.read(text, texts, Scenario()) != Scenario()
