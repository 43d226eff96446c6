"""Faults in records."""

import re
from datetime import datetime, timedelta

from tests.faults.mutant import Row, in_row

FORMAT = "%Y-%m-%d %H:%M:%S"
DATES = ("created_at", "calldate", "answerdate", "hangupdate")
CALLED = ("callid", "calldate", "hangupcause", "hangupdate", "answerdate")


def moved(text: str | None, **by: int) -> str | None:
    return text and (datetime.strptime(text, FORMAT) + timedelta(**by)).strftime(FORMAT)


@in_row("fields-have-their-types")
def bill_is_a_string(row: Row) -> None:
    """Lengths are strings, as a database driver without types gives them."""
    row["bill"] = str(row["bill"])


@in_row("fields-have-their-types")
def id_is_a_string(row: Row) -> None:
    """The id is a string."""
    row["id"] = str(row["id"])


@in_row("fields-have-their-types")
def status_is_a_string(row: Row) -> None:
    """The status is a string."""
    row["status"] = str(row["status"])


@in_row("fields-have-their-types")
def lengths_are_floats(row: Row) -> None:
    """Lengths are numbers with a fraction."""
    row["duration"] = float(row["duration"])


@in_row("fields-have-their-types")
def number_is_a_number(row: Row) -> None:
    """The phone number is a JSON number."""
    row["number"] = int(row["number"]) if row["number"].isdigit() else row["number"]


@in_row("fields-have-their-types")
def area_code_is_a_number(row: Row) -> None:
    """The area code is a number, and loses its leading zero."""
    row["area_code"] = int(row["area_code"])


@in_row("fields-are-spelled-as-agreed")
def leading_zeros_are_lost(row: Row) -> None:
    """Codes went through a number and lost their leading zeros."""
    row["post_code"] = row["post_code"].lstrip("0")
    row["area_code"] = row["area_code"].lstrip("0")


@in_row("ids-are-unique")
def ids_are_rounded(row: Row) -> None:
    """Ids went through a float of 32 bits."""
    row["id"] = row["id"] // 64 * 64


@in_row("whole-numbers-fit-64-bits")
def ids_are_too_large(row: Row) -> None:
    """Ids do not fit 64 bits."""
    row["id"] += 2**64


@in_row("ids-are-unique")
def ids_are_all_alike(row: Row) -> None:
    """The id is that of the task."""
    row["id"] = 258


@in_row("values-are-within-their-limits")
def ids_begin_at_0(row: Row) -> None:
    """The first id is 0."""
    row["id"] -= 969195391 if row["id"] >= 969195391 else 0


@in_row("the-label-is-that-of-the-status")
def label_of_another_status(row: Row) -> None:
    """The label 等待呼叫 is that of every status, as in the documentation's example."""
    row["status_str"] = "等待呼叫"


@in_row("the-label-is-that-of-the-status")
def two_labels_are_swapped(row: Row) -> None:
    """Two labels are mistaken for each other."""
    row["status_str"] = {"空号": "停机", "停机": "空号"}.get(row["status_str"], row["status_str"])


@in_row("the-label-is-that-of-the-status")
def label_is_shortened(row: Row) -> None:
    """A label ends at its slash."""
    row["status_str"] = row["status_str"].partition("/")[0]


@in_row("the-label-is-that-of-the-status")
def label_is_english(row: Row) -> None:
    """Labels are translated."""
    row["status_str"] = f"Status {row['status']}"


@in_row("values-are-within-their-limits")
def status_13_appears(row: Row) -> None:
    """A status that the contract does not have."""
    row["status"] = 13 if row["status"] == 12 else row["status"]


@in_row("values-are-within-their-limits")
def lengths_are_negative(row: Row) -> None:
    """The length of a call that was not answered is -1."""
    row["bill"] = row["bill"] or -1


@in_row("bill-is-from-answer-to-hang-up")
def bill_in_seconds(row: Row) -> None:
    """`bill` is in seconds, as in the vendor's callbacks."""
    row["bill"] //= 1000


@in_row("duration-is-from-call-to-hang-up")
def duration_in_seconds(row: Row) -> None:
    """`duration` is in seconds, as in the vendor's callbacks."""
    row["duration"] //= 1000


@in_row("bill-is-from-answer-to-hang-up")
def bill_is_duration(row: Row) -> None:
    """The ringing is billed too."""
    row["bill"] = row["duration"] if row["bill"] else 0


@in_row("duration-is-from-call-to-hang-up")
def duration_is_bill(row: Row) -> None:
    """`duration` begins with the answer."""
    row["duration"] = row["bill"]


