"""The outbox: what leaves with a commit, written by its last statement.

Events, the deliveries that they cause, jobs and the stored response of an idempotency key are written here
and nowhere else, in one statement, so that no commit can carry one of them without the others. The rooms
`events` and `webhooks` and the pipeline in `wire` read these tables.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson

from billhook.kernel.ids import new_id

if TYPE_CHECKING:
    from billhook.db.tx import Tx

DELIVER_JOB = "webhooks.deliver"


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event on its way into the database; `object` and `previous` are JSON text."""

    id: str
    type: str
    object: str
    previous: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """A call that the worker will make; `at` is Unix seconds, None for as soon as possible."""

    name: str
    payload: str
    at: int | None


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """The response that every later request with the same idempotency key will get."""

    request: str
    path: str
    parameters: bytes
    status: int
    body: str


@dataclass(slots=True)
class Outbox:
    """Collects during a transaction, writes at its end."""

    events: list[PendingEvent] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    response: StoredResponse | None = None
    _object: dict[str, Any] | None = None
    _text: str = ""

    def add_event(self, type: str, object: dict[str, Any], previous: dict[str, Any] | None) -> None:
        """Render the object now: the event tells what was true in this transaction.

        Events that follow each other about the same object, which must not be changed in between, share a text.
        """
        was = None if previous is None else orjson.dumps(previous).decode()
        if object is not self._object:
            self._object, self._text = object, orjson.dumps(object).decode()
        self.events.append(PendingEvent(new_id("evt"), type, self._text, was))

    def text_of(self, object: dict[str, Any]) -> str | None:
        """The text of an object that the last event was about, for a response that is the same."""
        return self._text if object is self._object else None

    async def write(self, tx: "Tx") -> None:
        """Write everything in one statement; nothing to write costs no round trip."""
        deliveries = [
            (event.id, subscription.endpoint)
            for event in self.events
            for subscription in tx.tenant.subscriptions
            if subscription.wants(event.type)
        ]
        for event, endpoint in deliveries:
            self.jobs.append(Job(DELIVER_JOB, f"{tx.tenant.id}/{event}/{endpoint}", None))
        key = tx.cause.idempotency_key if self.response is not None else None
        sql = _statement(bool(self.events), bool(deliveries), bool(self.jobs), key is not None)
        if sql is not None:
            await tx.conn.execute(sql, *self._arguments(tx, deliveries, key))

    def _arguments(self, tx: "Tx", deliveries: list[tuple[str, str]], key: str | None) -> list[Any]:
        tenant = tx.tenant
        arguments: list[Any] = [tenant.id, tx.now]
        if self.events:
            arguments += [tenant.api_version, tx.cause.request, tx.cause.idempotency_key]
            arguments += [[e.id for e in self.events], [e.type for e in self.events]]
            arguments += [[e.object for e in self.events], [e.previous for e in self.events]]
        if deliveries:
            arguments += [[event for event, _ in deliveries], [endpoint for _, endpoint in deliveries]]
        if self.jobs:
            arguments += [[j.name for j in self.jobs], [j.payload.encode() for j in self.jobs]]
            arguments += [[j.at for j in self.jobs]]
        if key is not None and (r := self.response) is not None:
            arguments += [key, r.request, r.path, r.parameters, r.status, r.body]
        return arguments


_EVENTS = """
    INSERT INTO events (tenant, id, created, type, api_version, object, previous, request, idempotency_key)
    SELECT $1::bigint, e.id, $2::bigint, e.type, {0}, e.object, e.previous, {1}, {2}
    FROM unnest({3}::text[], {4}::text[], {5}::text[], {6}::text[]) AS e (id, type, object, previous)"""

# An endpoint may have been deleted since this transaction began; then there is nobody to deliver to.
_DELIVERIES = """
    INSERT INTO webhook_deliveries (tenant, event, endpoint, created, next_attempt_at)
    SELECT $1::bigint, d.event, w.id, $2::bigint, $2::bigint
    FROM unnest({0}::text[], {1}::text[]) AS d (event, endpoint)
    JOIN webhook_endpoints w ON w.tenant = $1::bigint AND w.id = d.endpoint
    FOR KEY SHARE OF w"""

# pgqueuer's own table. Its insert trigger is dropped (docs/decisions/0006-jobs.md), so this commits in silence.
_JOBS = """
    INSERT INTO pgqueuer (priority, entrypoint, payload, execute_after, status)
    SELECT 0, j.name, j.payload, coalesce(to_timestamp(j.at), now()), 'queued'
    FROM unnest({0}::text[], {1}::bytea[], {2}::bigint[]) AS j (name, payload, at)"""

_RESPONSE = """
    INSERT INTO idempotency_keys (tenant, key, created, request, path, parameters, status, body)
    VALUES ($1::bigint, {0}::text, $2::bigint, {1}::text, {2}::text, {3}::bytea, {4}::integer, {5}::text)"""


@lru_cache(maxsize=16)
def _statement(events: bool, deliveries: bool, jobs: bool, response: bool) -> str | None:
    """The statement for what there is to write. Its parameters are numbered in the order of `_arguments`.

    Deliveries refer to events, so both stand in one statement, where a foreign key is checked at its end.
    """
    parts: list[str] = []
    number = 2
    for wanted, template, count in (
        (events, _EVENTS, 7), (deliveries, _DELIVERIES, 2), (jobs, _JOBS, 3), (response, _RESPONSE, 6),
    ):  # fmt: skip
        if wanted:
            parts.append(template.format(*(f"${number + i + 1}" for i in range(count))))
            number += count
    if not parts:
        return None
    *first, last = parts
    named = ", ".join(f"part{i} AS ({part})" for i, part in enumerate(first))
    uses_now = any("$2" in part for part in parts)
    # A statement must use every argument it is given; jobs alone need neither the tenant nor the moment.
    guard = "" if uses_now else ", given AS (SELECT $1::bigint, $2::bigint)"
    if named or guard:
        return f"WITH {named or 'nothing AS (SELECT 1)'}{guard} {last.strip()}"
    return last
