"""Every drift that the mock can serve is noticed by the suite, and by the law that is there for it."""

import logging

import pytest
from starlette.types import ASGIApp

from contract_tests.results import Outcome
from contract_tests.runner import open_runner
from mockserver import contract, settings
from mockserver.app import create_app
from mockserver.drift import DRIFTS

NOTICED_BY = {
    "bill_string": "fields-have-their-types",
    "bill_seconds": "bill-is-from-answer-to-hang-up",
    "bill_unanswered": "only-answered-calls-are-billed",
    "duration_billed": "duration-is-from-call-to-hang-up",
    "id_string": "fields-have-their-types",
    "status_13": "values-are-within-their-limits",
    "status_string": "fields-have-their-types",
    "label_english": "the-label-is-that-of-the-status",
    "area_code_number": "fields-have-their-types",
    "post_code_short": "fields-are-spelled-as-agreed",
    "number_prefixed": "fields-are-spelled-as-agreed",
    "null_empty": "what-is-absent-is-null",
    "null_missing": "no-field-is-missing",
    "field_missing": "no-field-is-missing",
    "field_renamed": "no-field-is-missing",
    "field_unknown": "nothing-is-undocumented",
    "dates_iso": "fields-are-spelled-as-agreed",
    "dates_utc": "bounds-include-their-own-moment",
    "dates_disordered": "dates-are-in-order",
    "waiting_called": "waiting-numbers-have-no-call",
    "blacklist_number": "fields-have-their-types",
    "blacklist_forgotten": "the-blacklist-and-its-status-agree",
    "cause_lowercase": "fields-are-spelled-as-agreed",
    "cause_same": "the-cause-fits-the-status",
    "chinese_garbled": "chinese-survives",
    "total_off": "total-fits-the-pages",
    "total_page": "total-fits-the-pages",
    "last_page_off": "last-page-follows-from-total",
    "last_page_zero": "last-page-follows-from-total",
    "current_page_stuck": "current-page-is-the-page-asked-for",
    "per_page_string": "meta-keeps-its-schema",
    "has_pages_inverted": "has-pages-tells-whether-there-is-paging",
    "meta_missing": "pages-have-the-envelope",
    "data_null": "pages-have-the-envelope",
    "data_object": "pages-have-the-envelope",
    "row_lost": "pages-join",
    "row_twice": "pages-join",
    "labels_shifted": "the-label-is-that-of-the-status",
    "order_reversed": "pages-join",
    "order_unstable": "the-same-request-has-the-same-answer",
    "code_zero": "pages-have-the-envelope",
    "filter_ignored": "a-status-filter-lets-no-other-status-through",
    "filter_last_only": "two-statuses-are-their-union",
    "filter_zero_ignored": "status-0-is-not-no-filter",
    "filter_unknown_accepted": "refused-status-above-the-last",
    "start_ignored": "start-at-works-alone",
    "end_ignored": "end-at-works-alone",
    "start_exclusive": "start-at-works-alone",
    "end_exclusive": "end-at-works-alone",
    "date_accepted": "refused-start_at-2025-02-30",
    "page_ignored": "pages-join",
    "page_optional": "refused-page-missing",
    "page_from_zero": "refused-page-below-the-least",
    "page_late": "pages-join",
    "per_page_ignored": "per-page-is-the-size-asked-for",
    "per_page_capped": "the-largest-pages-are-served",
    "sub_account_ignored": "a-sub-account-has-its-own-rows",
    "encryption_ignored": "encrypted-numbers-cannot-be-read",
    "encryption_always": "encryption-false",
    "error_200": "no-access-without-a-token",
    "error_400": "refused-user_id-abc",
    "error_500": "refused-user_id-abc",
    "error_html": "answers-are-exact-json",
    "error_message_only": "errors-keep-the-envelope",
    "error_login": "no-access-without-a-token",
    "challenge_missing": "no-access-without-a-token",
    "beyond_last_404": "beyond-the-last-page-there-is-nothing",
    "type_html": "answers-say-that-they-are-json",
    "mark_before": "answers-are-exact-json",
    "notice_before": "answers-are-exact-json",
    "page_behind": "answers-are-exact-json",
    "encoding_gbk": "answers-are-exact-json",
}


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return create_app(settings.load(token="judge", rows=60), contract.load())


def test_every_drift_has_its_law() -> None:
    assert list(NOTICED_BY) == list(DRIFTS)


@pytest.mark.parametrize("drift", DRIFTS)
def test_every_drift_is_noticed_by_the_law_that_is_there_for_it(
    drift: str, app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("mockserver"), "disabled", True)
    with open_runner(app, url=f"http://127.0.0.1/@drift={drift}") as runner:
        assert runner[NOTICED_BY[drift]].outcome is Outcome.FAILED
