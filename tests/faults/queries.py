"""Faults in what is understood of a request."""

from datetime import datetime, timedelta

from tests.faults.mutant import Answer, Asked, Query, fault, in_query, statuses
from tests.faults.rows import FORMAT


def drop(query: Query, *names: str) -> None:
    for name in names:
        query.pop(name, None)


def values(query: Query) -> list[str]:
    """The statuses of a query that are spelled one by one."""
    return [item for name in statuses(query) for text in query[name] for item in text.strip("[]").split(",")]


def put(query: Query, found: list[str]) -> None:
    drop(query, *statuses(query))
    if found:
        query["status"] = found


def usable(query: Query) -> bool:
    """Whether all statuses are numbers, so that the fault hides behind right refusals."""
    return all(each.isdecimal() and int(each) <= 12 for each in values(query))


@in_query("a-status-filter-lets-no-other-status-through")
def status_is_ignored(query: Query) -> None:
    """The filter by status is ignored."""
    if usable(query):
        put(query, [])


@in_query("two-statuses-are-their-union")
def only_the_last_status_counts(query: Query) -> None:
    """Of several statuses the last one counts, as PHP has it without brackets."""
    if usable(query):
        put(query, values(query)[-1:])


@in_query("two-statuses-are-their-union")
def only_the_first_status_counts(query: Query) -> None:
    """Of several statuses the first one counts."""
    if usable(query):
        put(query, values(query)[:1])


@in_query("status-0-is-not-no-filter")
def status_0_is_no_filter(query: Query) -> None:
    """Status 0 is taken for no filter, as PHP's empty() does."""
    if usable(query):
        put(query, [each for each in values(query) if each != "0"])


@in_query("each-status-finds-all-its-rows")
def a_status_stands_for_its_neighbour(query: Query) -> None:
    """Status 12 is taken for 11."""
    if usable(query):
        put(query, ["11" if each == "12" else each for each in values(query)])


@in_query("array-spelling-comma")
def commas_are_not_understood(query: Query) -> None:
    """`2,5` is read as 2."""
    if usable(query):
        query.update(
            {
                n: [text.partition(",")[0] for text in query[n]]
                for n in statuses(query)
                if "[" not in "".join(query[n])
            }
        )


@in_query("array-spelling-brackets")
def brackets_are_unknown(query: Query) -> None:
    """`status[]` is an unknown parameter, and so ignored."""
    drop(query, "status[]")


@in_query("array-spelling-indices")
def indices_are_unknown(query: Query) -> None:
    """`status[0]` is an unknown parameter, and so ignored."""
    drop(query, "status[0]", "status[1]")


@in_query("array-spelling-repeat")
def repeated_status_keeps_the_last(query: Query) -> None:
    """Of `status=2&status=5` the last one counts."""
    if "status" in query:
        query["status"] = query["status"][-1:]


@in_query("bounds-let-nothing-else-through")
def bounds_are_ignored(query: Query) -> None:
    """Both bounds are ignored."""
    if all(len(text) > 18 for name in ("start_at", "end_at") for text in query.get(name, [])):
        drop(query, "start_at", "end_at")


@in_query("start-at-works-alone")
def start_at_alone_is_ignored(query: Query) -> None:
    """`start_at` counts only beside `end_at`."""
    if "end_at" not in query:
        drop(query, "start_at")


@in_query("end-at-works-alone")
def end_at_alone_is_ignored(query: Query) -> None:
    """`end_at` counts only beside `start_at`."""
    if "start_at" not in query:
        drop(query, "end_at")


def shift(query: Query, name: str, seconds: int) -> None:
    for place, text in enumerate(query.get(name, [])):
        try:
            moment = datetime.strptime(text, FORMAT) + timedelta(seconds=seconds)
        except (ValueError, OverflowError):
            continue
        query[name][place] = moment.strftime(FORMAT)


@in_query("bounds-include-their-own-moment")
def start_at_is_exclusive(query: Query) -> None:
    """`start_at` leaves out its own second."""
    if query.get("start_at") != query.get("end_at") or not query.get("start_at", [""])[0].startswith("2025"):
        shift(query, "start_at", 1)
    else:
        query["start_at"] = query["end_at"] = ["1999-01-01 00:00:00"]


@in_query("end-at-works-alone")
def end_at_is_exclusive(query: Query) -> None:
    """`end_at` leaves out its own second."""
    if query.get("start_at") != query.get("end_at"):
        shift(query, "end_at", -1)


@in_query("start-at-works-alone")
def bounds_in_utc(query: Query) -> None:
    """Bounds are taken for UTC."""
    shift(query, "start_at", 8 * 3600)
    shift(query, "end_at", 8 * 3600)


@in_query("end-at-without-time-is-midnight")
def end_at_is_the_whole_day(query: Query) -> None:
    """`end_at` without a time is the end of that day."""
    query["end_at"] = [
        f"{t} 23:59:59" if len(t) == 10 and t[:2] == "20" else t for t in query.get("end_at", [])
    ]
    if not query["end_at"]:
        drop(query, "end_at")


