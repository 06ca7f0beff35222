"""Raise the next number of a sequence, and write down what it skips, so that nobody takes it for a gap."""

from billhook.account_settings.number_pattern import Place
from billhook.accounts import store as accounts
from billhook.customers.facts import SequenceRaised
from billhook.db.cause import OPERATOR, Actor, Origin
from billhook.db.tenants import Tenant
from billhook.db.tx import Tx
from billhook.invoices import sequences_store
from billhook.invoices.objects import NumberSequence
from billhook.invoices.rules.numbering import INVOICES, SETTING_OF, count_of, kind_of, unit_of
from billhook.kernel import errors
from billhook.kernel.clock import wall_now
from billhook.people import store as people
from billhook.people.desk import Desk, named
from billhook.people.objects import Person
from billhook.people.rules.permissions import insist
from billhook.people.rules.roles import Role
from billhook.rendering_templates import store as templates


async def raise_number(
    conn: sequences_store.Connection, tenant: Tenant, series: str, next: int, *, now: int, by: Actor = OPERATOR
) -> NumberSequence:
    """Let the present period of a series go on with `next`; what it was before. `conn` is in a transaction.

    A series is of the account, or of the business unit of a template. Raises NOT_COUNTED, UNIT_NOT_COUNTED,
    NUMBER_BACKWARDS.
    """
    place = await _place(conn, tenant, series, now)
    since = await sequences_store.lock_next(conn, tenant.id, series, place.period)
    used = await sequences_store.highest_invoice(conn, tenant.id, place.head) if kind_of(series) == INVOICES else 0
    if next <= max(since, used):
        raise errors.NUMBER_BACKWARDS(param="next", minimum=max(since, used) + 1)
    await sequences_store.raise_to(conn, tenant.id, series, place.period, next)
    await sequences_store.note_jump(conn, tenant.id, series, place.period, since=since, next=next, now=now, by=by)
    return NumberSequence(series, place.period, since)


async def _place(conn: sequences_store.Connection, tenant: Tenant, series: str, now: int) -> Place:
    kind, unit_id = kind_of(series), unit_of(series)
    unit = await templates.unit(conn, tenant.id, unit_id) if unit_id else None
    count = count_of(tenant.settings, kind, now, unit)
    if count is not None and count.series == series:
        return count.place
    raise errors.UNIT_NOT_COUNTED(id=unit_id) if unit_id else errors.NOT_COUNTED(setting=SETTING_OF[kind])


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
        name, unit = f"next_{kind_of(series)}_number", f", {unit_of(series)}" if unit_of(series) else ""
        await people.log(
            conn, person.account, named(person), "numbers.raise", origin, now=now, object=person.account,
            label=f"{name}, {mode} mode{period}{unit}", before={name: before.next}, after={name: next},
        )  # fmt: skip


async def note_raise(tx: Tx, raised: SequenceRaised) -> None:
    """A caller raised the next number of a customer."""
    await sequences_store.note_jump(
        tx, tx.tenant.id, raised.customer, "", since=raised.since, next=raised.next, now=tx.now, by=tx.cause.actor
    )
