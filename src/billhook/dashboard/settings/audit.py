"""The audit log of the account and both its modes: a list with filters, and a CSV file of what they find."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import orjson
from starlette.responses import Response

from billhook.dashboard.csv_files import defused, moment, streamed
from billhook.dashboard.days import begins, day_of, ends
from billhook.dashboard.me.devices import device_named
from billhook.dashboard.places import page_of
from billhook.dashboard.settings.framing import AUDIT, TEAM, framed
from billhook.dashboard.visiting import Visit
from billhook.kernel.ids import first_id
from billhook.kernel.replacing import replace
from billhook.people.audit_store import Line, Wanted
from billhook.people.queries import log_lines, people_of
from billhook.people.rules.refusals import STRANGER

ROWS = 25
_CSV_ROWS = 500
_MODES = {"account": "Account", "test": "Test", "live": "Live"}
COLUMNS = (
    "id", "at", "mode", "actor", "actor_name", "verb", "object", "object_name", "address", "device", "changes", "times",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after, as text."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the page shows it. `link` leads to the object; `changes` unfold."""

    line: Line
    mode: str
    what: str
    object: str
    link: str
    device: str
    changes: tuple[Change, ...]


async def show(visit: Visit) -> Response:
    """The newest lines, narrowed by what stands in the address."""
    query = _query(visit)
    before, after = visit.asked("before"), visit.asked("after")
    wanted = replace(_wanted(visit, query), limit=ROWS + 1, older_than=_narrower(visit, after), newer_than=before)
    lines = await log_lines(visit.parts.desk, visit.person.account, await _places(visit, query["mode"]), wanted)
    has_more = len(lines) > ROWS
    lines = (lines[1:] if before else lines[:-1]) if has_more else lines
    audit = visit.outside(AUDIT)
    people = await people_of(visit.parts.desk, visit.person.account)
    return framed(
        visit, "settings/audit.html", here="audit", title="Audit log",
        tabs=[
            (audit, "Everything", not query["refused"], None),
            (f"{audit}?refused=1", "Refused", query["refused"] != "", None),
        ],
        rows=[_row(visit, line) for line in lines],
        query=query,
        is_narrowed=any(value for name, value in query.items() if name != "refused"),
        clear=f"{audit}?refused=1" if query["refused"] else audit,
        people=[
            ("", "Anybody"), *((f"person:{person.id}", person.label) for person in people),
            ("operator", "Command line"), (STRANGER, "Somebody not signed in"),
        ],
        modes=[("", "Everywhere"), *_MODES.items()],
        download=_address(f"{audit}.csv", query),
        pager=(
            _address(audit, query, before=lines[0].entry.id) if lines and (has_more if before else after) else "",
            _address(audit, query, after=lines[-1].entry.id) if lines and (before or has_more) else "",
        ),
    )  # fmt: skip


async def download(visit: Visit) -> Response:
    """All lines that the filters of the address find, newest first."""
    query = _query(visit)
    places = await _places(visit, query["mode"])
    told = "-".join(value for value in query.values() if value) or "all"
    name = f"audit-log-{''.join(c if (c.isalnum() and c.isascii()) or c in '_-' else '-' for c in told)}.csv"
    return streamed(name, COLUMNS, _pages(visit, places, replace(_wanted(visit, query), limit=_CSV_ROWS)))


async def _pages(
    visit: Visit, places: Mapping[str, int | None], wanted: Wanted
) -> AsyncIterator[list[Sequence[object]]]:
    while lines := await log_lines(visit.parts.desk, visit.person.account, places, wanted):
        yield [csv_row(line) for line in lines]
        wanted = replace(wanted, older_than=lines[-1].entry.id)


def csv_row(line: Line) -> Sequence[object]:
    """The cells of a line, as in `COLUMNS`."""
    entry = line.entry
    texts = [entry.actor_label, entry.verb, entry.object or "", line.object_label or "", entry.address, entry.device]
    changes = orjson.dumps(entry.changes).decode()
    return [entry.id, moment(entry.at), line.mode, entry.actor, *map(defused, texts), changes, entry.times or ""]


# ── The address ─────────────────────────────────────────────────────────────────────────────────
def _query(visit: Visit) -> dict[str, str]:
    """The filters as they stand in the address, without the place in the list."""
    mode = visit.asked("mode")
    return {
        "person": visit.asked("person")[:100],
        "verb": visit.asked("verb")[:100],
        "object": visit.asked("object")[:100],
        "mode": mode if mode in _MODES else "",
        "refused": "1" if visit.asked("refused") else "",
        "from": visit.asked("from") if day_of(visit.asked("from")) else "",
        "to": visit.asked("to") if day_of(visit.asked("to")) else "",
    }


def _wanted(visit: Visit, query: Mapping[str, str]) -> Wanted:
    zone = visit.formats.time_zone
    first, last = day_of(query["from"]), day_of(query["to"])
    return Wanted(
        actor=query["person"],
        verb=query["verb"],
        object=query["object"],
        refused=query["refused"] != "",
        first=first_id("log", begins(first, zone)) if first is not None else "",
        older_than=first_id("log", ends(last, zone)) if last is not None else "",
    )


def _narrower(visit: Visit, after: str) -> str:
    """The older of two bounds: the last day that is wanted, and the place in the list."""
    until = _wanted(visit, _query(visit)).older_than
    return min(filter(None, (until, after)), default="")


def _address(path: str, query: Mapping[str, str], **place: str) -> str:
    given = {name: value for name, value in {**query, **place}.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


async def _places(visit: Visit, mode: str) -> dict[str, int | None]:
    other = await visit.parts.directory.other_mode(visit.tenant)
    tenants = [visit.tenant, *([other] if other is not None else [])]
    places: dict[str, int | None] = {"live" if tenant.livemode else "test": tenant.id for tenant in tenants}
    places["account"] = None
    return {name: place for name, place in places.items() if mode in ("", name)}


# ── A row ───────────────────────────────────────────────────────────────────────────────────────
def _row(visit: Visit, line: Line) -> Row:
    entry = line.entry
    noun, _, act = entry.verb.replace("_", " ").partition(".")
    object = entry.object or ""
    path = page_of(object)
    link = f"/dashboard/{visit.place_of(line.mode)}{path}" if path and line.mode != "account" else ""
    if object.startswith("per_"):
        link = f"{visit.outside(TEAM)}/{object}"
    what = f"{noun.capitalize()}: {act}" if act else noun
    if entry.times is not None:
        what += f", {entry.times} time{'' if entry.times == 1 else 's'}"
    return Row(
        line, _MODES[line.mode], what, line.object_label or object, link,
        device_named(entry.device) if entry.device else "", tuple(_changes(entry.changes)),
    )  # fmt: skip


def _changes(events: object) -> list[Change]:
    """Each changed value once, however many events tell of it."""
    found: dict[str, Change] = {}
    for event in events if isinstance(events, list) else []:
        for name, after in event.get("after", {}).items():
            found[name] = Change(name.replace("_", " "), _text(event.get("before", {}).get(name)), _text(after))
    return [change for change in found.values() if change.before != change.after]


def _text(value: object) -> str:
    if value is None or value == "":
        return "–"
    return value if isinstance(value, str) else orjson.dumps(value).decode()
