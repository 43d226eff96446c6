"""Faults in pages: which rows are there, and what `meta` says of them."""

from itertools import count

from tests.faults.mutant import Answer, Asked, Document, call, fault, in_page

_turn = count()


@in_page("total-counts-the-rows")
def total_is_one_more(document: Document, asked: Asked) -> None:
    """`total` counts one too many."""
    document["meta"]["total"] += 1


@in_page("total-fits-the-pages")
def total_is_the_pages_count(document: Document, asked: Asked) -> None:
    """`total` is the number of rows on this page."""
    document["meta"]["total"] = len(document["data"])


@fault("totals-of-the-statuses-add-up")
async def total_is_unfiltered(asked: Asked) -> Answer:
    """`total` does not know of filters by status."""
    answer = await call(asked.app, asked.scope)
    if answer.status != 200:
        return answer
    query = {name: values for name, values in asked.query.items() if not name.startswith("status")}
    document = answer.document
    document["meta"] |= {
        name: value
        for name, value in (await asked.document(query))["meta"].items()
        if name in ("total", "last_page", "has_pages")
    }
    return answer.with_document(document)


@in_page("total-fits-the-pages")
def total_is_capped(document: Document, asked: Asked) -> None:
    """`total` stops at 50."""
    document["meta"]["total"] = min(document["meta"]["total"], 50)


@in_page("meta-keeps-its-schema")
def total_is_a_string(document: Document, asked: Asked) -> None:
    """`total` is a string."""
    document["meta"]["total"] = str(document["meta"]["total"])


@in_page("meta-keeps-its-schema")
def per_page_is_a_string(document: Document, asked: Asked) -> None:
    """`per_page` is a string, as it came in the query."""
    document["meta"]["per_page"] = str(document["meta"]["per_page"])


