"""The journal of requests."""

from hashlib import sha256

import pytest

from mockserver.journal import BOUNDS, LONGEST, TOKENS, Journal, token_hash
from tests.asgi import Header, scope_of


def receive(journal: Journal, count: int) -> None:
    for number in range(count):
        journal.receive(scope_of(f"/{number}"))


@pytest.mark.parametrize(("received", "kept", "forgotten"), [(0, 0, 0), (3, 3, 0), (4, 3, 1), (10, 3, 7)])
def test_the_latest_requests_are_kept_and_the_others_counted(
    received: int, kept: int, forgotten: int
) -> None:
    journal = Journal(kept=3)
    receive(journal, received)
    entries = list(journal.entries)
    assert (journal.received, len(entries), journal.forgotten) == (received, kept, forgotten)
    assert [entry.path for entry in entries] == [f"/{n}" for n in range(received - kept, received)]


def test_an_entry_has_the_request_and_later_the_answer() -> None:
    journal = Journal()
    entry = journal.receive(scope_of("/a%20b?page=1", method="POST"))
    assert (entry.method, entry.path, entry.query) == ("POST", "/a b", b"page=1")
    assert (entry.status, entry.seconds) == (None, None)
    journal.answer(entry, 422)
    assert entry.status == 422
    assert entry.seconds is not None
    assert 0 <= entry.seconds < 5


def test_answers_are_counted_by_method_and_status_and_by_time() -> None:
    journal = Journal(kept=1)
    for method, status in (("GET", 200), ("GET", 200), ("GET", 404), ("HEAD", 200)):
        journal.answer(journal.receive(scope_of("/", method=method)), status)
    assert journal.statuses == {("GET", 200): 2, ("GET", 404): 1, ("HEAD", 200): 1}
    assert sum(journal.buckets) == 4
    assert len(journal.buckets) == len(BOUNDS) + 1
    assert journal.seconds > 0


def test_a_slow_answer_is_counted_above_the_last_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([100.0, 100.0 + BOUNDS[-1] + 1, 200.0, 200.0 + BOUNDS[0]])
    monkeypatch.setattr("mockserver.journal.perf_counter", lambda: next(times))
    journal = Journal()
    for _ in range(2):
        journal.answer(journal.receive(scope_of("/")), 200)
    assert journal.buckets[-1] == 1
    assert journal.buckets[0] + journal.buckets[1] == 1  # 0.0005 may be rounded either way.


def test_reset_clears_everything() -> None:
    journal = Journal(kept=2)
    receive(journal, 5)
    journal.answer(journal.receive(scope_of("/")), 200)
    journal.reset()
    assert (list(journal.entries), journal.received, journal.forgotten) == ([], 0, 0)
    assert (journal.statuses, sum(journal.buckets), journal.seconds) == ({}, 0, 0)


def test_an_answer_to_a_request_before_a_reset_leaves_the_counts_at_zero() -> None:
    journal = Journal(kept=2)
    entry = journal.receive(scope_of("/"))
    journal.reset()
    journal.answer(entry, 200)
    assert (journal.received, journal.forgotten) == (0, 0)


def test_long_requests_are_truncated() -> None:
    long: Header = (b"authorization", b"Bearer " + b"x" * 10_000)
    entry = Journal().receive(scope_of(f"/{'y' * 10_000}?{'z' * 10_000}", headers=[long]))
    assert len(entry.path) == len(entry.query) == LONGEST
    assert entry.token == token_hash("x" * 10_000)


def test_no_token_is_kept_only_hashes_of_recent_ones() -> None:
    journal = Journal()
    for number in range(TOKENS + 1):
        token = f"sesame-{number}"
        headers = [(b"authorization", f"Bearer {token}".encode())]
        assert journal.receive(scope_of("/", headers=headers)).token == token_hash(token)
        assert journal.receive(scope_of("/", headers=headers)).token == token_hash(token)
    assert "sesame" not in repr(vars(journal))
    assert len(journal._tokens) == 1


def test_a_token_is_identified_by_the_start_of_its_hash() -> None:
    assert token_hash("YOUR_TOKEN") == sha256(b"YOUR_TOKEN").hexdigest()[:12]
    sent = "令牌".encode().decode("latin-1")  # As servers decode the bytes of a header.
    assert token_hash(sent) == sha256("令牌".encode()).hexdigest()[:12]


def test_entries_are_a_copy() -> None:
    journal = Journal()
    receive(journal, 2)
    entries = journal.entries
    receive(journal, 2)
    assert len(list(entries)) == 2
