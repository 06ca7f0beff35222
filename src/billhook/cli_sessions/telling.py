"""What a socket tells its client: events, or requests to the API. Each reads its table from where it left off."""

from collections.abc import Sequence
from typing import Protocol

import orjson

from billhook.cli_sessions import store
from billhook.cli_sessions.actions.retry_event import RESEND_PREFIX
from billhook.cli_sessions.messages import Answered, Frame, Told
from billhook.cli_sessions.rules.cursor import BEHIND_SECONDS, Cursor, advanced
from billhook.cli_sessions.rules.log_filters import LogFilters
from billhook.db.tx import Reader
from billhook.events import store as events
from billhook.events import view as events_view
from billhook.events.objects import Event
from billhook.kernel.api_versions import NEWEST
from billhook.kernel.ids import first_id, new_id
from billhook.request_log import store as requests
from billhook.webhooks.rules import signature

_BATCH = 20
# A request has the id of the moment in which it came, and is written when it is answered, a second later at most.
_LATE_SECONDS = 90


class Telling(Protocol):
    """Reads the next frames of a socket."""

    async def next(self, reader: Reader) -> tuple[Sequence[Frame], bool]:
        """The next frames, and whether there are no more for now."""
        ...


class TellingEvents:
    """Every event, and those that are to be heard again, signed with `secret`; `since` is Unix seconds."""

    def __init__(self, secret: str, since: int) -> None:
        self._secret = secret
        self._cursor = Cursor(first_id("evt", since))
        self._again = Cursor(first_id(RESEND_PREFIX, since))

    async def next(self, reader: Reader) -> tuple[Sequence[Frame], bool]:
        """Each event twice: the client drops the version that it was not told to take."""
        now = reader.wall_now
        ids = await events.ids_after(reader, self._cursor.floor, but=self._cursor.seen, limit=_BATCH)
        again = await store.after(reader, self._again.floor, but=self._again.seen, limit=_BATCH)
        found = {event.id: event for event in await events.of_ids(reader, [*ids, *again.values()])}
        wanted = [found[id] for id in (*ids, *again.values()) if id in found]
        self._cursor = _advanced(self._cursor, "evt", ids, now - BEHIND_SECONDS)
        self._again = _advanced(self._again, RESEND_PREFIX, list(again), now - BEHIND_SECONDS)
        frames = [self._told(reader, event, version, now) for event in wanted for version in (None, NEWEST)]
        return frames, len(ids) < _BATCH and len(again) < _BATCH

    def _told(self, reader: Reader, event: Event, version: str | None, now: int) -> Told:
        body = orjson.dumps(events_view.event(reader, event, api_version=version))
        return Told(new_id("wc"), body, signature.header([self._secret], body, now), version)


class TellingRequests:
    """The requests that the filters want, as they are answered; `since` is Unix seconds."""

    def __init__(self, filters: LogFilters, since: int) -> None:
        self._filters = filters
        self._cursor = Cursor(first_id("req", since))

    async def next(self, reader: Reader) -> tuple[Sequence[Frame], bool]:
        """Requests are read with those that nobody wants, so that a rare one costs no look at the whole log."""
        now, tenant = reader.wall_now, reader.tenant
        found = await requests.after(
            reader.conn, tenant.id, self._cursor.floor, but=self._cursor.seen, limit=_BATCH
        )  # fmt: skip
        self._cursor = _advanced(self._cursor, "req", [one.id for one in found], now - _LATE_SECONDS)
        wanted = [one for one in found if self._filters.want(one.method, one.path, one.http_status, one.address)]
        return [Answered(one, livemode=tenant.livemode) for one in wanted], len(found) < _BATCH


def _advanced(cursor: Cursor, prefix: str, ids: list[str], behind: int) -> Cursor:
    return advanced(cursor, ids, is_all=len(ids) < _BATCH, horizon=first_id(prefix, behind))
