"""Whether somebody may enter accounts that are not their own."""

from billhook.people.actions.managing import enters
from billhook.people.desk import Desk
from billhook.people.objects import Person


async def may_enter(desk: Desk, person: Person) -> bool:
    """Whether somebody may enter every account of the installation: the platform's owners and administrators."""
    async with desk.looking() as conn:
        return await enters(conn, person)
