"""Change one's own password."""

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.kernel.replacing import replace
from billhook.people import factors_store, store
from billhook.people.actions.refusals import count_refusal
from billhook.people.desk import Desk, SignedIn, begin_session, named
from billhook.people.faults import NOT_THE_PASSWORD, PersonFault, at_fields
from billhook.people.objects import Person, Session
from billhook.people.rules import guessing, passwords, refusals
from billhook.people.rules.lifecycle import ACTIVE


async def change_password(
    desk: Desk, person: Person, session: Session, *, current: str, new: str, origin: Origin, alone: bool = False
) -> SignedIn:
    """Store a new password. Every session ends, this one too, and a new one begins here; open links end.

    With `alone` it must be long enough to do without a second factor. Raises faults at the fields (`current`, `new`)
    and TOO_MANY.
    """
    await desk.count_attempt(guessing.of_confirmation(session.id))
    if not await desk.hashing.matches(person.password, current):
        await count_refusal(desk, refusals.CONFIRM, person, origin, is_signed_in=True)
        raise at_fields(current=NOT_THE_PASSWORD().sentence)
    async with desk.looking() as conn:
        leans = not alone and await factors_store.has_factor(conn, person.id)
    fault = passwords.fault(new, name=person.name, email=person.email, has_factor=leans)
    if fault is None and passwords.normalized(new) == passwords.normalized(current):
        fault = "This is the password that you have."
    if fault is not None:
        raise at_fields(new=fault)
    hash = await desk.hashing.hash(new)
    now = wall_now()
    async with desk.changing() as conn:
        stored = await store.find(conn, person.id, lock=True)
        if stored is None or stored.status != ACTIVE or stored.password != person.password:
            raise PersonFault("Your password was changed meanwhile. Sign in again.", status=409)
        is_short = passwords.is_short(new)
        if is_short and not await factors_store.has_factor(conn, person.id):
            raise PersonFault("Your second factor was removed meanwhile. Choose a longer password.", status=409)
        changed = replace(stored, password=hash, short_password=is_short)
        await store.save(conn, changed)
        await store.end_sessions(conn, person.id)
        await store.end_links(conn, person.id)
        signed_in = await begin_session(conn, changed, origin, now)
        await store.log(
            conn, person.account, named(changed), "person.change_password", origin, now=now, object=person.id,
            label=person.name,
        )  # fmt: skip
    return signed_in
