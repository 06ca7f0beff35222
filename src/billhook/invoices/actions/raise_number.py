"""Raise the next number of a sequence, and write down what it skips, so that nobody takes it for a gap."""

from billhook.accounts import store as accounts
from billhook.customers.facts import SequenceRaised
from billhook.db.cause import OPERATOR, Actor, Origin
from billhook.db.tenants import Tenant
from billhook.db.tx import Tx
from billhook.invoices import sequences_store
from billhook.invoices.objects import NumberSequence
from billhook.invoices.rules.numbering import INVOICES, SETTING_OF, place_of
from billhook.kernel import errors
from billhook.kernel.clock import wall_now
from billhook.people import store as people
from billhook.people.desk import Desk, named
from billhook.people.objects import Person
from billhook.people.rules.permissions import insist
from billhook.people.rules.roles import Role


async def raise_number(
    conn: sequences_store.Connection, tenant: Tenant, series: str, next: int, *, now: int, by: Actor = OPERATOR
) -> NumberSequence:
    """Let the present period of a series go on with `next`; what it was before. `conn` is in a transaction.

    Raises NOT_COUNTED, NUMBER_BACKWARDS.
    """
    place = place_of(tenant.settings, series, now)
    if place is None:
        raise errors.NOT_COUNTED(setting=SETTING_OF[series])
    since = await sequences_store.lock_next(conn, tenant.id, series, place.period)
    used = await sequences_store.highest_invoice(conn, tenant.id, place.head) if series == INVOICES else 0
    if next <= max(since, used):
        raise errors.NUMBER_BACKWARDS(param="next", minimum=max(since, used) + 1)
    await sequences_store.raise_to(conn, tenant.id, series, place.period, next)
    await sequences_store.note_jump(conn, tenant.id, series, place.period, since=since, next=next, now=now, by=by)
    return NumberSequence(series, place.period, since)


async def raise_in_person(desk: Desk, person: Person, tenant: Tenant, series: str, next: int, origin: Origin) -> None:
    """The same in a person's name, written into the audit log as a change of a setting is.

    Raises ROLE_NOT_PERMITTED and what `raise_number` raises.
    """
    insist(Role(person.role), "settings:write", livemode=tenant.livemode)
    async with desk.changing() as conn:
        fresh = await accounts.tenant(conn, tenant.id)
        assert fresh is not None
        now = wall_now()
        before = await raise_number(conn, fresh, series, next, now=now, by=named(person))
        mode, period = "live" if tenant.livemode else "test", f", {before.period}" if before.period else ""
        name = f"next_{series}_number"
        await people.log(
            conn, person.account, named(person), "numbers.raise", origin, now=now, object=person.account,
            label=f"{name}, {mode} mode{period}", before={name: before.next}, after={name: next},
        )  # fmt: skip


async def note_raise(tx: Tx, raised: SequenceRaised) -> None:
    """A caller raised the next number of a customer."""
    await sequences_store.note_jump(
        tx, tx.tenant.id, raised.customer, "", since=raised.since, next=raised.next, now=tx.now, by=tx.cause.actor
    )
