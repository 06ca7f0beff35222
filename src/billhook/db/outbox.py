"""The outbox: what leaves with a commit, written by its last statement.

Events, the deliveries that they cause, jobs and the stored response of an idempotency key are written here
and nowhere else, in one statement, so that no commit can carry one of them without the others. What the verb wrote
last of all travels in the same statement. The rooms `events` and `webhooks` and the pipeline in `wire` read
these tables.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from billhook.db.cause import Cause
from billhook.db.moment import Moment
from billhook.db.tenants import Tenant
from billhook.db.verbs import View
from billhook.db.writes import Write
from billhook.kernel.ids import new_id
from billhook.kernel.wire_object import WireObject

DELIVER_JOB = "webhooks.deliver"


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event on its way into the database; `object` and `previous` are JSON text.

    `only_for` names the endpoint of a test event: nobody else is told, and no list has it.
    """

    id: str
    type: str
    object: str
    previous: str | None
    only_for: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A call that the worker will make; `at` is Unix seconds, None for as soon as possible."""

    name: str
    payload: str
    at: int | None


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """The response that every later request with the same idempotency key will get.

    Without `status` and `body` the key is held until there is one.
    """

    request: str
    path: str
    parameters: bytes
    status: int | None
    body: str | None


@dataclass(frozen=True, slots=True)
class Deed:
    """What a person did, for the audit log: the verb, and the id of the object; None for one that it made.

    The events from the place `since` until before `until` are its own; None is the end.
    """

    verb: str
    object: str | None
    since: int = 0
    until: int | None = None


@dataclass(slots=True)
class Outbox:
    """Collects during a transaction, writes at its end. `writes` are those of the verb that nothing followed yet.

    `seen` are the versions (`xmin`) of the rows that a verb read without a lock and decided upon.
    """

    writes: list[Write] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    events: list[PendingEvent] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    response: StoredResponse | None = None
    deeds: list[Deed] = field(default_factory=list)
    _object: WireObject | None = None
    _text: str = ""
    _rendered: dict[tuple[Any, int], tuple[Any, WireObject]] = field(default_factory=dict)

    def rendered(self, reader: Any, view: View, object: Any) -> WireObject:
        """The wire object of a frozen object, rendered once in this transaction."""
        key = (view, id(object))
        found = self._rendered.get(key)
        if found is None:
            found = self._rendered[key] = (object, view(reader, object))  # the object stays, and so does its id
        return found[1]

    def add_event(self, type: str, object: WireObject, previous: WireObject | None) -> None:
        """Render the object now: the event tells what was true in this transaction.

        Events that follow each other about the same object, which must not be changed in between, share a text.
        """
        was = None if previous is None else orjson.dumps(previous).decode()
        if object is not self._object:
            self._object, self._text = object, orjson.dumps(object).decode()
        self.events.append(PendingEvent(new_id("evt"), type, self._text, was))

    def add_test_event(self, type: str, object: str, previous: str | None, endpoint: str) -> str:
        """An event for one endpoint alone, from JSON text in the newest version. Returns its id."""
        event = PendingEvent(new_id("evt"), type, object, previous, endpoint)
        self.events.append(event)
        return event.id

    def text_of(self, object: WireObject) -> str | None:
        """The text of an object that the last event was about, for a response that is the same."""
        return self._text if object is self._object else None

    def everything(self, tenant: Tenant, moment: Moment, cause: Cause) -> list[Write]:
        """What the last statement has to write.

        Deliveries refer to events, and both stand in one statement, where a foreign key is checked at its end.
        """
        deliveries = [(event.id, endpoint) for event in self.events for endpoint in _told(event, tenant)]
        for event, endpoint in deliveries:
            self.jobs.append(Job(DELIVER_JOB, f"{tenant.id}/{event}/{endpoint}", None))
        seen = self.seen
        written = [one.unless_changed(seen[one.row]) if one.row in seen else one for one in self.writes]
        return [*written, *self._own_writes(tenant, moment, cause, deliveries)]

    @property
    def is_unguarded(self) -> bool:
        """Whether a row was decided upon that nothing writes, so that nobody would notice a change of it."""
        return bool(self.seen) and not self.seen.keys() <= {write.row for write in self.writes}

    def _own_writes(
        self, tenant: Tenant, moment: Moment, cause: Cause, deliveries: list[tuple[str, str]]
    ) -> Iterator[Write]:
        """Events happen in the time of their customer; deliveries and keys belong to the wall's."""
        # The event that keeps each text: the last one, because events are deleted in their order.
        keeper = {event.object: event.id for event in self.events}
        if self.events:
            columns = [_stored(event, keeper[event.object]) for event in self.events]
            yield Write(
                _EVENTS,
                [
                    tenant.id,
                    moment.read(),
                    tenant.api_version,
                    cause.request,
                    cause.idempotency_key,
                    str(cause.actor),
                    *zip(*columns, strict=True),
                ],
            )
        if self.deeds and (origin := cause.origin) is not None:
            entries = [self._entry_of(deed) for deed in self.deeds]
            yield Write(
                _DEEDS,
                [
                    tenant.id, moment.wall, str(cause.actor), cause.actor.label, origin.address, origin.device,
                    origin.session, *zip(*entries, strict=True),
                ],
            )  # fmt: skip
        if deliveries:
            yield Write(_DELIVERIES, [tenant.id, moment.wall, *zip(*deliveries, strict=True)])
        if self.jobs:
            jobs = [[j.name, j.payload.encode(), j.at] for j in self.jobs]
            yield Write(_JOBS, list(zip(*jobs, strict=True)))
        if (r := self.response) is not None and cause.idempotency_key is not None:
            key, event = cause.idempotency_key, keeper.get(r.body or "")
            body = r.body if event is None else None
            if cause.held:
                yield Write(ANSWER_KEY, [tenant.id, key, r.status, body, event])
            else:
                asked = [r.request, r.path, r.parameters]
                yield Write(_RESPONSE, [tenant.id, key, moment.wall, *asked, r.status, body, event])

    def _entry_of(self, deed: Deed) -> tuple[str, str, str | None, str]:
        """The id of an entry of the audit log, its verb, its object and its changes."""
        events = self.events[deed.since : deed.until]
        return new_id("log"), deed.verb, deed.object or _made(deed.verb, events), changes_of(events)


