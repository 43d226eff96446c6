"""The requests of the collections: pages, refusals, and requests for the mock only."""

from dataclasses import replace

from tools.api_collections import checks, source
from tools.api_collections.model import BEARER, Check, Collection, Folder, Query, Request

PER_PAGE = source.contract_example("per_page")
CLEAR, ENCRYPTED = source.number_patterns()
EXAMPLES = source.examples()

FIRST: Query = (("page", str(source.contract_example("page"))),)
BEYOND = 1_000_000_000
FIRST_ERROR = 400

SHOWN_BY_REQUESTS = (
    (401, "missing"),
    (401, "scheme"),
    (404, "unknown_route"),
    (422, "missing"),
    (422, "rule"),
)
"""Errors of the contract that an invalid request gets; the others are requested with `Prefer`."""


def collection() -> Collection:
    """The collection that is written to `collections/`."""
    return Collection(
        source.title,
        source.about,
        source.parameters(),
        [
            Folder("pages", "号码 · Numbers", _pages()),
            Folder("refusals", "拒绝的请求 · Refused requests", _refusals()),
            Folder("mock-only", "仅模拟服务 · Only the mock", _mock_only()),
        ],
        source.environments(),
    )


def _pages() -> list[Request]:
    start, end = source.contract_example("start_at"), source.contract_example("end_at")
    return [
        _page("first-page", "第一页 · First page", FIRST, shown=("mixed", "waiting", "answered")),
        _page(
            "second-page",
            "第二页，每页 5 个 · Second page of 5",
            _query(page=2, per_page=5),
            number=2,
            per_page=5,
        ),
        _page(
            "beyond-last-page",
            "超出最后一页 · Beyond the last page",
            _query(page=BEYOND, per_page=1000),
            number=BEYOND,
            per_page=1000,
            shown=("beyond_last_page",),
        ),
        _page(
            "one-status",
            "只看呼叫成功 · Answered only",
            (*FIRST, ("status[]", "1")),
            checks.status_among([1]),
        ),
        _page(
            "two-statuses",
            "拦截或空号 · Intercepted or unallocated",
            (*FIRST, ("status[]", "2"), ("status[]", "5")),
            checks.status_among([2, 5]),
            shown=("intercepted",),
        ),
        _page("waiting", "等待呼叫 · Not called yet", (*FIRST, ("status[]", "0")), checks.status_among([0])),
        _page(
            "one-day",
            "某一天创建 · Created on one day",
            (*FIRST, ("start_at", start), ("end_at", end)),
            checks.created_between(start, end),
        ),
        _page(
            "one-day-one-status",
            "某一天创建且占线 · Created on one day, and busy",
            (*FIRST, ("status[]", "8"), ("start_at", start), ("end_at", end)),
            checks.status_among([8]),
            checks.created_between(start, end),
        ),
        _page("sub-account", "子账户 · Sub account", (*FIRST, ("sub_user_id", "{{sub_user_id}}"))),
        _page(
            "encrypted", "加密号码 · Encrypted numbers", (*FIRST, ("encryption", "true")), pattern=ENCRYPTED
        ),
    ]


def _page(
    name: str,
    title: str,
    query: Query,
    *more: Check,
    number: int = 1,
    per_page: int = PER_PAGE,
    pattern: str = CLEAR,
    shown: tuple[str, ...] = (),
) -> Request:
    """A request that is answered with a page."""
    return Request(
        name,
        title,
        source.path,
        query,
        200,
        [*checks.page(number, per_page), checks.numbers_match(pattern), *more],
        examples=[EXAMPLES[200, each] for each in shown],
    )


def _refusals() -> list[Request]:
    per_page = source.schema("per_page")["maximum"] + 1
    status = len(source.labels)
    return [
        _refused("no-token", (401, "missing"), authorization=None),
        _refused("other-scheme", (401, "scheme"), authorization="Basic {{token}}"),
        _refused("unknown-path", (404, "unknown_route"), path=f"{source.path}s"),
        _refused("page-missing", (422, "missing"), query=()),
        _refused("per-page-too-large", (422, "rule"), query=_query(page=1, per_page=per_page)),
        _broken("page-zero", "页码为 0 · page is 0", "page", _query(page=0)),
        _broken("page-no-integer", "页码不是整数 · page is not an integer", "page", _query(page="one")),
        _broken(
            "unknown-status", "没有这个状态 · unknown status", "status", (*FIRST, ("status[]", str(status)))
        ),
        _broken(
            "no-such-day",
            "不存在的日期 · a date that does not exist",
            "start_at",
            _query(page=1, start_at="2025/2/30"),
        ),
        _broken(
            "start-after-end",
            "开始晚于结束 · start_at later than end_at",
            "start_at",
            _query(page=1, start_at="2025/12/4", end_at="2025/12/3"),
        ),
        _broken(
            "encryption-no-boolean",
            "encryption 不是布尔值 · encryption is not a boolean",
            "encryption",
            _query(page=1, encryption="maybe"),
        ),
        _broken(
            "sub-account-no-uuid",
            "子账户 id 不是 UUID · sub_user_id is not a UUID",
            "sub_user_id",
            _query(page=1, sub_user_id="1"),
        ),
        _broken(
            "task-no-uuid",
            "任务 id 不是 UUID · task_id is not a UUID",
            "task_id",
            FIRST,
            path=source.path.replace("{{task_id}}", "1"),
        ),
    ]


def _mock_only() -> list[Request]:
    warned = _page(
        "unknown-parameter", "未知参数只有提示 · Unknown parameter, with a warning", _query(page=1, pages=2)
    )
    return [
        replace(warned, checks=[*warned.checks, checks.header_includes("X-Mock-Warning", "pages")]),
        *(
            _refused(f"{status}-{name.replace('_', '-')}", (status, name), prefer=f"code={status}.{name}")
            for status, name in EXAMPLES
            if status >= FIRST_ERROR and (status, name) not in SHOWN_BY_REQUESTS
        ),
    ]


def _refused(
    name: str,
    example: tuple[int, str],
    *,
    path: str = source.path,
    query: Query = FIRST,
    authorization: str | None = BEARER,
    prefer: str | None = None,
) -> Request:
    """A request that is answered with an error that the contract shows."""
    shown = EXAMPLES[example]
    return Request(
        name,
        f"{shown.status} {shown.name}",
        path,
        query,
        shown.status,
        [*checks.error(shown.status, shown.headers), checks.message_is(shown.body["message"])],
        authorization=authorization,
        headers={} if prefer is None else {"Prefer": prefer},
        examples=[shown],
    )


def _broken(name: str, title: str, parameter: str, query: Query, path: str = source.path) -> Request:
    """A request whose parameter breaks its rule in the contract."""
    return Request(
        name, f"422 {title}", path, query, 422, [*checks.error(422, {}), checks.message_names(parameter)]
    )


def _query(**parameters: object) -> Query:
    return tuple((key, str(value)) for key, value in parameters.items())
