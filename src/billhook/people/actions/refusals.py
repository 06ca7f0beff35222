"""Attempts that were refused: counted at the desk, told in the log by the worker.

Counting is one statement, the same for an e-mail that somebody has and one that nobody has. What only happens for the
former happens afterwards, in the worker. So neither the answer nor its time tells anybody who works here.
"""

from billhook.db.cause import Origin
from billhook.db.jobs import JobContext
from billhook.db.pool import borrowed
from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.people import mails_store, refusals_store, store
from billhook.people.desk import Desk, named
from billhook.people.objects import Person, PersonMail
from billhook.people.refusals_store import Refusal
from billhook.people.rules import guessing, refusals
from billhook.people.rules.lifecycle import ACTIVE

_SOMEBODY = "Somebody"


async def count_refusal(
    desk: Desk, verb: str, person: Person | None, origin: Origin, *, email: str = "", is_signed_in: bool = False
) -> None:
    """Count an attempt as a person, or at an e-mail that nobody has."""
    now = wall_now()
    actor = str(named(person)) if person is not None and is_signed_in else refusals.STRANGER
    refusal = Refusal(
        new_id("log"), refusals_store.subject_of(person.email if person is not None else email),
        person.id if person is not None else None, actor, verb, guessing.counted_address(origin.address) or "unknown",
        refusals.hour_of(now), now, origin.device, 1,
    )  # fmt: skip
    async with desk.looking() as conn:
        await refusals_store.count(conn, refusal, due_at=now)


async def tell_refusals(context: JobContext, id: str) -> None:
    """Bring the log up to date with one count, and tell the person by mail if there were many. Safe at any time."""
    now = wall_now()
    async with borrowed(context.transactions.pool) as conn, conn.transaction():
        refusal = await refusals_store.claim(conn, id, now)
        if refusal is None:
            return
        # One at a time for each person, so that no mail goes twice and no more lines are made than there may be.
        person = await store.find(conn, refusal.person, lock=True) if refusal.person is not None else None
        if person is None:
            await refusals_store.forget(conn, id)
            return
        told = await _folded(conn, refusal, now)
        actor_label = _SOMEBODY if told.actor == refusals.STRANGER else person.label
        await refusals_store.log(conn, person.account, told, actor_label, person.label)
        await refusals_store.settle(conn, told.id)
        await refusals_store.sweep(conn, now - 2 * refusals.DAY_SECONDS)
        await _warn(conn, person, now)


async def _folded(conn: store.Connection, refusal: Refusal, now: int) -> Refusal:
    """The row whose line the log gets: its own, or the one that all networks share once there are many."""
    known = await refusals_store.networks_told(conn, refusal)
    if refusal.address == "" or known < refusals.ADDRESSES_MAX:
        return refusal
    await refusals_store.forget(conn, refusal.id)
    await refusals_store.count(conn, replace(refusal, id=new_id("log"), address="", device=""), due_at=now)
    found = await refusals_store.shared(conn, refusal)
    assert found is not None
    return found


async def _warn(conn: store.Connection, person: Person, now: int) -> None:
    since = now - refusals.DAY_SECONDS
    times = await refusals_store.times_of(conn, person.id, refusals.WARNED_OF, refusals.hour_of(since))
    if times < refusals.WARNED_FROM or person.status != ACTIVE:
        return
    if not await mails_store.was_queued(conn, "attempts", person.email, since):
        await mails_store.queue(conn, PersonMail(new_id("pmail"), "attempts", person.email, None, now, 0))