@in_query("two-bounds-leave-what-lies-between")
def bounds_count_by_the_day(query: Query) -> None:
    """Times are cut off bounds."""
    if "start_at" in query and "end_at" in query:
        query["start_at"] = [text[:10] for text in query["start_at"]]


@in_query("date-spelling-slashes")
def slashes_are_not_understood(query: Query) -> None:
    """A date with slashes is ignored."""
    for name in ("start_at", "end_at"):
        if "/" in query.get(name, [""])[0] and ":" in query[name][0]:
            drop(query, name)


@in_query("the-size-of-pages-moves-no-row")
def per_page_is_ignored(query: Query) -> None:
    """Every page has 15 numbers."""
    if query.get("per_page", [""])[0].isdecimal() and 0 < int(query["per_page"][0]) <= 1000:
        drop(query, "per_page")


@in_query("the-largest-pages-are-served")
def per_page_is_clamped(query: Query) -> None:
    """A page of more than 100 numbers is cut to 100, in silence."""
    if query.get("per_page", [""])[0].isdecimal() and 100 < int(query["per_page"][0]) <= 1000:
        query["per_page"] = ["100"]


@in_query("without-per-page-the-default-holds")
def the_default_is_20(query: Query) -> None:
    """Without `per_page` there are 20 numbers."""
    query.setdefault("per_page", ["20"])


@in_query("pages-join")
def page_is_ignored(query: Query) -> None:
    """Every page is the first one."""
    if query.get("page", [""])[0].isdecimal() and 0 < int(query["page"][0]) < 2**53:
        query["page"] = ["1"]


@in_query("current-page-is-the-page-asked-for")
def pages_are_counted_from_0(query: Query) -> None:
    """The first page is page 0."""
    if query.get("page", [""])[0].isdecimal() and 0 < int(query["page"][0]) < 2**53 - 1:
        query["page"] = [str(int(query["page"][0]) + 1)]


@in_query("encryption-changes-the-number-and-nothing-else")
def encryption_drops_filters(query: Query) -> None:
    """With encryption the first page is given, whatever was asked."""
    if query.get("encryption") == ["true"] and usable(query):
        put(query, [])
        query["per_page"] = ["15"]


@in_query("encrypted-numbers-cannot-be-read")
def encryption_is_ignored(query: Query) -> None:
    """`encryption` is ignored."""
    if query.get("encryption", [""])[0].lower() in ("true", "1"):
        drop(query, "encryption")


@in_query("encryption-false")
def any_encryption_is_true(query: Query) -> None:
    """`encryption=false` encrypts, for the text is not empty."""
    if query.get("encryption", [""])[0].lower() in ("false", "0"):
        query["encryption"] = ["true"]


@in_query("encryption-1-means-true")
def encryption_1_is_false(query: Query) -> None:
    """`encryption=1` does not encrypt."""
    if query.get("encryption") == ["1"]:
        drop(query, "encryption")


@in_query("a-sub-account-has-its-own-rows")
def sub_account_is_ignored(query: Query) -> None:
    """`sub_user_id` is ignored."""
    if len(query.get("sub_user_id", [""])[0]) == 36 and "g" not in query["sub_user_id"][0]:
        drop(query, "sub_user_id")


@in_query("pages-join-in-a-sub-account")
def sub_account_ignores_filters(query: Query) -> None:
    """Filters do not hold in a sub account."""
    if "sub_user_id" in query and usable(query):
        put(query, [])


@in_query("filters-combine")
def bounds_win_over_status(query: Query) -> None:
    """With both bounds the filter by status is dropped."""
    if "start_at" in query and "end_at" in query and usable(query):
        put(query, [])


@in_query("pages-join-under-a-filter")
def filters_forget_the_page(query: Query) -> None:
    """Under a filter by status every page is the first."""
    if statuses(query) and query.get("page", [""])[0].isdecimal() and int(query["page"][0]) > 1:
        query["page"] = ["1"]


@in_query("refused-status-above-the-last")
def unknown_statuses_are_dropped(query: Query) -> None:
    """A status that does not exist is dropped."""
    put(query, [each for each in values(query) if each.isdecimal() and int(each) <= 12])


@in_query("refused-page-missing")
def page_defaults_to_1(query: Query) -> None:
    """Without `page` the first one is given."""
    query.setdefault("page", ["1"])


@in_query("refused-page-below-the-least")
def page_0_is_page_1(query: Query) -> None:
    """Page 0 is taken for page 1."""
    query["page"] = ["1" if text == "0" else text for text in query.get("page", [])] or ["missing"]


@in_query("refused-page-abc")
def numbers_are_cast(query: Query) -> None:
    """What is no number is cast to one, as PHP's intval does."""
    for name in ("page", "per_page"):
        query[name] = [text if text.lstrip("-").isdecimal() else "1" for text in query.get(name, [])]
        if not query[name]:
            del query[name]