@in_page("last-page-follows-from-total")
def last_page_is_rounded_down(document: Document, asked: Asked) -> None:
    """`last_page` is rounded down."""
    meta = document["meta"]
    meta["last_page"] = max(1, meta["total"] // meta["per_page"])


@in_page("last-page-follows-from-total")
def last_page_is_one_more(document: Document, asked: Asked) -> None:
    """`last_page` is one more where the last page is full."""
    meta = document["meta"]
    meta["last_page"] = meta["total"] // meta["per_page"] + 1


@in_page("last-page-follows-from-total")
def last_page_is_0(document: Document, asked: Asked) -> None:
    """`last_page` is 0 where there is nothing."""
    document["meta"]["last_page"] *= document["meta"]["total"] > 0


@in_page("last-page-follows-from-total")
def last_page_is_for_the_default(document: Document, asked: Asked) -> None:
    """`last_page` counts pages of 15, whatever their size."""
    document["meta"]["last_page"] = max(1, -(-document["meta"]["total"] // 15))


@in_page("current-page-is-the-page-asked-for")
def current_page_is_1(document: Document, asked: Asked) -> None:
    """`current_page` is always 1."""
    document["meta"]["current_page"] = 1


@in_page("current-page-is-the-page-asked-for")
def current_page_is_the_last_at_most(document: Document, asked: Asked) -> None:
    """`current_page` is never more than `last_page`."""
    meta = document["meta"]
    meta["current_page"] = min(meta["current_page"], meta["last_page"])


@in_page("per-page-is-the-size-asked-for")
def per_page_is_the_count(document: Document, asked: Asked) -> None:
    """`per_page` is the number of rows on this page."""
    document["meta"]["per_page"] = max(1, len(document["data"]))


@in_page("has-pages-tells-whether-there-is-paging")
def has_pages_is_inverted(document: Document, asked: Asked) -> None:
    """`has_pages` is the opposite."""
    document["meta"]["has_pages"] = not document["meta"]["has_pages"]


@in_page("has-pages-tells-whether-there-is-paging")
def has_pages_is_always_true(document: Document, asked: Asked) -> None:
    """`has_pages` is always true, as in the documentation's example."""
    document["meta"]["has_pages"] = True


@in_page("has-pages-tells-whether-there-is-paging")
def has_pages_means_more(document: Document, asked: Asked) -> None:
    """`has_pages` says whether more pages follow."""
    document["meta"]["has_pages"] = document["meta"]["current_page"] < document["meta"]["last_page"]


@in_page("meta-keeps-its-schema")
def has_pages_is_1(document: Document, asked: Asked) -> None:
    """`has_pages` is 0 or 1."""
    document["meta"]["has_pages"] = int(document["meta"]["has_pages"])


@in_page("pages-have-the-envelope")
def meta_is_gone(document: Document, asked: Asked) -> None:
    """`meta` is missing."""
    del document["meta"]


@in_page("pages-have-the-envelope")
def meta_is_called_pagination(document: Document, asked: Asked) -> None:
    """`meta` has another name."""
    document["pagination"] = document.pop("meta")


@in_page("meta-keeps-its-schema")
def meta_lacks_last_page(document: Document, asked: Asked) -> None:
    """`last_page` is missing, as in Laravel's simple paginator."""
    del document["meta"]["last_page"]


@in_page("nothing-is-undocumented")
def meta_has_more(document: Document, asked: Asked) -> None:
    """`meta` has a field that nobody documented."""
    document["meta"]["from"] = 1


@in_page("nothing-is-undocumented")
def the_envelope_has_more(document: Document, asked: Asked) -> None:
    """The envelope has a field that nobody documented."""
    document["links"] = {"next": None}


@in_page("pages-have-the-envelope")
def code_is_0(document: Document, asked: Asked) -> None:
    """`code` is 0 for success."""
    document["code"] = 0


@in_page("pages-have-the-envelope")
def code_is_a_string(document: Document, asked: Asked) -> None:
    """`code` is a string."""
    document["code"] = "200"


@in_page("pages-have-the-envelope")
def status_is_ok(document: Document, asked: Asked) -> None:
    """`status` is another word for success."""
    document["status"] = "ok"


@in_page("messages-can-be-read")
def message_is_mojibake(document: Document, asked: Asked) -> None:
    """The message in UTF-8 was read as Latin-1."""
    document["message"] = document["message"].encode().decode("latin-1")


@in_page("pages-have-the-envelope")
def message_is_null(document: Document, asked: Asked) -> None:
    """The message is null."""
    document["message"] = None


@in_page("pages-have-the-envelope")
def nothing_is_an_object(document: Document, asked: Asked) -> None:
    """Where there are no rows `data` is an object, as PHP's empty array is."""
    document["data"] = document["data"] or {}


@in_page("pages-have-the-envelope")
def nothing_is_null(document: Document, asked: Asked) -> None:
    """Where there are no rows `data` is null, as Go's nil slice is."""
    document["data"] = document["data"] or None


@in_page("pages-have-the-envelope")
def rows_have_keys(document: Document, asked: Asked) -> None:
    """`data` is an object keyed by place, as a filtered array of PHP is."""
    document["data"] = {str(place): row for place, row in enumerate(document["data"])}


@in_page("pages-have-the-envelope")
def rows_are_nested(document: Document, asked: Asked) -> None:
    """The rows are one level deeper."""
    document["data"] = {"list": document["data"]}


@in_page("total-fits-the-pages")
def the_last_row_is_lost(document: Document, asked: Asked) -> None:
    """Every full page lacks its last row."""
    if len(document["data"]) == asked.per_page:
        document["data"].pop()


@in_page("total-fits-the-pages")
def one_row_more(document: Document, asked: Asked) -> None:
    """A page has one row more than it should, once more its last."""
    document["data"] += document["data"][-1:]


@fault("pages-join")
async def pages_overlap(asked: Asked) -> Answer:
    """Each page begins with the last row of the one before."""
    answer = await call(asked.app, asked.scope)
    if answer.status != 200 or asked.page == 1:
        return answer
    before = await asked.document(asked.query | {"page": [str(asked.page - 1)]})
    document = answer.document
    if document["data"]:
        document["data"] = [*before["data"][-1:], *document["data"]][: len(document["data"])]
    return answer.with_document(document)


@fault("pages-join")
async def pages_leave_a_gap(asked: Asked) -> Answer:
    """Each page after the first begins one row too late."""
    answer = await call(asked.app, asked.scope)
    if answer.status != 200 or asked.page == 1:
        return answer
    document = answer.document
    if document["meta"]["current_page"] >= document["meta"]["last_page"]:
        return answer
    after = await asked.document(asked.query | {"page": [str(asked.page + 1)]})
    document["data"] = [*document["data"][1:], *after["data"][:1]]
    return answer.with_document(document)


@fault("the-last-page-holds-the-rest")
async def the_last_page_is_filled_up(asked: Asked) -> Answer:
    """The last page is full: it begins with rows of the page before."""
    answer = await call(asked.app, asked.scope)
    if answer.status != 200:
        return answer
    document = answer.document
    if not 1 < asked.page == document["meta"]["last_page"]:
        return answer
    before = await asked.document(asked.query | {"page": [str(asked.page - 1)]})
    document["data"] = [*before["data"], *document["data"]][-asked.per_page :]
    return answer.with_document(document)


@fault("beyond-the-last-page-there-is-nothing")
async def beyond_the_last_page_comes_the_last(asked: Asked) -> Answer:
    """Beyond the last page the last one is given."""
    answer = await call(asked.app, asked.scope)
    if answer.status != 200:
        return answer
    document = answer.document
    if document["meta"]["current_page"] <= document["meta"]["last_page"]:
        return answer
    last = await asked.document(asked.query | {"page": [str(document["meta"]["last_page"])]})
    return answer.with_document(document | {"data": last["data"]})


@fault("beyond-the-last-page-there-is-nothing")
async def beyond_the_last_page_is_404(asked: Asked) -> Answer:
    """Beyond the last page the answer is 404."""
    answer = await call(asked.app, asked.scope)
    if answer.status != 200:
        return answer
    document = answer.document
    if document["meta"]["current_page"] <= document["meta"]["last_page"]:
        return answer
    gone = {"code": 404, "status": "error", "message": "没有这一页", "data": []}
    return Answer(404, answer.headers, b"").with_document(gone)


@in_page("beyond-the-last-page-there-is-nothing")
def beyond_the_last_page_nothing_is_counted(document: Document, asked: Asked) -> None:
    """Beyond the last page `total` is 0."""
    if not document["data"]:
        document["meta"] |= {"total": 0, "last_page": 1}


@in_page("the-largest-page-number-is-understood")
def large_pages_overflow(document: Document, asked: Asked) -> None:
    """The page number is cut to 32 bits."""
    document["meta"]["current_page"] &= 0x7FFFFFFF


@in_page("rows-are-in-order")
def newest_first(document: Document, asked: Asked) -> None:
    """The rows of a page are turned round."""
    document["data"].reverse()


@in_page("rows-are-in-order")
def ordered_by_status(document: Document, asked: Asked) -> None:
    """Rows come by status."""
    document["data"].sort(key=lambda row: row["status"])


@in_page("rows-are-in-order")
def ids_fall_within_a_second(document: Document, asked: Asked) -> None:
    """The order is by creation only, to the hour; ids come as they like."""
    document["data"].sort(key=lambda row: (row["created_at"][:13], -row["id"]))


@in_page("the-same-request-has-the-same-answer")
def the_order_changes(document: Document, asked: Asked) -> None:
    """The order of rows is not the same every time."""
    turn = next(_turn) % 7
    document["data"] = [*document["data"][turn:], *document["data"][:turn]]


@in_page("the-same-request-has-the-same-answer")
def rows_are_made_up_anew(document: Document, asked: Asked) -> None:
    """Values are drawn anew for each answer, as fakers do."""
    for row in document["data"]:
        row["extra"] = f"extra-{next(_turn)}"


@in_page("one-id-is-one-record")
def a_record_depends_on_its_page(document: Document, asked: Asked) -> None:
    """A record is made of its place on the page."""
    for place, row in enumerate(document["data"]):
        row["customer_id"] = f"{place:08}-0000-4000-8000-000000000000"


@in_page("one-id-is-one-record")
def ids_are_places(document: Document, asked: Asked) -> None:
    """The id is the place on the page."""
    for place, row in enumerate(document["data"]):
        row["id"] = place + 1


@in_page("each-status-finds-all-its-rows")
def filters_find_one_less(document: Document, asked: Asked) -> None:
    """Under a filter the first row is lost, and not counted either."""
    if asked.filtered and asked.page == 1 and document["data"] and document["meta"]["last_page"] == 1:
        document["data"].pop(0)
        document["meta"]["total"] -= 1


@fault("a-status-named-twice-counts-once")
async def a_status_named_twice_counts_twice(asked: Asked) -> Answer:
    """A status that is named twice gives its rows twice."""
    answer = await call(asked.app, asked.scope)
    named = asked.query.get("status[]", [])
    if answer.status != 200 or len(named) == len(set(named)):
        return answer
    document = answer.document
    twice = [row for row in document["data"] if named.count(str(row["status"])) > 1]
    document["data"] = sorted([*document["data"], *twice], key=lambda row: row["id"])
    document["meta"]["total"] += len(twice)
    return answer.with_document(document)


@in_page("two-statuses-are-their-union")
def a_union_is_not_in_order(document: Document, asked: Asked) -> None:
    """A filter by several statuses gives one after the other."""
    if len(asked.query.get("status[]", [])) > 1:
        document["data"].sort(key=lambda row: row["status"])


@in_page("all-statuses-are-everything")
def waiting_is_left_out_of_many(document: Document, asked: Asked) -> None:
    """Under a filter by several statuses those who wait are left out."""
    if len(asked.query.get("status[]", [])) > 2:
        called = [row for row in document["data"] if row["status"]]
        document["meta"]["total"] -= len(document["data"]) - len(called)
        document["data"] = called


@in_page("different-numbers-have-different-ciphertexts")
def one_ciphertext_for_all(document: Document, asked: Asked) -> None:
    """Every number has the same ciphertext."""
    for row in document["data"]:
        row["number"] = row["number"] if row["number"].isdigit() else "A" * 52


@in_page("encryption-changes-the-number-and-nothing-else")
def encryption_changes_the_customer(document: Document, asked: Asked) -> None:
    """Encryption takes more than the number."""
    for row in document["data"]:
        row["customer_id"] = row["customer_id"] if row["number"].isdigit() else None


@in_page("encryption-changes-the-number-and-nothing-else")
def encryption_changes_the_id(document: Document, asked: Asked) -> None:
    """Encrypted rows have other ids."""
    for row in document["data"]:
        row["id"] += 0 if row["number"].isdigit() else 7


@fault("encrypted-numbers-cannot-be-read")
async def encryption_is_base64(asked: Asked) -> Answer:
    """Encryption is Base64 of the number."""
    from base64 import b64encode

    answer = await call(asked.app, asked.scope)
    if answer.status != 200 or asked.last("encryption").lower() not in ("true", "1"):
        return answer
    document = answer.document
    plain = await asked.document(
        {name: values for name, values in asked.query.items() if name != "encryption"}
    )
    for row, known in zip(document["data"], plain["data"], strict=True):
        row["number"] = b64encode(f"number:{known['number']}".encode()).decode()
    return answer.with_document(document)


@in_page("status-and-one-bound-hold-together")
def total_forgets_a_bound(document: Document, asked: Asked) -> None:
    """With status and one bound the bound is not counted."""
    if any(name.startswith("status") for name in asked.query) and "start_at" in asked.query:
        meta = document["meta"]
        meta["total"] += "end_at" not in asked.query
        meta["last_page"] = max(1, -(-meta["total"] // meta["per_page"]))