def _stored(event: PendingEvent, keeper: str) -> list[str | None]:
    """The columns of an event; its text stands with the event `keeper`."""
    keeps = keeper == event.id
    text, same_as = (event.object, None) if keeps else (None, keeper)
    return [event.id, event.type, text, event.previous, event.only_for, same_as]


def _told(event: PendingEvent, tenant: Tenant) -> list[str]:
    """The endpoints to which an event goes."""
    if event.only_for is not None:
        return [event.only_for]
    return [subscription.endpoint for subscription in tenant.subscriptions if subscription.wants(event.type)]


def _made(verb: str, events: Iterable[PendingEvent]) -> str | None:
    """The id of what a verb made: the first event of its own resource tells."""
    resource = verb.partition(".")[0]
    made = next((event for event in events if event.type.startswith(f"{resource}.")), None)
    return orjson.loads(made.object).get("id") if made is not None else None


def changes_of(events: Iterable[PendingEvent]) -> str:
    """What the audit log says of events, as JSON: the object of each, and before and after of what changed in it.

    Of a new object there is no before, and of what happened without a change neither.
    """
    told = []
    for event in events:
        if event.only_for is not None:
            continue  # nothing happened
        object, before = orjson.loads(event.object), orjson.loads(event.previous or "{}")
        after = {name: object.get(name) for name in before}
        told.append({"event": event.type, "object": object.get("id"), "before": before, "after": after})
    return orjson.dumps(told).decode()


_DEEDS = """
    INSERT INTO audit_log (tenant, id, at, actor, actor_label, verb, object, address, device, session, changes)
    SELECT $1::bigint, d.id, $2::bigint, $3, $4, d.verb, d.object, $5, $6, $7, d.changes
    FROM unnest($8::text[], $9::text[], $10::text[], $11::text[]) AS d (id, verb, object, changes)"""

_EVENTS = """
    INSERT INTO events (tenant, id, created, type, api_version, object, previous, request, idempotency_key, actor,
                        only_for, same_as)
    SELECT $1::bigint, e.id, $2::bigint, e.type, $3, e.object, e.previous, $4, $5, $6, e.only_for, e.same_as
    FROM unnest($7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
    AS e (id, type, object, previous, only_for, same_as)"""

# An endpoint may have been deleted since this transaction began; then there is nobody to deliver to.
_DELIVERIES = """
    INSERT INTO webhook_deliveries (tenant, event, endpoint, created, next_attempt_at)
    SELECT $1::bigint, d.event, w.id, $2::bigint, $2::bigint
    FROM unnest($3::text[], $4::text[]) AS d (event, endpoint)
    JOIN webhook_endpoints w ON w.tenant = $1::bigint AND w.id = d.endpoint
    FOR KEY SHARE OF w"""

# pgqueuer's own table. Its insert trigger is dropped (docs/decisions/0006-jobs.md), so this commits in silence.
_JOBS = """
    INSERT INTO pgqueuer (priority, entrypoint, payload, execute_after, status)
    SELECT 0, j.name, j.payload, coalesce(to_timestamp(j.at), now()), 'queued'
    FROM unnest($1::text[], $2::bytea[], $3::bigint[]) AS j (name, payload, at)"""


async def enqueue(conn: Any, job: Job) -> None:
    """Leave a job with the transaction of a connection: for what stands above tenants and has no `Tx`."""
    await conn.execute(_JOBS, [job.name], [job.payload.encode()], [job.at])


_RESPONSE = """
    INSERT INTO idempotency_keys (tenant, key, created, request, path, parameters, status, body, event)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"""

ANSWER_KEY = "UPDATE idempotency_keys SET status = $3, body = $4, event = $5 WHERE tenant = $1 AND key = $2"
"""Writes the response of a key that is held."""

# A key is deleted before the event that has its text: it is older, and kept for a day at most.
KEPT_ANSWER = """
    SELECT k.request, k.path, k.parameters, k.status, coalesce(k.body, e.object) AS body
    FROM idempotency_keys k LEFT JOIN events e ON e.tenant = k.tenant AND e.id = k.event
    WHERE k.tenant = $1 AND k.key = $2"""
"""Reads the response of a key."""
