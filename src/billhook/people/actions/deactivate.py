"""Keep somebody out, and let them in again. What they did stays in the log."""

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.kernel.replacing import replace
from billhook.people import store
from billhook.people.actions.managing import acting, everybody, found, insist_on_another_owner, insist_on_managing
from billhook.people.desk import Desk, named
from billhook.people.faults import NOT_ACTIVE, NOT_DEACTIVATED
from billhook.people.objects import Person
from billhook.people.rules.lifecycle import PERSON
from billhook.people.rules.roles import Role


async def deactivate(desk: Desk, person: Person, id: str, origin: Origin) -> Person:
    """End somebody's sessions and links, and let them in no longer. Raises faults and ROLE_NOT_PERMITTED."""
    async with desk.changing() as conn:
        everyone = await everybody(conn, person)
        manager, other = await acting(conn, everyone, person), found(everyone, id)
        insist_on_managing(manager, other)
        if not PERSON.allows("deactivate", other.status):
            raise NOT_ACTIVE()
        if other.role == Role.OWNER.value:
            insist_on_another_owner(everyone, other)
        changed = replace(other, status=PERSON.after("deactivate", other.status))
        await store.end_sessions(conn, id)
        await store.end_links(conn, id)
        await store.forget_devices(conn, id)
        await _saved(conn, manager, other, changed, "person.deactivate", origin)
    return changed


async def reactivate(desk: Desk, person: Person, id: str, origin: Origin) -> Person:
    """Let somebody in again, with the password that they had. Raises faults and ROLE_NOT_PERMITTED."""
    async with desk.changing() as conn:
        everyone = await everybody(conn, person)
        manager, other = await acting(conn, everyone, person), found(everyone, id)
        insist_on_managing(manager, other)
        if not PERSON.allows("reactivate", other.status):
            raise NOT_DEACTIVATED()
        changed = replace(other, status=PERSON.after("reactivate", other.status))
        await _saved(conn, manager, other, changed, "person.reactivate", origin)
    return changed


async def _saved(
    conn: store.Connection, manager: Person, before: Person, after: Person, verb: str, origin: Origin
) -> None:
    await store.save(conn, after)
    await store.log(
        conn, before.account, named(manager), verb, origin, now=wall_now(), object=before.id, label=before.label,
        before={"status": before.status}, after={"status": after.status},
    )  # fmt: skip
