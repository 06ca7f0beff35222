"""Looking at the audit log of an account."""

from collections.abc import Mapping

from billhook.people import audit_store, store
from billhook.people.audit_store import Line, Wanted
from billhook.people.desk import Desk
from billhook.people.objects import Person


async def log_lines(desk: Desk, account: str, places: Mapping[str, int | None], wanted: Wanted) -> list[Line]:
    """Lines of these places, as `audit_store.merged` has them."""
    async with desk.looking() as conn:
        return await audit_store.merged(conn, account, places, wanted)


async def people_of(desk: Desk, account: str) -> list[Person]:
    """Everybody of an account."""
    async with desk.looking() as conn:
        return await store.of_account(conn, account)
