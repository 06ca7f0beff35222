"""Give somebody another role, and hand over ownership. Whoever gets another role signs in again."""

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.kernel.replacing import replace
from billhook.people import store
from billhook.people.actions.managing import acting, everybody, found, insist_on_another_owner, insist_on_managing
from billhook.people.desk import Desk, SignedIn, begin_session, named
from billhook.people.faults import PersonFault, at_fields
from billhook.people.objects import Person, Session
from billhook.people.rules.lifecycle import ACTIVE
from billhook.people.rules.permissions import insist
from billhook.people.rules.roles import Role, manages


async def change_role(desk: Desk, person: Person, id: str, role: str, origin: Origin) -> Person:
    """Give somebody a role; their sessions end. Raises faults and ROLE_NOT_PERMITTED."""
    if role not in {each.value for each in Role}:
        raise at_fields(role="Choose a role.")
    async with desk.changing() as conn:
        everyone = await everybody(conn, person)
        manager, other = await acting(conn, everyone, person), found(everyone, id)
        insist_on_managing(manager, other)
        if not manages(Role(manager.role), Role(role)):
            raise at_fields(role="Only an owner can make somebody an owner.")
        if role == other.role:
            return other
        if other.role == Role.OWNER.value:
            insist_on_another_owner(everyone, other)
        return await _given(conn, manager, other, role, "person.change_role", origin)


async def hand_over(desk: Desk, person: Person, session: Session, id: str, origin: Origin) -> SignedIn:
    """Make somebody the owner and become an administrator; a new session for the one who did it.

    Raises faults and ROLE_NOT_PERMITTED.
    """
    async with desk.changing() as conn:
        everyone = await everybody(conn, person)
        if person.id not in {each.id for each in everyone}:
            raise PersonFault("Only an owner of this account can hand it over.", status=403)
        owner, heir = found(everyone, person.id), found(everyone, id)
        insist(Role(owner.role), "ownership:transfer", livemode=True)
        if heir.status != ACTIVE or heir.id == owner.id:
            raise PersonFault("Ownership can be handed over to somebody else who is active.")
        await _given(conn, owner, heir, Role.OWNER.value, "person.hand_over", origin)
        former = await _given(conn, owner, owner, Role.ADMINISTRATOR.value, "person.hand_over", origin)
        return await begin_session(conn, former, origin, wall_now())


async def _given(
    conn: store.Connection, manager: Person, other: Person, role: str, verb: str, origin: Origin
) -> Person:
    changed = replace(other, role=role)
    await store.save(conn, changed)
    await store.end_sessions(conn, other.id)
    await store.log(
        conn, other.account, named(manager), verb, origin, now=wall_now(), object=other.id, label=other.label,
        before={"role": other.role}, after={"role": role},
    )  # fmt: skip
    return changed
