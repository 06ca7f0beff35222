"""What somebody at the command line does for people: whoever can read the database may let anybody in."""

from billhook.db.cause import Actor, By, Origin
from billhook.kernel.clock import wall_now
from billhook.people import store
from billhook.people.actions.authenticator import remove_factors
from billhook.people.actions.invite import add_invited, new_invited, new_link
from billhook.people.faults import PersonFault
from billhook.people.rules.lifecycle import ACTIVE, INVITED

_OPERATOR = Actor(By.OPERATOR, label="Command line")
_HERE = Origin("", "billhook people")


async def invite_by_hand(conn: store.Connection, account: str, email: str, role: str) -> str:
    """Invite somebody; the path of the page behind the link. Raises faults at the fields."""
    invited = new_invited(account, email=email, role=role, by=None)
    async with conn.transaction():
        await add_invited(conn, invited, _OPERATOR, _HERE)
        return f"/dashboard/invitations/{await new_link(conn, invited, 'invitation')}"


async def reset_by_hand(conn: store.Connection, account: str, email: str, *, factors: bool = False) -> str:
    """A link to a new password, or to the invitation of somebody who never came; the path of its page.

    With `factors` the authenticator app and the recovery codes of the person are removed. Raises a fault if nobody has
    the e-mail, or if the person is deactivated.
    """
    async with conn.transaction():
        person = await store.find_by_email(conn, email.strip())
        if person is None or person.account != account:
            raise PersonFault(f"nobody has the e-mail {email}; `billhook people` lists everybody")
        if person.status not in (ACTIVE, INVITED):
            raise PersonFault(f"{email} is deactivated; an owner lets them in again")
        if factors:
            await remove_factors(conn, person, _OPERATOR, _HERE)
        kind, page = ("reset", "reset") if person.status == ACTIVE else ("invitation", "invitations")
        token = await new_link(conn, person, kind)
        await store.log(
            conn, account, _OPERATOR, "person.reset_link", _HERE, now=wall_now(), object=person.id, label=person.label
        )
        return f"/dashboard/{page}/{token}"
