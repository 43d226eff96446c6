"""What the parser reads, and its messages about the rest."""

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver import contract as contracts
from mockserver.contract import Contract
from mockserver.drift import DRIFTS
from mockserver.scenarios import presets
from mockserver.scenarios.dataset_keys import DATASET_KEYS
from mockserver.scenarios.faults import FAULTS
from mockserver.scenarios.faults.code import Code
from mockserver.scenarios.faults.delay import Delay
from mockserver.scenarios.faults.drift import Drifting
from mockserver.scenarios.faults.drop import Drop
from mockserver.scenarios.faults.hang import Hang
from mockserver.scenarios.faults.limit import Limit
from mockserver.scenarios.faults.truncate import Truncate
from mockserver.scenarios.model import Scenario, ScenarioError
from mockserver.scenarios.parser import LONGEST_TEXT, MOST_NAMES, Parser

NAMED = {"slow": "delay=1-3", "tiny": "rows=3,seed=1", "both": "tiny,slow", "seed": "seed=77"}


@pytest.fixture(scope="module")
def parser(contract: Contract) -> Parser:
    return Parser(contract)


def read(parser: Parser, text: str) -> Scenario:
    return parser.read(text, NAMED, Scenario())


def refusal(parser: Parser, text: str) -> str:
    """The message about a text, after a check that it is one line in two languages."""
    with pytest.raises(ScenarioError) as caught:
        read(parser, text)
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
        ("code=500,code=200", {"faults": (Code(()),)}),
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
        ("delay=0.5", {"faults": (Delay(0.5, 0.5),)}),
        ("delay=600", {"faults": (Delay(600, 600),)}),
        ("delay=0.2-2", {"faults": (Delay(0.2, 2.0),)}),
        ("delay=2-2", {"faults": (Delay(2.0, 2.0),)}),
        ("delay=~0.3", {"faults": (Delay(median=0.3),)}),
        ("drop", {"faults": (Drop(1.0),)}),
        ("drop=5%", {"faults": (Drop(0.05),)}),
        ("hang=0.25", {"faults": (Hang(0.25),)}),
        ("truncate=0", {"faults": (Truncate(0.0),)}),
        ("rows=5,rows=6", {"rows": 6}),
        ("tiny", {"rows": 3, "seed": 1}),
        ("tiny,rows=9", {"rows": 9, "seed": 1}),
        ("rows=9,tiny", {"rows": 3, "seed": 1}),
        ("both,delay=0", {"rows": 3, "seed": 1, "faults": (Delay(0.0, 0.0),)}),
        ("seed", {"seed": 77}),
        ("seed=5", {"seed": 5}),
    ],
)
def test_later_items_of_a_text_take_precedence(parser: Parser, text: str, expected: dict[str, Any]) -> None:
    assert read(parser, text) == Scenario(**expected)


def test_errors_are_read_with_name_and_probability(parser: Parser, contract: Contract) -> None:
    code = Code(
        (
            (contract.problem(500, "failed"), 0.05),
            (contract.problem(401, "expired"), 0.01),
            (contract.problem(429, "too_many"), 0.94),
        )
    )
    assert read(parser, "code=500:5%+401.expired:0.01+429:94%").faults == (code,)


def test_a_status_without_a_name_is_its_first_error_in_the_contract(
    parser: Parser, contract: Contract
) -> None:
    assert read(parser, "code=401").faults == (Code(((contract.problem(401, "missing"), 1.0),)),)


@given(st.integers(0, 100), st.data())
def test_percentages_that_add_up_to_a_hundred_are_accepted(
    parser: Parser, first: int, data: st.DataObject
) -> None:
    second = data.draw(st.integers(0, 100 - first))
    shares = (first, second, 100 - first - second)
    (code,) = read(parser, "code=" + "+".join(f"500:{share}%" for share in shares)).faults
    assert isinstance(code, Code)
    assert [probability for _, probability in code.errors] == [share / 100 for share in shares]


def test_every_error_of_the_contract_is_a_value_of_code(parser: Parser, contract: Contract) -> None:
    assert {problem.status for problem in contract.problems} == {401, 404, 405, 422, 429, 500}
    for problem in contract.problems:
        text = f"code={problem.status}.{problem.name}"
        assert read(parser, text).faults == (Code(((problem, 1.0),)),)


