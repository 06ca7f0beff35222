"""Look at one's own sessions, and end them."""

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.people import store
from billhook.people.desk import Desk, named
from billhook.people.objects import Person, Session


async def own_sessions(desk: Desk, person: Person) -> list[Session]:
    """Where a person is signed in, the newest first."""
    now = wall_now()
    async with desk.looking() as conn:
        found = await store.sessions_of(conn, person.id)
    return [each for each in found if not each.is_over(now)]


async def end_session(desk: Desk, person: Person, id: str, origin: Origin) -> bool:
    """End one session of the person; whether there was one."""
    async with desk.changing() as conn:
        ended = await store.end_session(conn, person.id, id)
        if ended:
            await store.log(
                conn, person.account, named(person), "person.end_session", origin, now=wall_now(), object=id
            )
    return ended


async def sign_out_everywhere(desk: Desk, person: Person, origin: Origin) -> None:
    """End every session of the person, this one too, and forget their devices."""
    async with desk.changing() as conn:
        await store.end_sessions(conn, person.id)
        await store.forget_devices(conn, person.id)
        await store.log(conn, person.account, named(person), "person.sign_out_everywhere", origin, now=wall_now())
