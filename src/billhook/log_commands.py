"""`billhook logs`: the requests that programs send to the API, as they come or one in full."""

import asyncio
import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from billhook.command_line import DATA_DIR, tenant_in, with_account

if TYPE_CHECKING:
    import asyncpg

    from billhook.request_log.objects import Request
    from billhook.request_log.params import Wanted

_METHODS = ("GET", "POST", "DELETE")
_LOOK_SECONDS = 0.5
# A request has the id of the moment in which it came, and is written when it is answered, a second later at most.
_LATE_SECONDS = 90
_LINES_MAX, _ROWS_MAX = 1_000, 5_000

_LIVE = click.option("--live", is_flag=True, help="The requests of live mode instead of test mode.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print each request as a JSON object on a line.")


@click.group()
def logs() -> None:
    """Show the requests that programs send to the API."""


@logs.command("tail")
@click.option("--status", metavar="STATUS", help="Only this status, such as 402, or this class, such as 4xx.")
@click.option("--method", type=click.Choice(_METHODS, case_sensitive=False), help="Only this method.")
@click.option("--path", help="Only paths that begin so, such as /v1/invoices.")
@click.option("--lines", type=click.IntRange(0, _LINES_MAX), default=10, help="Begin with this many.  [10]")
@click.option("--no-follow", is_flag=True, help="End after these instead of waiting for more.")
@_LIVE
@_JSON
@DATA_DIR
def logs_tail(
    status: str | None,
    method: str | None,
    path: str | None,
    lines: int,
    no_follow: bool,
    live: bool,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Print requests as they are answered, until Ctrl-C. A request appears within about two seconds."""
    from billhook.request_log.params import Wanted

    wanted = Wanted(method=(method or "").upper(), statuses=_statuses(status), path=path or "", limit=lines)

    async def follow(conn: "asyncpg.Connection[asyncpg.Record]", account: str) -> None:
        tenant = await tenant_in(conn, account, live)
        await _follow(conn, tenant.id, wanted, as_json=as_json, once=no_follow)

    with contextlib.suppress(KeyboardInterrupt):
        with_account(data_dir, follow)


@logs.command("show")
@click.argument("id", metavar="REQUEST")
@_LIVE
@_JSON
@DATA_DIR
def logs_show(id: str, live: bool, as_json: bool, data_dir: Path | None) -> None:
    """Print one request in full, by the id of its header Request-Id."""
    from billhook.request_log import store

    async def look(conn: "asyncpg.Connection[asyncpg.Record]", account: str) -> "Request | None":
        return await store.find(conn, (await tenant_in(conn, account, live)).id, id)

    found = with_account(data_dir, look)
    if found is None:
        raise click.ClickException(f"no request {id} is in the log of {'live' if live else 'test'} mode")
    click.echo(_as_json(found) if as_json else _in_full(found))


async def _follow(
    conn: "asyncpg.Connection[asyncpg.Record]", tenant: int, wanted: "Wanted", *, as_json: bool, once: bool
) -> None:
    """Print the newest requests, then those that come, each once."""
    from billhook.kernel.clock import wall_now
    from billhook.kernel.ids import first_id
    from billhook.kernel.replacing import replace
    from billhook.request_log import store

    def show(requests: "list[Request]") -> None:
        for request in sorted(requests, key=lambda one: one.id):
            click.echo(_as_json(request) if as_json else _line(request))

    def late() -> str:
        return first_id("req", wall_now() - _LATE_SECONDS)

    recent = replace(wanted, first=late(), limit=_ROWS_MAX)
    seen = {one.id for one in await store.page(conn, tenant, recent)} if not once else set()
    shown = await store.page(conn, tenant, wanted) if wanted.limit else []
    seen.update(one.id for one in shown)
    show(shown)
    while not once:
        await asyncio.sleep(_LOOK_SECONDS)
        found = await store.page(conn, tenant, replace(wanted, first=late(), limit=_ROWS_MAX))
        show([one for one in found if one.id not in seen])
        seen = {one.id for one in found}


def _statuses(text: str | None) -> tuple[int, int] | None:
    """The first and the last status of `402` or `4xx`. Raises UsageError."""
    if text is None:
        return None
    if re.fullmatch("[1-5]xx", text, re.ASCII | re.IGNORECASE):
        return int(text[0]) * 100, int(text[0]) * 100 + 99
    if re.fullmatch("[1-5][0-9][0-9]", text, re.ASCII):
        return int(text), int(text)
    raise click.UsageError("--status: write a status such as 402, or a class such as 4xx")


def _line(request: "Request") -> str:
    """One request on a line: when, status, method, path, its error, how long it took, and its id."""
    from billhook.kernel.clock import as_datetime

    error = f"  {request.error_code or request.error_type}" if request.error_code or request.error_type else ""
    took = f"{request.micros / 1000:.0f} ms"
    head = f"{as_datetime(request.at):%Y-%m-%d %H:%M:%S}  {request.http_status}  {request.method:<6}"
    return f"{head}  {request.path}{error}  {took}  {request.id}"


def _as_json(request: "Request") -> str:
    """One request as a JSON object; parameters and response are objects if they were not cut."""
    shown = {
        "id": request.id, "created": request.at, "method": request.method, "path": request.path,
        "status": request.http_status, "error_type": request.error_type, "error_code": request.error_code,
        "duration_ms": request.micros / 1000, "api_version": request.api_version, "key": request.key,
        "idempotency_key": request.idempotency_key, "user_agent": request.user_agent, "address": request.address,
        "object": request.object, "params": _value(request.params), "response": _value(request.response),
    }  # fmt: skip
    return orjson.dumps(shown).decode()


def _value(text: str | None) -> object:
    try:
        return orjson.loads(text) if text else None
    except orjson.JSONDecodeError:
        return text


def _in_full(request: "Request") -> str:
    """A request over several lines."""
    from billhook.request_log.rules.sources import source_of

    facts = [
        ("API version", request.api_version), ("Key", request.key), ("Idempotency key", request.idempotency_key),
        ("Source", source_of(request.user_agent)), ("Address", request.address), ("Object", request.object),
    ]  # fmt: skip
    lines = [_line(request), *(f"{name + ':':<17}{value}" for name, value in facts if value)]
    for heading, text in (("Parameters", request.params), ("Response", request.response)):
        lines += ["", heading, _indented(text)]
    return "\n".join(lines)


def _indented(text: str | None) -> str:
    value = _value(text)
    if value is None or isinstance(value, str):
        return value or "(none)"
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
