"""Write down that somebody took everything."""

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.people import store
from billhook.people.desk import Desk, named
from billhook.people.objects import Person


async def log_export(desk: Desk, person: Person, mode: str, origin: Origin) -> None:
    """Write it into the log of people, before the first byte leaves."""
    async with desk.changing() as conn:
        await store.log(
            conn, person.account, named(person), "data.export", origin, now=wall_now(), after={"mode": mode}
        )
