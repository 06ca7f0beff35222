"""Sign out."""

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.people import store
from billhook.people.desk import Desk, named
from billhook.people.objects import Person, Session


async def sign_out(desk: Desk, person: Person, session: Session, origin: Origin) -> None:
    """End this session."""
    async with desk.changing() as conn:
        await store.end_session(conn, person.id, session.id)
        await store.log(
            conn, person.account, named(person), "person.sign_out", origin, now=wall_now(), session=session.id
        )
