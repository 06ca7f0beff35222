"""Accept an invitation: choose a name and a password, and come in."""

from billhook.db.cause import Origin
from billhook.kernel.clock import wall_now
from billhook.kernel.replacing import replace
from billhook.people import store
from billhook.people.actions.sign_in import come_in
from billhook.people.desk import Desk, SignedIn, named
from billhook.people.faults import LINK_IS_OVER
from billhook.people.objects import Person
from billhook.people.rules import typed
from billhook.people.rules.lifecycle import PERSON


async def invited_by_link(desk: Desk, token: str) -> tuple[Person, Person | None] | None:
    """Who is invited by a link and who invited them; None for a link that leads nowhere."""
    async with desk.looking() as conn:
        link = await store.link(conn, token, "invitation", wall_now())
        person = await store.find(conn, link.person) if link is not None and link.person is not None else None
        if person is None or not PERSON.allows("accept_invitation", person.status):
            return None
        by = await store.find(conn, person.invited_by) if person.invited_by is not None else None
        return person, by


async def accept_invitation(desk: Desk, token: str, *, name: str, password: str, origin: Origin) -> SignedIn:
    """Use the link; every other link of the person ends. Raises LINK_IS_OVER and faults at the fields."""
    found = await invited_by_link(desk, token)
    if found is None:
        raise LINK_IS_OVER()
    name, _ = typed.checked(name=name, email=found[0].email, password=password)
    hash = await desk.hashing.hash(password)
    now = wall_now()
    async with desk.changing() as conn:
        link = await store.link(conn, token, "invitation", now, lock=True)
        person = await store.find(conn, link.person, lock=True) if link is not None and link.person else None
        if person is None or not PERSON.allows("accept_invitation", person.status):
            raise LINK_IS_OVER()
        await store.use_link(conn, token, now)
        await store.end_links(conn, person.id)
        joined = replace(person, name=name, password=hash, status=PERSON.after("accept_invitation", person.status))
        await store.save(conn, joined)
        await store.log(
            conn, joined.account, named(joined), "person.accept_invitation", origin, now=now, object=joined.id,
            label=joined.name,
        )  # fmt: skip
        return await come_in(conn, joined, origin, now, device=None, former=None)