@in_query("refused-per_page-above-the-most")
def per_page_has_no_limit(query: Query) -> None:
    """Pages of more than 1000 numbers are given as 1000."""
    if query.get("per_page", [""])[0].isdecimal():
        query["per_page"] = [str(min(int(query["per_page"][0]), 1000))]


@in_query("refused-encryption-maybe")
def encryption_takes_anything(query: Query) -> None:
    """Any text is a boolean."""
    if query.get("encryption", [""])[0].lower() not in ("true", "1", "false", "0"):
        drop(query, "encryption")


@in_query("refused-start_at-2025-02-30")
def impossible_dates_are_ignored(query: Query) -> None:
    """A date that cannot be read is ignored, as strtotime's false is."""
    for name in ("start_at", "end_at"):
        if query.get(name, [""])[0] in ("2025-02-30", "tomorrow", "2025-13-01", ""):
            drop(query, name)


@in_query("refused-start_at-after-end_at")
def bounds_are_sorted(query: Query) -> None:
    """A `start_at` after `end_at` is put right in silence."""
    if "start_at" in query and "end_at" in query and query["start_at"] > query["end_at"]:
        query["start_at"], query["end_at"] = query["end_at"], query["start_at"]


@in_query("refused-sub_user_id-abc")
def bad_sub_account_is_none(query: Query) -> None:
    """A sub account that is no UUID is taken for none."""
    if len(query.get("sub_user_id", [""])[0]) != 36:
        drop(query, "sub_user_id")


@in_query("an-unknown-parameter-changes-nothing")
def unknown_parameters_change_the_page(query: Query) -> None:
    """An unknown parameter is taken for a filter."""
    if "contract_test" in query:
        query["status"] = ["1"]


@fault("another-task-has-other-rows")
async def the_task_is_ignored(asked: Asked) -> Answer:
    """Every task has the numbers of the first one."""
    head, _, rest = asked.scope["path"].partition("/task/")
    task, _, tail = rest.partition("/")
    known = task if len(task) != 36 else "f232d184-dd54-42a0-8ace-0bf8d660f4cc"
    path = f"{head}/task/{known}/{tail}" if rest else head
    return await asked.again(asked.query, path=path, raw_path=path.encode())


@fault("another-user-has-other-rows")
async def the_user_is_ignored(asked: Asked) -> Answer:
    """The numbers of a task are given to any user."""
    path = asked.scope["path"].replace(
        "/user/00000000-0000-4000-8000-00000000000a/", "/user/5832d184-dd53-42a0-8ace-0bf8d660f4cc/"
    )
    return await asked.again(asked.query, path=path, raw_path=path.encode())


@in_query("status-and-one-bound-hold-together")
def start_at_alone_drops_the_status(query: Query) -> None:
    """With `start_at` alone the filter by status is dropped."""
    if "start_at" in query and "end_at" not in query:
        drop(query, *statuses(query))


@in_query("status-and-one-bound-hold-together")
def end_at_alone_drops_the_status(query: Query) -> None:
    """With `end_at` alone the filter by status is dropped."""
    if "end_at" in query and "start_at" not in query:
        drop(query, *statuses(query))


@in_query("status-and-one-bound-hold-together")
def a_cache_by_status(query: Query) -> None:
    """What was found for one status stands in a cache whose key lacks a bound."""
    if (
        len(query.get(next(iter(statuses(query)), ""), ())) == 1
        and not {"start_at", "end_at"} <= query.keys()
    ):
        drop(query, "start_at", "end_at")


@in_query("numbers-are-encrypted-wherever-it-is-asked-for")
def filters_drop_encryption(query: Query) -> None:
    """Under a filter by status numbers are not encrypted."""
    if statuses(query):
        drop(query, "encryption")


@in_query("numbers-are-encrypted-wherever-it-is-asked-for")
def sub_accounts_are_not_encrypted(query: Query) -> None:
    """The numbers of a sub account are not encrypted."""
    if "sub_user_id" in query:
        drop(query, "encryption")


@in_query("another-sub-account-has-other-rows")
def all_sub_accounts_are_one(query: Query) -> None:
    """Every sub account has the numbers of the first one."""
    if len(query.get("sub_user_id", [""])[0]) == 36:
        query["sub_user_id"] = ["1181ffd3-e3ee-4d75-a45c-8b9be3deb330"]


@in_query("refused-page-with-a-space")
def values_are_trimmed(query: Query) -> None:
    """Spaces around a value are taken off, as Laravel's TrimStrings does."""
    for name, values in query.items():
        query[name] = [value.strip() for value in values]


@in_query("refused-per_page-+1")
def a_sign_is_taken(query: Query) -> None:
    """`+1` is 1."""
    for name in query.keys() & {"page", "per_page"}:
        query[name] = [value.removeprefix("+") for value in query[name]]


@in_query("refused-page-01")
def leading_zeros_are_taken(query: Query) -> None:
    """`01` is 1."""
    for name in query.keys() & {"page", "per_page"}:
        query[name] = [
            value.lstrip("0") if value.isdecimal() and int(value) else value for value in query[name]
        ]