@pytest.mark.parametrize("name", DRIFTS)
def test_every_drift_is_a_value_of_drift(parser: Parser, name: str) -> None:
    (drifting,) = read(parser, f"drift={name}:10%").faults
    assert isinstance(drifting, Drifting)
    assert (drifting.drifts, drifting.probability) == ((DRIFTS[name],), 0.1)


def test_any_drift_is_every_drift(parser: Parser) -> None:
    (drifting,) = read(parser, "drift=any").faults
    assert isinstance(drifting, Drifting)
    assert (tuple(drifting.drifts), drifting.probability) == (tuple(DRIFTS.values()), 1.0)


def test_a_limit_is_a_rate(parser: Parser) -> None:
    (limit,) = read(parser, "limit=0.5").faults
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
        ("clock=moving", "clock", "frozen, running or stepped"),
        ("speed=0", "speed", "a number from 0.001 to 1000000"),
        ("speed=inf", "speed", "a number from 0.001 to 1000000"),
        ("speed=nan", "speed", "a number from 0.001 to 1000000"),
        ("since=2025", "since", "a time in ISO 8601 or Unix seconds"),
        ("since=yesterday", "since", "a time in ISO 8601 or Unix seconds"),
        ("since=2025-02-30", "since", "a time in ISO 8601 or Unix seconds"),
        ("since=", "since", "a time in ISO 8601 or Unix seconds"),
        ("code=201", "code", "errors of the contract (401, 404, 405, 422, 429, 500)"),
        ("code=418", "code", "errors of the contract (401, 404, 405, 422, 429, 500)"),
        ("code=401.nothing_like_it", "code", "errors of the contract"),
        ("code=500:101%", "code", "errors of the contract"),
        ("code=500:60%+429:41%", "code", "errors of the contract"),
        ("code=500+", "code", "errors of the contract"),
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
        ("drift=nothing", "drift", "`mockserver scenarios --drift` lists the names"),
        ("drift=any:110%", "drift", "the name of a drift or any"),
    ],
)
def test_a_bad_value_is_refused_with_the_rule_of_its_key(
    parser: Parser, text: str, key: str, allowed: str
) -> None:
    message = refusal(parser, text)
    assert f"the scenario key {key} should be " in message
    assert allowed in message
    assert len(message) < 500


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("slwo", "unknown scenario 'slwo': did you mean 'slow'? `mockserver scenarios` lists them"),
        ("Slow", "unknown scenario 'Slow': did you mean 'slow'? `mockserver scenarios` lists them"),
        ("dorp", "unknown scenario 'dorp': did you mean 'drop'? `mockserver scenarios` lists them"),
        ("xyz", "unknown scenario 'xyz'; `mockserver scenarios` lists them"),
        (",", "unknown scenario ''; `mockserver scenarios` lists them"),
        ("tiny,", "unknown scenario ''; `mockserver scenarios` lists them"),
        ("字", "unknown scenario '\\u5b57'; `mockserver scenarios` lists them"),
        ("a\nb", "unknown scenario 'a\\nb'; `mockserver scenarios` lists them"),
        ("x" * 99, f"unknown scenario '{'x' * 40}'; `mockserver scenarios` lists them"),
        ("sede=1", "unknown key 'sede': did you mean 'seed'? `mockserver scenarios` lists them"),
        ("slow=1", "unknown key 'slow'; `mockserver scenarios` lists them"),
        ("rows", "the scenario key rows needs a value: an integer from 0 to 10**12"),
        (
            "drift=bill_strng",
            "unknown value 'bill_strng' of the scenario key drift: did you mean 'bill_string'?",
        ),
        (
            "code=401.expird",
            "unknown value '401.expird' of the scenario key code: did you mean '401.expired'?",
        ),
        ("clock=runing", "unknown value 'runing' of the scenario key clock: did you mean 'running'?"),
        (
            "numbers=realistc",
            "unknown value 'realistc' of the scenario key numbers: did you mean 'realistic'?",
        ),
    ],
)
def test_an_unknown_word_is_refused_in_one_sentence_with_the_most_similar_one(
    parser: Parser, text: str, expected: str
) -> None:
    assert refusal(parser, text).partition(" / ")[2] == expected


