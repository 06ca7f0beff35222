"""The request log: what programs asked of the API, narrowed by filters, and one request with its answer."""

from collections.abc import Mapping
from datetime import date

import orjson
from starlette.responses import Response

from billhook.dashboard.days import begins, day_of, ends
from billhook.dashboard.developers import words
from billhook.dashboard.developers.sections import DEVELOPERS, LOGS
from billhook.dashboard.json_code import JsonCode, json_code
from billhook.dashboard.paging import ROWS, pager
from billhook.dashboard.places import page_of
from billhook.dashboard.visiting import Visit
from billhook.events import verbs as events
from billhook.kernel.errors import ApiError
from billhook.kernel.ids import first_id
from billhook.request_log import verbs
from billhook.request_log.objects import FIRST_ERROR, Request
from billhook.request_log.params import LOOKED_AT_MAX, Wanted
from billhook.request_log.rules.sources import source_of

_METHODS = ("GET", "POST", "DELETE")
_STATUSES = {
    "": ("Any", None),
    "2xx": ("Succeeded", (200, 299)),
    "errors": ("Errors", (FIRST_ERROR, 599)),
    "4xx": ("Refused (4xx)", (400, 499)),
    "402": ("Declined (402)", (402, 402)),
    "429": ("Too many (429)", (429, 429)),
    "5xx": ("Failed (5xx)", (500, 599)),
}
_TEXTS = ("url_path", "error", "object", "request", "key")
_LENGTH_MAX = 300


async def show_list(visit: Visit) -> Response:
    """The requests that are kept, newest first."""
    query = _query(visit)
    requests, has_more = await _found(visit, query)
    return DEVELOPERS.page(
        visit,
        "developers/logs.html",
        LOGS,
        title="Request log",
        rows=requests,
        query=query,
        methods=(("", "Any"), *((name, name) for name in _METHODS)),
        statuses=[(name, shown) for name, (shown, _) in _STATUSES.items()],
        is_narrowed=any(query.values()),
        looked_at=visit.formats.number(LOOKED_AT_MAX),
        pager=pager(visit, LOGS, [one.id for one in requests], has_more=has_more, query=query),
        page_of=page_of,
        words=words,
    )


async def show(visit: Visit) -> Response:
    """One request: its facts, what it made happen, and its parameters and response for those who may read them."""
    request: Request = await visit.look(verbs.RETRIEVE, visit.named("request"))
    made = []
    if visit.may("events:read") and request.method != "GET":
        seconds = -(-request.micros // 1_000_000)
        made = await visit.look(events.OF_REQUEST, request.id, request.at, request.at + seconds + 1)
    return DEVELOPERS.page(
        visit,
        "developers/log.html",
        LOGS,
        title=f"{request.method} {request.path}",
        up=((visit.to(LOGS), "Request log"),),
        request=request,
        tone=words.answered(request),
        source=source_of(request.user_agent),
        took=words.duration(-(-request.micros // 1_000)),
        params=_code(request.params),
        response=_code(request.response),
        events=made,
        page_of=page_of,
    )


async def logged(visit: Visit, request: str | None) -> bool:
    """Whether the person can look at a request in the log."""
    if request is None or not visit.may("requests:read"):
        return False
    try:
        await visit.look(verbs.RETRIEVE, request)
    except ApiError:
        return False
    return True


def _code(text: str | None) -> JsonCode | None:
    """Parameters or a response as they are shown. A text that was cut off is no JSON."""
    if not text:
        return None
    try:
        return json_code(orjson.loads(text))
    except orjson.JSONDecodeError:
        return JsonCode(text, [("", text)])


async def _found(visit: Visit, query: Mapping[str, str]) -> tuple[list[Request], bool]:
    if not query["request"]:
        requests, has_more = await visit.look(verbs.LIST, _wanted(visit, query))
        return requests, has_more
    try:
        return [await visit.look(verbs.RETRIEVE, query["request"])], False
    except ApiError:
        return [], False


# ── The address ─────────────────────────────────────────────────────────────────────────────────
def _query(visit: Visit) -> dict[str, str]:
    """The filters as they stand in the address, without the place in the list."""
    return {
        "method": visit.asked("method") if visit.asked("method") in _METHODS else "",
        "status": visit.asked("status") if visit.asked("status") in _STATUSES else "",
        **{name: visit.asked(name)[:_LENGTH_MAX] for name in _TEXTS},
        **{name: visit.asked(name) if day_of(visit.asked(name)) else "" for name in ("from", "to")},
    }


def _wanted(visit: Visit, query: Mapping[str, str]) -> Wanted:
    first, last = day_of(query["from"]), day_of(query["to"])
    after, before = visit.asked("after"), visit.asked("before")
    return Wanted(
        method=query["method"],
        statuses=_STATUSES[query["status"]][1],
        path=query["url_path"],
        idempotency_key=query["key"],
        error=query["error"],
        object=query["object"],
        first=first_id("req", begins(first, visit.formats.time_zone)) if first is not None else "",
        older_than=_older(visit, last, after),
        newer_than=before if not after else "",
        limit=ROWS,
    )


def _older(visit: Visit, last: date | None, after: str) -> str:
    """The older of two bounds: the last day that is wanted, and the place in the list."""
    until = first_id("req", ends(last, visit.formats.time_zone)) if last is not None else ""
    return min(filter(None, (until, after)), default="")