@in_row("only-answered-calls-are-billed")
def unanswered_calls_are_billed(row: Row) -> None:
    """Calls that nobody answered are billed from ring to hang-up."""
    row["bill"] = row["bill"] or row["duration"]


@in_row("bill-is-from-answer-to-hang-up")
def bill_is_rounded_to_minutes(row: Row) -> None:
    """`bill` is rounded up to whole minutes."""
    row["bill"] = -(-row["bill"] // 60000) * 60000


@in_row("dates-are-in-order")
def answered_before_it_was_called(row: Row) -> None:
    """The dates of call and answer are in each other's place."""
    if row["answerdate"]:
        row["calldate"], row["answerdate"] = row["answerdate"], row["calldate"]
        row["calldate"] = moved(row["calldate"], seconds=1)


@in_row("dates-are-in-order")
def calls_in_utc(row: Row) -> None:
    """The dates of calls are in UTC, that of creation is not."""
    for name in ("calldate", "answerdate", "hangupdate"):
        row[name] = moved(row[name], hours=-8)


@in_row("bounds-let-nothing-else-through")
def dates_in_utc(row: Row) -> None:
    """All dates are in UTC, but bounds are not."""
    for name in DATES:
        row[name] = moved(row[name], hours=-8)


@in_row("fields-are-spelled-as-agreed")
def dates_with_a_t(row: Row) -> None:
    """Dates are spelled as ISO 8601 has them."""
    for name in DATES:
        row[name] = row[name] and f"{row[name].replace(' ', 'T')}+08:00"


@in_row("fields-are-spelled-as-agreed")
def dates_with_slashes(row: Row) -> None:
    """Dates have slashes."""
    for name in DATES:
        row[name] = row[name] and row[name].replace("-", "/")


@in_row("fields-are-spelled-as-agreed")
def dates_without_seconds(row: Row) -> None:
    """Dates end with the minute."""
    row["calldate"] = row["calldate"] and row["calldate"][:16]


@in_row("fields-are-spelled-as-agreed")
def dates_with_milliseconds(row: Row) -> None:
    """Dates have milliseconds, as from `datetime(3)`."""
    row["hangupdate"] = row["hangupdate"] and f"{row['hangupdate']}.000"


@in_row("fields-have-their-types")
def dates_are_timestamps(row: Row) -> None:
    """Dates are seconds since 1970."""
    row["created_at"] = int(datetime.strptime(row["created_at"], FORMAT).timestamp())


@in_row("dates-exist")
def dates_that_do_not_exist(row: Row) -> None:
    """Days are counted on beyond the end of a month."""
    row["calldate"] = row["calldate"] and row["calldate"].replace("2025-12-", "2025-02-").replace(
        "-02-0", "-02-3"
    )


@in_row("what-is-absent-is-null")
def dates_of_zeros(row: Row) -> None:
    """A date that is absent is one of zeros, as MySQL has it."""
    row["answerdate"] = row["answerdate"] or "0000-00-00 00:00:00"


@in_row("what-is-absent-is-null")
def empty_text_for_null(row: Row) -> None:
    """Where there is no value there is an empty text."""
    for name in CALLED:
        row[name] = row[name] or ""


@in_row("texts-are-clean")
def null_in_letters(row: Row) -> None:
    """Where there is no value there is the word null."""
    row["customer_id"] = row["customer_id"] or "null"


@in_row("no-field-is-missing")
def null_fields_are_left_out(row: Row) -> None:
    """Fields without a value are left out."""
    for name in [name for name, value in row.items() if value is None]:
        del row[name]


@in_row("no-field-is-missing")
def customer_id_is_gone(row: Row) -> None:
    """A field was dropped."""
    del row["customer_id"]


@in_row("no-field-is-missing")
def created_at_is_renamed(row: Row) -> None:
    """A field was renamed."""
    row["createdAt"] = row.pop("created_at")


@in_row("nothing-is-undocumented")
def deleted_at_leaks(row: Row) -> None:
    """A column of the database that nobody documented."""
    row["deleted_at"] = None


@in_row("only-some-fields-are-null")
def city_is_null(row: Row) -> None:
    """A place that is not known is null."""
    row["city"] = None if row["status"] == 5 else row["city"]


@in_row("chinese-survives")
def mojibake(row: Row) -> None:
    """Chinese in UTF-8 was read as Latin-1."""
    row["city"] = row["city"].encode().decode("latin-1")


@in_row("chinese-survives")
def escaped_twice(row: Row) -> None:
    """Chinese was escaped twice."""
    row["pro"] = row["pro"].encode("unicode-escape").decode()


@in_row("chinese-survives")
def question_marks(row: Row) -> None:
    """Chinese became question marks in a column of Latin-1."""
    row["mobile_type"] = "?" * len(row["mobile_type"])


@in_row("chinese-survives")
def entities(row: Row) -> None:
    """Chinese became entities of HTML."""
    row["status_str"] = "".join(f"&#{ord(each)};" for each in row["status_str"])


@in_row("texts-are-clean")
def texts_are_padded(row: Row) -> None:
    """Texts have the spaces of a CHAR column."""
    row["hangupcause"] = row["hangupcause"] and f"{row['hangupcause']}  "


@in_row("fields-are-spelled-as-agreed")
def hangupcause_in_lower_case(row: Row) -> None:
    """Hang-up causes are in lower case."""
    row["hangupcause"] = row["hangupcause"] and row["hangupcause"].lower()


@in_row("fields-have-their-types")
def hangupcause_is_a_code(row: Row) -> None:
    """Hang-up causes are numbers of Q.850."""
    row["hangupcause"] = row["hangupcause"] and 16


@in_row("the-cause-fits-the-status")
def every_call_ends_normally(row: Row) -> None:
    """The hang-up cause is always NORMAL_CLEARING."""
    row["hangupcause"] = row["hangupcause"] and "NORMAL_CLEARING"


@in_row("fields-have-their-types")
def blacklist_is_0_or_1(row: Row) -> None:
    """`is_blacklist` is 0 or 1, as a TINYINT is."""
    row["is_blacklist"] = row["is_blacklist"] if row["is_blacklist"] is None else int(row["is_blacklist"])


@in_row("the-blacklist-and-its-status-agree")
def blacklist_is_always_false(row: Row) -> None:
    """`is_blacklist` is false for who is on the blacklist."""
    row["is_blacklist"] = False if row["is_blacklist"] else row["is_blacklist"]


@in_row("waiting-numbers-say-so-in-the-agreed-way")
def waiting_is_not_blacklisted(row: Row) -> None:
    """`is_blacklist` is false before anybody looked."""
    row["is_blacklist"] = bool(row["is_blacklist"])


@in_row("waiting-numbers-have-no-call")
def waiting_numbers_were_called(row: Row) -> None:
    """A number that waits has the date of its turn."""
    row["calldate"] = row["calldate"] or moved(row["created_at"], minutes=5)


@in_row("only-some-fields-are-null")
def waiting_lengths_are_null(row: Row) -> None:
    """Lengths are null before there was a call."""
    if row["status"] == 0:
        row["bill"] = row["duration"] = None


@in_row("called-numbers-have-a-call")
def intercepted_calls_have_no_id(row: Row) -> None:
    """A call that the operator intercepted has no id."""
    row["callid"] = None if row["status"] == 2 else row["callid"]


@in_row("only-answered-calls-have-an-answer")
def unanswered_calls_have_an_answer(row: Row) -> None:
    """The date of answer is that of the hang-up where nobody answered."""
    row["answerdate"] = row["answerdate"] or row["hangupdate"]


@in_row("calls-have-ids-of-their-own")
def calls_share_an_id(row: Row) -> None:
    """All calls have the id of the last one."""
    row["callid"] = row["callid"] and "3d24c948-378e-43b0-b3b8-5dc176272ca3"


@in_row("fields-are-spelled-as-agreed")
def number_with_a_country_code(row: Row) -> None:
    """Numbers begin with the country code."""
    row["number"] = re.sub(r"^(?=1[0-9]{10}$)", "+86", row["number"])


@in_row("numbers-are-plain-unless-encryption-is-asked-for")
def numbers_are_masked(row: Row) -> None:
    """Numbers have stars in their middle."""
    row["number"] = re.sub(r"^(1..)[0-9]{4}(?=[0-9]{4}$)", r"\1****", row["number"])


@in_row("places-agree")
def provinces_are_mixed_up(row: Row) -> None:
    """The province is that of another row."""
    row["pro"] = "河北" if row["id"] % 2 else "江苏"


@in_row("chinese-survives")
def names_are_escaped_for_html(row: Row) -> None:
    """Names of places carry what a page of HTML needs."""
    row["city"] += "&nbsp;"


@in_row("places-agree")
def one_area_code_for_all(row: Row) -> None:
    """Every number has the area code of the first city."""
    row["area_code"] = "010"


@in_row("places-agree")
def one_post_code_for_all(row: Row) -> None:
    """Every number has the post code of the first city."""
    row["post_code"] = "100000"