def test_the_suggestion_is_in_both_languages(parser: Parser) -> None:
    chinese, _, _ = refusal(parser, "slwo").partition(" / ")
    assert chinese == "未知的场景 'slwo'：您是指 'slow' 吗？`mockserver scenarios` 列出全部"


@pytest.mark.parametrize("size", [LONGEST_TEXT, LONGEST_TEXT + 1, 100_000])
def test_a_text_has_a_longest_length(parser: Parser, size: int) -> None:
    text = "seed=" + "0" * (size - 5)
    assert (f"at most {LONGEST_TEXT} characters" in refusal(parser, text)) == (size > LONGEST_TEXT)


@pytest.mark.parametrize("named", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "rows=1,a"}])
def test_a_preset_that_refers_to_itself_is_refused(parser: Parser, named: dict[str, str]) -> None:
    with pytest.raises(ScenarioError, match="the scenario 'a' refers to itself"):
        parser.read("a", named, Scenario())


@pytest.mark.parametrize("size", [MOST_NAMES, MOST_NAMES + 1, 3000])
def test_a_text_can_refer_to_a_limited_number_of_presets(parser: Parser, size: int) -> None:
    named = {f"a{each}": f"a{each + 1}" for each in range(size - 1)} | {f"a{size - 1}": "rows=5"}
    if size > MOST_NAMES:
        with pytest.raises(ScenarioError, match=f"refers to at most {MOST_NAMES} names"):
            parser.read("a0", named, Scenario())
    else:
        assert parser.read("a0", named, Scenario()).rows == 5


def test_presets_that_multiply_are_refused(parser: Parser) -> None:
    named = {f"a{each}": f"a{each + 1},a{each + 1}" for each in range(60)} | {"a60": ""}
    with pytest.raises(ScenarioError, match=f"refers to at most {MOST_NAMES} names"):
        parser.read("a0", named, Scenario())


def test_a_preset_may_be_used_twice(parser: Parser) -> None:
    assert read(parser, "tiny,rows=9,tiny") == read(parser, "tiny")


def test_a_preset_with_the_name_of_a_key_can_use_the_key(parser: Parser) -> None:
    assert parser.read("drop", {"drop": "drop,seed=1"}, Scenario()) == Scenario(seed=1, faults=(Drop(1),))


def test_values_without_an_item_in_the_text_stay(parser: Parser) -> None:
    base = Scenario(seed=5, rows=6, faults=(Drop(0.5),))
    assert parser.read("rows=7", NAMED, base) == Scenario(seed=5, rows=7, faults=(Drop(0.5),))


keys = st.sampled_from(sorted(Parser(contracts.load()).keys))
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
def test_any_text_is_read_or_refused(parser: Parser, text: str) -> None:
    try:
        scenario = read(parser, text)
    except ScenarioError:
        refusal(parser, text)
    else:
        assert 0 <= scenario.rows <= 10**12
        assert scenario.since is None or math.isfinite(scenario.since)
        assert len(scenario.faults) <= len(FAULTS)


def test_every_key_of_the_dataset_is_a_field_of_a_scenario(parser: Parser) -> None:
    assert {key.name for key in DATASET_KEYS} | {"faults"} == set(Scenario.__dataclass_fields__)
    assert len(parser.keys) == len(DATASET_KEYS) + len(FAULTS)


@given(
    st.integers(0, 2**63 - 1),
    st.integers(0, 10**12),
    st.sampled_from(["frozen", "running", "stepped"]),
    st.integers(1, 10**9),
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),
)
def test_numbers_and_times_are_read_exactly(
    parser: Parser, seed: int, rows: int, clock: str, thousandths: int, since: datetime
) -> None:
    speed = f"{thousandths // 1000}.{thousandths % 1000:03}"
    text = f"seed={seed},rows={rows},clock={clock},speed={speed},since={since.isoformat()}"
    scenario = read(parser, text)
    assert (scenario.seed, scenario.rows, scenario.clock) == (seed, rows, clock)
    assert scenario.speed == thousandths / 1000
    assert scenario.since == since.timestamp()


def test_every_bundled_preset_can_be_read(parser: Parser) -> None:
    texts = presets.bundled().texts
    for text in texts.values():
        assert parser.read(text, texts, Scenario()) != Scenario()
