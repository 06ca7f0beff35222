"""Look at the team."""

from dataclasses import dataclass

from billhook.kernel.clock import wall_now
from billhook.people import factors_store, store
from billhook.people.actions.managing import found
from billhook.people.desk import Desk
from billhook.people.objects import Person
from billhook.people.rules import sessions


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team, with how many sessions go on and when one was last used."""

    person: Person
    sessions: int
    last_seen: int | None
    invited_by: str
    has_app: bool


async def team(desk: Desk, person: Person) -> list[Member]:
    """Everybody of a person's account."""
    now = wall_now()
    async with desk.looking() as conn:
        everyone = await store.of_account(conn, person.account)
        going = await store.sessions_of_account(conn, person.account, unused_since=now - sessions.IDLE_SECONDS, now=now)
        with_app = await factors_store.people_with_apps(conn, person.account)
    names = {each.id: each.label for each in everyone}
    nowhere: tuple[int, int | None] = (0, None)
    return [
        Member(each, *going.get(each.id, nowhere), names.get(each.invited_by or "", ""), each.id in with_app)
        for each in everyone
    ]


async def member(desk: Desk, person: Person, id: str) -> Member:
    """One of them. Raises NO_SUCH_PATH."""
    members = await team(desk, person)
    wanted = found([each.person for each in members], id)
    return next(each for each in members if each.person is wanted)
